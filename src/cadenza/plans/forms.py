"""Parsing what the plan pages send: one small form for each row, and the editor that holds them all. No rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cadenza.objections import Objection
from cadenza.people.models import Person
from cadenza.people.queries import person_named
from cadenza.people.rules import PRESENT
from cadenza.plans.edits import PlanEdits
from cadenza.plans.models import Action, Goal, Plan, ProtectedBlock, SelfView
from cadenza.plans.queries import PlanRows
from cadenza.plans.rules import ActionKind, GoalStatus, Lane, SelfViewField, StartKind
from cadenza.plans.starting import StartFrom
from cadenza.plans.time_rules import MOST_HOURS
from cadenza.practice.dismissals import sent_with
from cadenza.strategy.models import KeyResult
from cadenza.web.forms import DateField, HouseForm, Lines, Pills, StateField
from cadenza.web.numbers import whole
from cadenza.web.revisions import Edit, Revised
from cadenza.wording import Flaw

Choices = Sequence[tuple[str, Sequence[tuple[int | str, str]]]]
"""Groups of (key, words); the group's name may be empty."""

NAMED = re.compile(r"\(([a-z0-9-]+)\)\s*$")
"""A person as the editor writes them: "Ruth Abara (ruth-abara)"."""

LANES: Final = {
    Lane.EXECUTION: gettext_lazy("This quarter’s delivery"),
    Lane.CAREER: gettext_lazy("Longer-term career"),
}
KINDS: Final = {
    ActionKind.EXPERIENCE: pgettext_lazy("kind of action", "Experience"),
    ActionKind.EXPOSURE: pgettext_lazy("kind of action", "Exposure"),
    ActionKind.EDUCATION: pgettext_lazy("kind of action", "Education"),
}


class Picker(forms.Select):
    """A select whose options are written in one go: some hundred of them, three times on a page, must cost nothing.

    A value that is not offered any more stays an option, called what `standing` says: saving a page empties nothing by itself (DATA-1).
    """

    def __init__(self, groups: Choices = (), empty: str = "", *, standing: str = "") -> None:
        super().__init__()
        self.groups, self.empty, self.standing = groups, empty, standing

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        attributes = format_html_join("", ' {}="{}"', ((key, val) for key, val in (attrs or {}).items() if val not in (None, False, True)))
        parts = [format_html('<option value="">{}</option>', self.empty)]
        if chosen and not any(str(key) == chosen for _label, options in self.groups for key, _words in options):
            parts.append(format_html('<option value="{}" selected>{}</option>', chosen, self.standing or _("As it stands")))
        for label, options in self.groups:
            inside = format_html_join(
                "",
                '<option value="{}"{}>{}</option>',
                ((key, SafeString(" selected") if str(key) == chosen else "", words) for key, words in options),
            )
            parts.append(format_html('<optgroup label="{}">{}</optgroup>', label, inside) if label else inside)
        return format_html('<select name="{}"{}>{}</select>', name, attributes, format_html_join("", "{}", ((part,) for part in parts)))


