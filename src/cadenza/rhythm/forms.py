"""Forms of the 1:1: the review with its goals, a report on a commitment, an answer to it, a point, a new day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadenza.plans.models import ReviewedGoal
from cadenza.plans.review_rules import ASKED_LIMIT, GOAL_FIELDS, LOOKING_BACK, LOOKING_FORWARD, REFLECTION, TEXT_LIMIT
from cadenza.plans.rules import CommitmentState, GoalStatus
from cadenza.practice.rules import Prompts
from cadenza.rhythm.queries import GoalPart, Meeting
from cadenza.rhythm.rules import POINT_LENGTH
from cadenza.web.forms import DateField, HouseForm, Lines, Pills, StateField, Unforced
from cadenza.web.revisions import Edit, base_of, seen_alike

REPORTS = (
    (CommitmentState.DELIVERED.value, gettext_lazy("Yes")),
    (CommitmentState.MISSED.value, gettext_lazy("Missed")),
    (CommitmentState.RENEGOTIATED.value, gettext_lazy("New day")),
    (CommitmentState.OPEN.value, gettext_lazy("Still open")),
)


class Answer(Unforced, Lines):
    """Words in answer to a question."""


class Day(Unforced, DateField):
    """A day that belongs to an answer."""


class Name(Unforced, forms.ChoiceField):
    """Somebody who belongs to an answer."""


class Standing(Unforced, StateField):
    """Where a goal stands."""


class Number(Unforced, forms.IntegerField):
    """Somebody's number, as a list of names sends it; whether they may be named is the rule's to say."""


class Sent(HouseForm):
    """What a page sends of a review: each field as its own type, and what was seen of it. Fields that were not sent are not there."""

    numbers: tuple[int, ...] = ()

    def words(self) -> dict[str, Edit]:
        """What was sent of the review itself."""
        found = self.edits(name for name in self.fields if not name.startswith("goal-"))
        if "focus" in found and not found["focus"].value:
            found.pop("focus_by", None)  # the preselected day of nothing
        return found

    def goal_words(self) -> dict[int, dict[str, Edit]]:
        """What was sent of each goal, by its number."""
        found = {}
        for number in self.numbers:
            prefix = f"goal-{number}-"
            edits = self.edits(name for field in GOAL_FIELDS if (name := prefix + field) in self.fields)
            sent = {name.removeprefix(prefix): edit for name, edit in edits.items()}
            if "status" in sent and sent["status"].value != GoalStatus.BLOCKED:
                sent.pop("remover", None)  # preselected for the case of a block, and there is none
                sent.pop("remove_by", None)
            if sent:
                found[number] = sent
        return found


class Autosaved(Sent):
    """The same without a page around it: nothing is asked of the database to read it, for it stands behind every pause in typing."""

    def __init__(self, data: Mapping[str, Any], *, reflects: bool) -> None:
        super().__init__(data)
        for name in LOOKING_BACK + LOOKING_FORWARD + (REFLECTION if reflects else ()):
            self._read(name, Answer, max_length=TEXT_LIMIT)
        self._read("focus_by", Day)
        self.numbers = tuple(sorted({int(found[1]) for name in data if (found := OF_A_GOAL.fullmatch(name))}))
        for prefix in (f"goal-{number}-" for number in self.numbers):
            self._read(f"{prefix}status", Standing, states=GoalStatus)
            self._read(f"{prefix}moved", Answer, max_length=TEXT_LIMIT)
            self._read(f"{prefix}in_the_way", Answer, max_length=TEXT_LIMIT)
            self._read(f"{prefix}asked", Answer, max_length=ASKED_LIMIT)
            self._read(f"{prefix}remover", Number, min_value=1)
            self._read(f"{prefix}remove_by", Day)

    def _read(self, name: str, kind: type[forms.Field], **more: Any) -> None:
        if name in self.data or f"base-{name}" in self.data:
            self.fields[name] = kind(**more)


OF_A_GOAL = re.compile(rf"goal-([1-9]\d{{0,3}})-(?:{'|'.join(GOAL_FIELDS)})")


class ReviewForm(Sent):
    """REV-1's questions and each goal of the review. The questions are the labels, in HR's words (REV-2)."""

    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None, *, meeting: Meeting, prompts: Prompts) -> None:
        super().__init__(data)
        self.meeting = meeting
        self.numbers = tuple(part.goal.number for part in meeting.goals)
        asked = LOOKING_BACK + LOOKING_FORWARD + (() if meeting.side == "person" else REFLECTION)
        for name in asked:
            self._ask(name, _(prompts.review[name]), rows=2 if name in {"done", "focus"} else 1, initial=getattr(meeting.review, name))
        usual = meeting.usual_day if data is None else None
        focus_by = getattr(meeting.review, "focus_by", None) or usual
        self.fields["focus_by"] = Day(label=_("By"), initial=focus_by)
        for part in meeting.goals:
            self._ask_about(part, prompts, usual)

    @property
    def looks(self) -> list[dict[str, Any]]:
        """Each goal with its fields, for the page."""
        return [{"part": part, **{name: self[f"{part.prefix}-{name}"] for name in GOAL_FIELDS}} for part in self.meeting.goals]

    @property
    def back(self) -> list[Any]:
        return [self[name] for name in LOOKING_BACK]

    @property
    def reflection(self) -> list[Any]:
        return [self[name] for name in REFLECTION if name in self.fields]

    def _ask(self, name: str, label: str, *, rows: int, initial: object) -> None:
        self.fields[name] = Answer(label=label, rows=rows, max_length=TEXT_LIMIT, initial=initial)

    def _ask_about(self, part: GoalPart, prompts: Prompts, usual: date | None) -> None:
        prefix, row = part.prefix, part.row
        where = _("Where is goal %(number)d now?") % {"number": part.goal.number}
        self.fields[f"{prefix}-status"] = Standing(states=GoalStatus, label=where, initial=row.status)
        self._ask(f"{prefix}-moved", _(prompts.review["moved"]), rows=2, initial=row.moved)
        self._ask(f"{prefix}-in_the_way", _(prompts.review["blocked"]), rows=1, initial=row.in_the_way)
        self.fields[f"{prefix}-remover"] = Name(
            label=_("Who clears it?"),
            choices=[("", _("Nobody named")), *((str(one.pk), one.name) for one in self.meeting.removers)],
            initial=row.remover_id or (self.meeting.manager.pk if self.meeting.manager else None),
        )
        asked = _("What do you ask of them? Somebody outside this plan reads these words and nothing else.")
        self.fields[f"{prefix}-asked"] = Answer(label=asked, rows=1, max_length=ASKED_LIMIT, initial=row.asked)
        self.fields[f"{prefix}-remove_by"] = Day(label=_("Cleared by"), initial=row.remove_by or usual)


class ReportForm(HouseForm):
    """Did I deliver my support? (COM-2)"""

    use_required_attribute = False

    state = Name(choices=REPORTS, widget=Pills, label=gettext_lazy("Did I deliver it?"))
    reason = Answer(rows=1, label=gettext_lazy("Why?"), max_length=2000)
    new_due = Day(label=gettext_lazy("New day"))

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        if self["state"].value() == CommitmentState.DELIVERED:
            self.fields["reason"].label = _("A note beside it, for instance what part of it")


class ContestForm(HouseForm):
    """How the person sees it, beside the report (COM-2)."""

    use_required_attribute = False

    words = Answer(rows=2, label=gettext_lazy("How do you see it?"), max_length=2000)


class PointForm(HouseForm):
    """One more thing to talk about."""

    text = forms.CharField(label=gettext_lazy("Add a point"), required=False, max_length=POINT_LENGTH)


class TimeForm(HouseForm):
    """The time of day at which a pair usually meets (REV-5)."""

    say_optional = False
    begins = forms.TimeField(
        label=gettext_lazy("You usually meet at"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("Your calendars then show the 1:1 at this time. Empty: for the whole day."),
    )


class MoveForm(HouseForm):
    """Another day for a review that cannot take place (REV-4)."""

    to = DateField(label=gettext_lazy("Another day"), required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=500)


def fresh_goal_bases(looks: Mapping[int, ReviewedGoal], sent: Mapping[int, Mapping[str, Edit]]) -> list[dict[str, str]]:
    """The bases that a page may take over after a saving: of the fields that say there what stands now."""
    return [
        {"name": f"base-goal-{number}-{field}", "value": base_of(row, field)}
        for number, row in looks.items()
        for field in seen_alike(row, sent[number])
    ]


def goal_bases(meeting: Meeting) -> list[dict[str, str]]:
    """What the page has seen of each goal. By goal number, for a goal's row may not be in the database yet."""
    return [{"name": f"base-{part.prefix}-{field}", "value": base_of(part.row, field)} for part in meeting.goals for field in GOAL_FIELDS]


def report_forms(meeting: Meeting, wrong_id: int = 0, wrong: HouseForm | None = None) -> dict[int, HouseForm]:
    """A form for each commitment from the reader's side, by its id; the one that was refused keeps what was typed."""
    made: dict[int, HouseForm] = {}
    for part in meeting.support:
        commitment = part.commitment
        if commitment.pk == wrong_id and wrong is not None:
            made[commitment.pk] = wrong
        elif meeting.side == "manager":
            made[commitment.pk] = ReportForm(prefix=f"c{commitment.pk}", initial={"state": commitment.state, "reason": commitment.reason})
        else:
            made[commitment.pk] = ContestForm(prefix=f"c{commitment.pk}", initial={"words": commitment.contest_words})
    return made
