"""The form with which HR words the prompts: one text for each stage, one line for each question, the coach's list, and the day it begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from cadenza.objections import N_
from cadenza.practice.rules import COACHING_FIELD, REVIEW_FIELD, STAGE_FIELD, Prompts, Stage, fields_of, lines_of
from cadenza.web.forms import DateField, HouseForm, Lines

STAGE_WORDS: Mapping[str, str] = {
    Stage.OPENING: N_("Opening: the career"),
    Stage.NEEDS: N_("Needs"),
    Stage.SHARPENING: N_("Sharpening the goal"),
    Stage.ORGANISATION: N_("The organisation’s side"),
    Stage.SUPPORT: N_("Support"),
}


class PromptsForm(HouseForm):
    """All prompts of one version. What is empty or too long is for the rules to say."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    theirs: Sequence[tuple[str, str]] = ()
    """What somebody else wrote meanwhile, by the label of its field."""

    def __init__(self, data: Mapping[str, Any] | None, *, prompts: Prompts, day: date | None = None) -> None:
        super().__init__(data, initial={"based_on": prompts.number, "effective_on": day})
        self.shown = prompts
        for stage, lines in prompts.goal_setting.items():
            text = "\n".join(_(line) for line in lines)
            label = _(STAGE_WORDS[stage])
            self.fields[f"{STAGE_FIELD}{stage}"] = Lines(label=label, rows=3, required=False, max_length=4000, initial=text)
        for key, line in prompts.review.items():
            self.fields[f"{REVIEW_FIELD}{key}"] = forms.CharField(label=_("Question"), required=False, max_length=1000, initial=_(line))
        coached = "\n".join(_(line) for line in prompts.coaching)
        self.fields[COACHING_FIELD] = Lines(
            label=_("Coaching prompts, one a line"), rows=7, required=False, max_length=8000, initial=coached
        )
        self.fields["effective_on"] = DateField(label=_("In force from"), required=False)

    @property
    def stages(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith(STAGE_FIELD)]

    @property
    def questions(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith(REVIEW_FIELD)]

    def prompts(self) -> Prompts:
        """What was sent, as the rules and the pages take it."""
        given = self.cleaned_data
        return Prompts(
            number=given["based_on"],
            goal_setting={stage: lines_of(given[f"{STAGE_FIELD}{stage}"]) for stage in self.shown.goal_setting},
            review={key: " ".join(given[f"{REVIEW_FIELD}{key}"].split()) for key in self.shown.review},
            coaching=lines_of(given[COACHING_FIELD]),
        )

    def again(self, values: Mapping[str, object], *, number: int) -> dict[str, object]:
        """The form's fields once more, for laying what was sent over a newer version."""
        lines = {name: "\n".join(value) if isinstance(value, tuple) else value for name, value in values.items()}
        return {**lines, "effective_on": self.data.get("effective_on", ""), "based_on": number}


def in_lines(prompts: Prompts) -> dict[str, str]:
    """Each field's words as they stand in the form. House arithmetic."""
    return {name: "\n".join(value) if isinstance(value, tuple) else str(value) for name, value in fields_of(prompts).items()}