class PersonField(forms.CharField):
    """Somebody of the organisation, by name, address or short name; near ones are offered while typing, everybody is accepted."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"list": "near-people", "autocomplete": "off"}), **more)


def shown_person(person: Person | None) -> str:
    """A person as this editor writes and reads them."""
    return f"{person.name} ({person.handle})" if person else ""


def person_meant(text: str) -> Person | None:
    """The one person here whom somebody means: as the editor writes them, by address or short name, or by a name that only one of us has."""
    bracketed = NAMED.search(text)
    return person_named(bracketed[1] if bracketed else text, among=Person.objects.filter(status__in=PRESENT))


def start_named(text: str) -> StartFrom | None:
    """What a button says that a goal begins from, such as "gap:12"; anything unreadable begins it from nothing."""
    kind, _colon, key = text.partition(":")
    number = whole(key)
    return StartFrom(StartKind(kind), number) if kind in set(StartKind) and number is not None else None


class OpenForm(HouseForm):
    """A form of which any part may be empty for now. It finds no fault by itself: rules do, when the plan is to be agreed."""

    use_required_attribute = False  # the browser must not keep half a draft from being saved

    def full_clean(self) -> None:
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data: dict[str, Any] = {}


class DirectionForm(OpenForm):
    """Where the person wants to get to (PLAN-1, PLAN-13)."""

    direction_picture = Lines(label=gettext_lazy("What would you like to be doing in 12 to 18 months?"), rows=2, required=False)
    aimed_role = Lines(label=gettext_lazy("Which role, or which kind of work, are you heading for?"), rows=1, required=False)


class SelfViewForm(OpenForm):
    """One half of the current state (PLAN-1)."""

    text = Lines(rows=2, required=False)

    def __init__(self, *args: Any, half: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["text"].label = (
            _("What are you good at now, and where does it show?")
            if half == SelfViewField.STRENGTHS
            else _("What do you find difficult, or do less well than you would like?")
        )


class TimeForm(OpenForm):
    """Hours of each week that are kept for development (TIME-1)."""

    hours_a_week = forms.CharField(
        label=gettext_lazy("Hours a week kept for it"),
        widget=forms.NumberInput(attrs={"min": 1, "max": MOST_HOURS, "inputmode": "numeric"}),
        required=False,
    )


class BlockForm(OpenForm):
    """One block of days that is kept for development (TIME-1)."""

    name = forms.CharField(label=gettext_lazy("What is this time for?"), max_length=200)
    first_day = DateField(label=gettext_lazy("First day"))
    last_day = DateField(label=gettext_lazy("Last day"))


class GoalForm(OpenForm):
    """One goal. What a plan needs before it is agreed is marked as needed; nothing is needed to save."""

    lane = forms.ChoiceField(label=gettext_lazy("Which lane?"), choices=list(LANES.items()), widget=Pills)
    key_result = forms.CharField(label=gettext_lazy("Which key result does it serve?"))
    direction = forms.CharField(label=gettext_lazy("Which direction does it serve?"), max_length=500)
    capability = forms.CharField(label=gettext_lazy("Which capability does it build?"))
    level_now = forms.CharField(label=gettext_lazy("Level now"))
    level_aimed = forms.CharField(label=gettext_lazy("Level aimed at"))
    outcome = Lines(label=gettext_lazy("What will you be able to do?"), rows=2)
    success_measure = Lines(label=gettext_lazy("What will others see when you have got there?"), rows=2)
    target_date = DateField(label=gettext_lazy("By when?"))
    live_work = Lines(label=gettext_lazy("Which real work will prove it?"), rows=1)
    supporter = PersonField(label=gettext_lazy("Who supports you?"))
    support_words = Lines(label=gettext_lazy("What is that person responsible for?"), rows=1)
    review_how = Lines(label=gettext_lazy("How and when will you look at progress together?"), rows=1)
    elsewhere_words = Lines(label=gettext_lazy("What does it mean to you to work towards another role?"), rows=2)

    def __init__(self, *args: Any, options: Options, goal: Goal | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        levels = [(number, _("Level %(number)d") % {"number": number}) for number in range(1, options.top_level + 1)]
        result, capability = (goal.proposed(name) if goal else None for name in ("key_result", "capability"))
        in_words = f"{result.key} {result.title}" if result else ""
        self.fields["key_result"].widget = Picker(options.key_results, _("Choose a key result"), standing=in_words)
        self.fields["capability"].widget = Picker(
            options.capabilities, _("Choose a capability"), standing=capability.name if capability else ""
        )
        self.fields["level_now"].widget = Picker([("", [(0, _("Level 0, none of it yet")), *levels])], _("Choose a level"))
        self.fields["level_aimed"].widget = Picker([("", levels)], _("Choose a level"))


class ActionForm(OpenForm):
    """One action of a goal (ACT-1)."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(KINDS.items()), widget=Pills)
    what = Lines(label=gettext_lazy("What will you do?"), rows=1)
    tracked_where = forms.CharField(label=gettext_lazy("Where is this work tracked?"), max_length=500)
    partner = PersonField(label=gettext_lazy("Beside whom will you learn?"))
    applied_in = forms.CharField(label=gettext_lazy("In which work will you apply it?"), max_length=1000)
    due_date = DateField(label=gettext_lazy("Done by"))


@dataclass(frozen=True)
class Options:
    """What the pickers of one plan offer."""

    key_results: Choices = ()
    capabilities: Choices = ()
    people: Sequence[str] = ()
    top_level: int = 6


@dataclass
class GoalPart:
    """One goal of the editor with its actions."""

    goal: Goal
    form: GoalForm
    actions: list[tuple[Action, ActionForm]]


