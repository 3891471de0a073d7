"""What people type into a system review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cadenza.people.forms import PersonField
from cadenza.stewardship.system_review_models import SystemReview
from cadenza.stewardship.system_review_rules import DECISION_LIMIT, TEXT_LIMIT, DecisionDraft, DecisionState
from cadenza.web.forms import DateField, HouseForm, Lines, Pills, StateField


class PrepareForm(HouseForm):
    """Which half-year, and when one meets."""

    use_required_attribute = False

    half = forms.ChoiceField(label=gettext_lazy("Which half-year?"), widget=Pills)
    meets_on = DateField(label=gettext_lazy("When do you meet?"))

    def __init__(self, *args: Any, halves: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["half"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = halves


class PartsForm(HouseForm):
    """The parts of the document."""

    use_required_attribute = False
    say_optional = False

    seen = Lines(label=gettext_lazy("What do the figures say, and what do they not?"), required=False, rows=3, max_length=TEXT_LIMIT)
    worked = Lines(label=gettext_lazy("What worked in this half-year?"), required=False, rows=3, max_length=TEXT_LIMIT)
    in_the_way = Lines(label=gettext_lazy("What stands in the way?"), required=False, rows=3, max_length=TEXT_LIMIT)
    to_change = Lines(label=gettext_lazy("What do we change?"), required=False, rows=3, max_length=TEXT_LIMIT)

    @classmethod
    def of(cls, review: SystemReview) -> PartsForm:
        """The form as the review stands."""
        return cls(initial={name: getattr(review, name) for name in SystemReview.WORDS})


class DecisionForm(HouseForm):
    """One decision."""

    use_required_attribute = False

    words = Lines(label=gettext_lazy("What was decided?"), rows=2, max_length=DECISION_LIMIT)
    owner = PersonField(label=gettext_lazy("Who sees to it?"))
    due_on = DateField(label=gettext_lazy("By when?"))

    @property
    def draft(self) -> DecisionDraft:
        owner = self.cleaned_data["owner"]
        return DecisionDraft(self.cleaned_data["words"], owner.pk if owner else None, self.cleaned_data["due_on"])


class NewsForm(HouseForm):
    """What became of a decision."""

    use_required_attribute = False

    state = StateField(states=DecisionState, label=gettext_lazy("Where does it stand?"))
    words = Lines(label=gettext_lazy("What became of it?"), rows=3, max_length=DECISION_LIMIT)


class SeatForm(HouseForm):
    """Somebody who fills the review too."""

    use_required_attribute = False

    person = PersonField(label=gettext_lazy("Who else fills it?"))


class AdditionForm(HouseForm):
    """Something added below a closed review."""

    use_required_attribute = False

    words = Lines(label=gettext_lazy("What do you add?"), rows=3, max_length=TEXT_LIMIT)
