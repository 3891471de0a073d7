"""What HR asks, and what whoever was asked says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cadenza.people.models import Person
from cadenza.stewardship.rules import WORDS_LENGTH, Wish
from cadenza.web.forms import DateField, HouseForm, Lines, Pills


class AskForm(HouseForm):
    """A follow-up."""

    use_required_attribute = False

    asked = forms.TypedChoiceField(label=gettext_lazy("Whom do you ask?"), coerce=int, widget=Pills)
    words = Lines(label=gettext_lazy("What do you ask for?"), rows=3, max_length=WORDS_LENGTH)
    due_on = DateField(label=gettext_lazy("Answer by"))

    def __init__(self, *args: Any, people: Iterable[Person], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["asked"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.pk, one.name) for one in people]

    @property
    def wish(self) -> Wish:
        return Wish(self.cleaned_data["words"], self.cleaned_data["due_on"])


class AnswerForm(HouseForm):
    """What was done about it."""

    use_required_attribute = False

    answer = Lines(label=gettext_lazy("What did you do, or what is in the way?"), rows=3, max_length=WORDS_LENGTH)