@dataclass
class Editor:
    """Every form of the editing page over the rows it was made from."""

    rows: PlanRows
    direction: DirectionForm
    self_views: list[tuple[SelfView, SelfViewForm]]
    goals: list[GoalPart]
    time: TimeForm
    blocks: list[tuple[ProtectedBlock, BlockForm]]
    options: Options
    near: Sequence[KeyResult]
    """The key results that its pickers offer."""

    def forms(self) -> list[HouseForm]:
        mine: list[HouseForm] = []
        for part in self.goals:
            mine += [part.form, *(form for _action, form in part.actions)]
        return [*mine, self.time, *(form for _block, form in self.blocks), self.direction, *(form for _view, form in self.self_views)]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """For the error summary: every refusal of every form, in the order of the page."""
        return [problem for form in self.forms() for problem in form.problems]

    def edits(self) -> PlanEdits:
        """Every field that was sent, row by row. A person whom nobody is called by is left for the writer to finish."""
        return PlanEdits(
            plan={**_sent(self.direction, self.rows.plan), **_sent(self.time, self.rows.plan)},
            strengths=self._half(SelfViewField.STRENGTHS),
            difficulties=self._half(SelfViewField.DIFFICULTIES),
            goals={part.goal.pk: _sent(part.form, part.goal) for part in self.goals},
            actions={action.pk: _sent(form, action) for part in self.goals for action, form in part.actions},
            blocks={block.pk: _sent(form, block) for block, form in self.blocks},
            dismissed=self._dismissed(),
        )

    def _dismissed(self) -> dict[str, frozenset[Flaw]]:
        """The coach's hints that were set aside, under the names of their fields."""
        read: list[tuple[HouseForm, str]] = [(part.form, name) for part in self.goals for name in ("outcome", "success_measure")]
        read += [(form, "what") for part in self.goals for _action, form in part.actions]
        found = {form.add_prefix(name): sent_with(form, name) for form, name in read}
        return {name: flaws for name, flaws in found.items() if flaws is not None}

    def _half(self, which: SelfViewField) -> Mapping[str, Edit]:
        return next((_sent(form, view) for view, form in self.self_views if view.field == which), {})

    def unknown_people(self) -> list[tuple[str, str]]:
        """Field id and text of each person that was typed and not found."""
        return [
            (form[name].auto_id, str(form.data.get(form.add_prefix(name), "")))
            for form in self.forms()
            for name, one in form.fields.items()
            if isinstance(one, PersonField) and form.is_bound and _person_key(form, name) is None
        ]

    def refuse(self, objections: Iterable[Objection]) -> None:
        """Put each objection beside its field, wherever on the page that is; the rest above."""
        places = {form.add_prefix(name): (form, name) for form in self.forms() for name in form.fields}
        for one in objections:
            form, name = places.get(one.where, (self.direction, ""))
            moved = Objection(one.code, one.message, name, one.values, one.warning)
            form.refuse([moved])


def _sent(form: HouseForm, row: Revised) -> dict[str, Edit]:
    """The sent fields of one row as edits; values go as they were typed, for rules and not the form judge them."""
    if not form.is_bound:
        return {}
    found: dict[str, Edit] = {}
    for name, one in form.fields.items():
        sent, base = form.add_prefix(name), f"base-{form.add_prefix(name)}"
        if sent not in form.data:
            continue
        value: str | None = str(form.data[sent])
        if isinstance(one, PersonField):
            value = _person_key(form, name)
        if value is not None:
            found[name] = Edit(value, str(form.data.get(base, "")), name=sent, label=str(one.label or ""))
    return found


def _person_key(form: HouseForm, name: str) -> str | None:
    text = str(form.data.get(form.add_prefix(name), "")).strip()
    if not text:
        return ""
    if form.add_prefix(name) not in form.data:
        return ""
    known = str(form.initial.get(name, ""))
    if text == known:
        return str(form.initial.get(f"{name}_key", ""))
    person = person_meant(text)
    return str(person.pk) if person else None


def editor_for(
    rows: PlanRows, self_views: Sequence[SelfView], options: Options, near: Sequence[KeyResult], data: QueryDict | None = None
) -> Editor:
    """The editing page's forms over a plan, empty-handed or with what was sent."""
    return Editor(
        rows=rows,
        direction=DirectionForm(data, initial=_initial(rows.plan, DirectionForm)),
        self_views=[
            (view, SelfViewForm(data, initial={"text": view.text}, prefix=str(view.field), half=str(view.field))) for view in self_views
        ],
        goals=[
            GoalPart(
                goal,
                GoalForm(data, initial=_initial(goal, GoalForm), prefix=f"goal-{goal.number}", options=options, goal=goal),
                [
                    (
                        action,
                        ActionForm(data, initial=_initial(action, ActionForm), prefix=f"goal-{goal.number}-action-{action.number}"),
                    )
                    for action in rows.actions.get(goal.pk, [])
                ],
            )
            for goal in rows.goals
        ],
        time=TimeForm(data, initial=_initial(rows.plan, TimeForm)),
        blocks=[(block, BlockForm(data, initial=_initial(block, BlockForm), prefix=f"block-{block.number}")) for block in rows.blocks],
        options=options,
        near=near,
    )


