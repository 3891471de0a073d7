"""The form with which HR sets weeks, days, thresholds and the coach, and the day from which that counts (HR-3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from cadenza.practice.practice_rules import SETTINGS, STRICT, Group, Practice, coach_field
from cadenza.stewardship import practice_words as words
from cadenza.web.forms import DateField, HouseForm, Pills


class PracticeForm(HouseForm):
    """All settings of one version. What is out of bounds is for the rules to say."""

    say_optional = False
    use_required_attribute = False

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    theirs: Sequence[tuple[str, str]] = ()
    """What somebody else set meanwhile, by the label of its field."""

    def __init__(self, data: Mapping[str, Any] | None, *, practice: Practice, based_on: int, day: date | None = None) -> None:
        super().__init__(data, initial={**practice.values, "based_on": based_on, "effective_on": day})
        for one in SETTINGS:
            narrow = forms.NumberInput(attrs={"class": "w-s"})
            self.fields[one.key] = forms.IntegerField(
                label=words.label(one.key), help_text=words.bounds(one), required=False, widget=narrow
            )
        for kind, may in STRICT.items():
            choices = [(choice.value, words.shown(coach_field(kind), choice.value)) for choice in may]
            self.fields[coach_field(kind)] = forms.ChoiceField(
                label=words.label(coach_field(kind)), choices=choices, widget=Pills, required=False
            )
        self.fields["effective_on"] = DateField(label=_("In force from"), required=False)

    @property
    def groups(self) -> list[tuple[str, str, str, list[Any]]]:
        """Code, heading, what it applies to, fields."""
        return [
            (group.value, _(words.GROUPS[group][0]), _(words.GROUPS[group][1]), [self[one.key] for one in SETTINGS if one.group is group])
            for group in Group
        ]

    @property
    def coach(self) -> list[Any]:
        return [self[coach_field(kind)] for kind in STRICT]

    def values(self) -> dict[str, object]:
        """What was sent, as the rules take it."""
        return {name: self.cleaned_data.get(name) for name in (*(one.key for one in SETTINGS), *map(coach_field, STRICT))}

    def again(self, values: Mapping[str, object], *, number: int) -> dict[str, object]:
        """The form's fields once more, for laying what was sent over a newer version; a field that could not be read stays as it was sent."""
        sent = {name: self.data[name] for name in self.errors if name in values and name in self.data}
        return {**values, **sent, "effective_on": self.data.get("effective_on", ""), "based_on": number}
