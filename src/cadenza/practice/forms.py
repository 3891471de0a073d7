"""The form with which HR words the prompts: one text for each stage, one line for each question, the coach's list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from cadenza.objections import N_
from cadenza.practice.rules import Prompts, Stage, lines_of
from cadenza.web.forms import HouseForm, Lines

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

    def __init__(self, data: Mapping[str, Any] | None, *, prompts: Prompts) -> None:
        super().__init__(data, initial={"based_on": prompts.number})
        self.shown = prompts
        for stage, lines in prompts.goal_setting.items():
            text = "\n".join(_(line) for line in lines)
            self.fields[f"stage-{stage}"] = Lines(label=_(STAGE_WORDS[stage]), rows=3, required=False, max_length=4000, initial=text)
        for key, line in prompts.review.items():
            self.fields[f"review-{key}"] = forms.CharField(label=_("Question"), required=False, max_length=1000, initial=_(line))
        coached = "\n".join(_(line) for line in prompts.coaching)
        self.fields["coaching"] = Lines(label=_("Coaching prompts, one a line"), rows=7, required=False, max_length=8000, initial=coached)

    @property
    def stages(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("stage-")]

    @property
    def questions(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("review-")]

    def prompts(self) -> Prompts:
        """What was sent, as the rules and the pages take it."""
        given = self.cleaned_data
        return Prompts(
            number=given["based_on"],
            goal_setting={stage: lines_of(given[f"stage-{stage}"]) for stage in self.shown.goal_setting},
            review={key: " ".join(given[f"review-{key}"].split()) for key in self.shown.review},
            coaching=lines_of(given["coaching"]),
        )