def _initial(row: Plan | Goal | Action | ProtectedBlock, form: type[HouseForm]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, one in form.base_fields.items():
        text = row.read_field(name)
        found[name] = text
        if isinstance(one, PersonField):
            found[name], found[f"{name}_key"] = shown_person(getattr(row, name)), text
    return found


class CommitmentForm(HouseForm):
    """What the manager will do, and by when (COM-1)."""

    what = Lines(label=gettext_lazy("What will you do?"), rows=1)
    due_date = DateField(label=gettext_lazy("By when?"))


class PerspectiveForm(HouseForm):
    """How the manager sees it, beside the person's words (PLAN-1)."""

    text = Lines(label=gettext_lazy("How do you see it?"), rows=2, required=False)


class SuggestionForm(HouseForm):
    """A goal that is suggested, and why (PLAN-3)."""

    outcome = Lines(label=gettext_lazy("What would they be able to do?"), rows=2)
    why = Lines(label=gettext_lazy("Why do you suggest it?"), rows=2)
    lane = forms.ChoiceField(label=gettext_lazy("Which lane?"), choices=list(LANES.items()), widget=Pills, initial=Lane.EXECUTION)
    key_result = forms.CharField(label=gettext_lazy("Which key result would it serve?"), required=False)
    capability = forms.CharField(label=gettext_lazy("Which capability would it build?"), required=False)
    aims_elsewhere = forms.BooleanField(
        label=gettext_lazy("It aims at another role than their own path"),
        help_text=gettext_lazy("Then it is said openly, on the plan and to both of you, and they answer in their own words."),
        required=False,
    )
    note = Lines(label=gettext_lazy("If so, which role, and why do you ask it of them?"), rows=2, required=False)

    def __init__(self, *args: Any, options: Options, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["key_result"].widget = Picker(options.key_results, _("None"))
        self.fields["capability"].widget = Picker(options.capabilities, _("None"))

    def key_of(self, name: str) -> int | None:
        return whole(str(self.cleaned_data.get(name) or ""))


class AnswerForm(HouseForm):
    """What the person says to a suggestion."""

    outcome = Lines(label=gettext_lazy("In your own words, if you like"), rows=2, required=False)
    elsewhere_words = Lines(label=gettext_lazy("What does it mean to you to work towards another role?"), rows=2, required=False)
    answer = Lines(label=gettext_lazy("A word back"), rows=1, required=False)


class DoneForm(HouseForm):
    """An action is done (ACT-3)."""

    done_on = DateField(label=gettext_lazy("On which day was it done?"))
    doing_evidence = Lines(label=gettext_lazy("What shows it? A link, a document, somebody who was there"), rows=1)


class PauseForm(HouseForm):
    """Reviews paused until a day; without a reason, now and ever (PIP-19)."""

    until = DateField(label=gettext_lazy("Last day of the pause"))


class DropForm(HouseForm):
    """A goal is dropped."""

    learned = Lines(label=gettext_lazy("Why, and what did you learn?"), rows=2, required=False)


class StandingForm(HouseForm):
    """How a goal stands between reviews (STAT-1), and what blocks it (STAT-2). What each state needs is for the rules to say."""

    use_required_attribute = False
    say_optional = False

    status = StateField(states=GoalStatus, label=gettext_lazy("How does this goal stand now?"))
    reason = Lines(label=gettext_lazy("Why has it changed?"), rows=1, required=False)
    in_the_way = Lines(label=gettext_lazy("If it is blocked: what is in the way?"), rows=1, required=False)
    remover = PersonField(label=gettext_lazy("Who clears it?"), required=False)
    remove_by = DateField(label=gettext_lazy("Cleared by"), required=False)
    asked = Lines(
        label=gettext_lazy("What do you ask of them?"),
        help_text=gettext_lazy("Somebody outside this plan reads these words and nothing else of it."),
        rows=1,
        required=False,
    )

    def clean_remover(self) -> Person | None:
        text = str(self.cleaned_data.get("remover") or "")
        found = person_meant(text)
        if text and found is None:
            raise forms.ValidationError(_("Nobody here goes by that name. Choose one from the list."))
        return found
