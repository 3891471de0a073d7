"""Forms of feedback: asking for it, giving it, putting it right; and asking for evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadenza.capability.models import Capability
from cadenza.evidence.feedback import FeedbackDraft
from cadenza.evidence.feedback_rules import DAYS_TO_ANSWER
from cadenza.evidence.models import Feedback
from cadenza.people.models import Person
from cadenza.plans.forms import PersonField, person_meant
from cadenza.plans.models import Goal
from cadenza.rhythm.evidence_forms import capability_choices
from cadenza.rhythm.feedback import Question
from cadenza.web.forms import DateField, HouseForm, Lines, Pills

PLACES = ("first", "second", "third")
ONLY, TOO = "only", "manager"


class QuestionForm(HouseForm):
    """Whom to ask, what, and by when. What it is about is read by its writer alone."""

    use_required_attribute = False
    say_optional = False

    about = forms.ChoiceField(label=gettext_lazy("What is it about?"), required=False)
    what = Lines(
        label=gettext_lazy("What would you like to know?"),
        help_text=gettext_lazy("They read exactly these words and your name, and never which goal it is for."),
        rows=3,
        required=False,
        max_length=1000,
    )
    first = PersonField(label=gettext_lazy("Whom do you ask?"), required=False, max_length=200)
    second = PersonField(label=gettext_lazy("A second person"), required=False, max_length=200)
    third = PersonField(label=gettext_lazy("A third person"), required=False, max_length=200)
    due_date = DateField(label=gettext_lazy("By when?"), required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, *, goals: Sequence[Goal], capabilities: Sequence[Capability], today: date, about: str = ""
    ) -> None:
        super().__init__(data, initial={"due_date": today + timedelta(days=DAYS_TO_ANSWER), "about": about})
        about_field: Any = self.fields["about"]
        named = [(f"goal:{goal.pk}", goal.outcome[:100]) for goal in goals]
        groups: list[tuple[str, Any]] = [("", _("Choose one"))]
        groups += [(_("My goals"), named)] if named else []
        groups += [(group, [(f"capability:{pk}", name) for pk, name in pairs]) for group, pairs in capability_choices(capabilities)]
        about_field.choices = groups

    def question(self) -> Question:
        """What was filled in; a name that means nobody is kept as such, for the rule to refuse."""
        given = self.cleaned_data
        named = {place: person_meant(given[place]) for place in PLACES if given[place].strip()}
        kind, _colon, pk = given.get("about", "").partition(":")
        return Question(
            helpers={place: person.pk if person else None for place, person in named.items()},
            what=given["what"],
            due_date=given["due_date"],
            goal_id=int(pk) if kind == "goal" else None,
            capability_id=int(pk) if kind == "capability" else None,
        )


class FeedbackForm(HouseForm):
    """A situation: when, what was seen, what came of it."""

    use_required_attribute = False
    say_optional = False

    happened_on = DateField(label=gettext_lazy("When was it?"), required=False)
    seen = Lines(
        label=gettext_lazy("What was going on, and what did you see or hear?"),
        help_text=gettext_lazy("One situation, as anybody present could describe it."),
        rows=4,
        required=False,
        max_length=2000,
    )
    effect = Lines(label=gettext_lazy("What came of it, for the work or for you?"), rows=3, required=False, max_length=2000)

    def __init__(self, data: Mapping[str, Any] | None, *, today: date | None = None, words: Feedback | None = None) -> None:
        initial: dict[str, Any] = {"happened_on": today}
        if words is not None:
            initial = {"happened_on": words.happened_on, "seen": words.seen, "effect": words.effect}
        super().__init__(data, initial=initial)

    def draft(self) -> FeedbackDraft:
        given = self.cleaned_data
        return FeedbackDraft(given["happened_on"], given["seen"], given["effect"])


class AnswerForm(FeedbackForm):
    """Feedback that was asked for, and whom it goes to."""

    audience = forms.ChoiceField(label=gettext_lazy("Who reads it?"), widget=Pills, initial=ONLY)

    def __init__(self, data: Mapping[str, Any] | None, *, receiver: Person | None, today: date) -> None:
        super().__init__(data, today=today)
        name = receiver.short_name if receiver else _("They")
        audience: Any = self.fields["audience"]
        audience.choices = [(ONLY, _("Only %(name)s") % {"name": name}), (TOO, _("%(name)s and their manager") % {"name": name})]
        if receiver is None:
            audience.choices = [(ONLY, _("Only that person")), (TOO, _("That person and their manager"))]

    def draft(self) -> FeedbackDraft:
        given = self.cleaned_data
        return FeedbackDraft(given["happened_on"], given["seen"], given["effect"], None, given["audience"] == TOO)


class GiveForm(AnswerForm):
    """Feedback that nobody asked for: to whom, and on which capability."""

    to = PersonField(label=gettext_lazy("To whom?"), required=False, max_length=200)
    capability = forms.TypedChoiceField(label=gettext_lazy("What is it about?"), required=False, coerce=int, empty_value=None)
    field_order = ("to", "capability", "happened_on", "seen", "effect", "audience")

    def __init__(self, data: Mapping[str, Any] | None, *, capabilities: Sequence[Capability], to: str, today: date) -> None:
        super().__init__(data, receiver=None, today=today)
        self.initial["to"] = to
        capability: Any = self.fields["capability"]
        capability.choices = [("", _("Choose a capability")), *capability_choices(capabilities)]

    @property
    def receiver(self) -> Person | None:
        """The one person who is meant."""
        return person_meant(self.cleaned_data["to"])

    def draft(self) -> FeedbackDraft:
        given = self.cleaned_data
        return FeedbackDraft(given["happened_on"], given["seen"], given["effect"], given["capability"], given["audience"] == TOO)


class CorrectionForm(HouseForm):
    """What its giver puts right."""

    use_required_attribute = False
    say_optional = False

    text = Lines(label=gettext_lazy("What do you put right?"), rows=2, required=False, max_length=2000)


class BesideForm(HouseForm):
    """The goal beside which the receiver puts it."""

    goal = forms.TypedChoiceField(label=gettext_lazy("Put it beside a goal"), coerce=int)

    def __init__(self, data: Mapping[str, Any] | None, *, goals: Sequence[Goal]) -> None:
        super().__init__(data)
        goal: Any = self.fields["goal"]
        goal.choices = [(one.pk, one.outcome[:100]) for one in goals]
