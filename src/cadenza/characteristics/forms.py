"""What somebody says of themself, and what is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cadenza.characteristics.models import Question
from cadenza.characteristics.rules import ANSWER_LENGTH, LABEL_LENGTH, MOST
from cadenza.web.forms import HouseForm, Lines, Pills


class DeclarationForm(HouseForm):
    """One group of answers for each question; the first one says nothing."""

    use_required_attribute = False
    say_optional = False

    def __init__(self, *args: Any, questions: Iterable[Question], given: Mapping[int, int], **more: Any) -> None:
        super().__init__(*args, **more)
        for question in questions:
            choices = [("", gettext_lazy("I’d rather not say")), *((choice.pk, choice.label) for choice in question.choices.all())]
            self.fields[f"question_{question.pk}"] = forms.TypedChoiceField(
                label=question.label,
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
                widget=Pills,
                initial=given.get(question.pk, ""),
            )

    @property
    def chosen(self) -> dict[int, int]:
        """Question -> answer, of those that were answered."""
        said = {int(name.removeprefix("question_")): value for name, value in self.cleaned_data.items()}
        return {question: answer for question, answer in said.items() if answer is not None}


class QuestionForm(HouseForm):
    """A characteristic to ask for, and its answers one a line."""

    use_required_attribute = False
    say_optional = False

    label = forms.CharField(label=gettext_lazy("What is asked for?"), max_length=LABEL_LENGTH, required=False)
    answers = Lines(label=gettext_lazy("Answers, one a line"), rows=5, max_length=(ANSWER_LENGTH + 2) * MOST, required=False)

    @property
    def lines(self) -> list[str]:
        text: str = self.cleaned_data["answers"]
        return text.splitlines()
