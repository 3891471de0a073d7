"""Parsing what the reset's pages send: the same few questions for each goal, one step at a time. No rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cadenza.evidence.models import Evidence
from cadenza.plans import reset_rules as rules
from cadenza.plans.reset_pages import Part, ResetPage
from cadenza.plans.reset_rules import Change, GoalEnd, Side
from cadenza.web.forms import HouseForm, Lines, Pills
from cadenza.web.revisions import Edit, base_of, seen_alike

CHANGES: Final = {
    Change.CLEAR: gettext_lazy("A clear change"),
    Change.SOME: gettext_lazy("Some change"),
    Change.NONE: gettext_lazy("No change yet"),
    Change.TOO_EARLY: gettext_lazy("Too early to say"),
}
ENDS: Final = {
    GoalEnd.ACHIEVED: pgettext_lazy("what becomes of a goal", "Achieved"),
    GoalEnd.CHANGED: pgettext_lazy("what becomes of a goal", "Goes on, changed"),
    GoalEnd.CARRIED: pgettext_lazy("what becomes of a goal", "Carried forward"),
    GoalEnd.DROPPED: pgettext_lazy("what becomes of a goal", "Dropped"),
}
LONGEST_LABEL = 110


class Ticks(forms.CheckboxSelectMultiple):
    """A few things to tick, each on a line."""

    template_name = "plans/widgets/ticks.html"


class Choice(Pills):
    """Pills that are no states, so that none of them shows a state's icon."""

    def create_option(self, *args: Any, **more: Any) -> dict[str, Any]:
        return {**super().create_option(*args, **more), "icon": ""}


class Cites(forms.MultipleChoiceField):
    """Pieces of evidence, ticked."""

    widget = Ticks


class ResetForm(HouseForm):
    """One step of one side's part. Nothing is required to save; what sharing needs is REV-6's and IMP-2's to say."""

    use_required_attribute = False
    say_optional = False

    def __init__(self, data: Any | None, *, page: ResetPage) -> None:
        super().__init__(data)
        self.page = page
        for part in page.parts:
            for name in rules.FIELDS[page.step]:
                self.fields[f"{part.prefix}-{name}"] = self._field(name, part)

    @property
    def looks(self) -> list[dict[str, Any]]:
        """Each goal with its fields, for the page."""
        return [
            {"part": part, "fields": [self[f"{part.prefix}-{name}"] for name in rules.FIELDS[self.page.step]]} for part in self.page.parts
        ]

    def words(self) -> dict[int, dict[str, Edit]]:
        """What was sent of each goal, by its number. Boxes that nobody ticked are not sent at all; their base says that they were there."""
        found: dict[int, dict[str, Edit]] = {}
        for part in self.page.parts:
            sent = self.edits(f"{part.prefix}-{name}" for name in rules.FIELDS[self.page.step])
            its = {name.removeprefix(f"{part.prefix}-"): edit for name, edit in sent.items()}
            if "cites" in its:
                ticked = self.data.getlist(f"{part.prefix}-cites") if hasattr(self.data, "getlist") else []
                its["cites"] = Edit(
                    rules.kept_cites(rules.cited(",".join(ticked))), its["cites"].base, its["cites"].name, its["cites"].label
                )
            if its:
                found[part.goal.number] = its
        return found

    def _field(self, name: str, part: Part) -> forms.Field:
        own, initial = self.page.side is Side.PERSON, getattr(part.mine, name)
        number = {"number": part.goal.number}
        if name == "change":
            return _pills(_("What changed in the work of goal %(number)d?") % number, CHANGES, initial)
        if name == "cites":
            label = _("Which evidence shows it?")
            return Cites(label=label, choices=_pieces(part.evidence), initial=[str(pk) for pk in rules.cited(initial)], required=False)
        if name == "level_seen":
            levels: Mapping[str, Any] = {"": _("Can’t tell"), **{str(level): str(level) for level in self.page.ladders[part.goal.pk]}}
            return _pills(_("Which level do you see in the work now?"), levels, initial)
        if name == "end":
            label = _("What becomes of goal %(number)d?") if own else _("What would you do with goal %(number)d?")
            return _pills(label % number, ENDS, initial)
        if name == "learned":
            label = _("What did you learn from it?") if own else _("What did you learn about supporting it?")
            return Lines(label=label, rows=2, initial=initial, required=False, max_length=rules.TEXT_LIMIT)
        label = _("What in the work shows it? Which piece did you look at?")
        return Lines(label=label, rows=2, initial=initial, required=False, max_length=rules.TEXT_LIMIT)


def _pills(label: str, choices: Mapping[Any, Any], initial: str) -> forms.Field:
    options = [(str(key), words) for key, words in choices.items()]
    return forms.ChoiceField(label=label, choices=options, widget=Choice, initial=initial, required=False)


def _pieces(evidence: Sequence[Evidence]) -> list[tuple[str, str]]:
    return [
        (str(piece.pk), f"{date_format(piece.happened_on, 'j M')}: {Truncator(' '.join(piece.what.split())).chars(LONGEST_LABEL)}")
        for piece in evidence
    ]


def bases_of(page: ResetPage) -> list[dict[str, str]]:
    """What this page has seen of each answer. By goal number, for a row may not be in the database yet."""
    names = rules.FIELDS[page.step]
    return [{"name": f"base-{part.prefix}-{name}", "value": base_of(part.mine, name)} for part in page.parts for name in names]


def fresh_bases_of(page: ResetPage, sent: Mapping[int, Mapping[str, Edit]]) -> list[dict[str, str]]:
    """What a page may take over after a saving: the bases of the answers that say there what stands now, and no others (DATA-1)."""
    return [
        {"name": f"base-{part.prefix}-{name}", "value": base_of(part.mine, name)}
        for part in page.parts
        for name in seen_alike(part.mine, sent.get(part.goal.number, {}))
    ]
