"""What is typed into a note, into agreed points, into their answer and into a bundle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from cadenza.conversations.models import NoteDraft
from cadenza.conversations.rules import TEXT_LIMIT, WORDS, Cause, Outcome, follow_up_preset
from cadenza.conversations.slip_rules import SLIP_WORDS, TIME_TO_CHANGE_DAYS
from cadenza.conversations.slips import SlipDraft
from cadenza.conversations.words import CAUSES as CAUSES_SAID
from cadenza.conversations.writing import NoteDetails
from cadenza.people.models import Person
from cadenza.practice.dismissals import sent_with
from cadenza.practice.hint_rules import remembering
from cadenza.web.forms import DateField, HouseForm, Lines, Pills, Unforced
from cadenza.wording import Flaw

CAUSES = [
    (Cause.UNKNOWN.value, gettext_lazy("Not known yet")),
    *((code, gettext_lazy(said)) for code, said in CAUSES_SAID.items()),
]
OUTCOMES = [
    (Outcome.CHANGED.value, gettext_lazy("It changed as expected")),
    (Outcome.SYSTEM.value, gettext_lazy("The work itself was the cause; I take that up")),
    (Outcome.PERSONAL.value, gettext_lazy("A personal circumstance; other support instead")),
    (Outcome.LAPSED.value, gettext_lazy("Let it rest, nothing more to follow up")),
]
ANSWERS = [("yes", gettext_lazy("Yes, we talked about this then")), ("no", gettext_lazy("No, not as I remember it"))]


class Day(Unforced, DateField):
    """A day that is preset."""


class Choice(Unforced, forms.ChoiceField):
    """A choice that is preset."""


COACHED = ("concern", "expectation", "support")


class ConversationForm(HouseForm):
    """The part that every conversation has. Four fields must be filled in: the person, and three texts (DESIGN J4)."""

    use_required_attribute = False

    held_on = Day(label=gettext_lazy("When did you talk?"))
    concern = Lines(label=gettext_lazy("What did you see: what, when, how often, and what did it lead to?"), rows=4, max_length=TEXT_LIMIT)
    context = Lines(
        label=gettext_lazy("What did they say about it?"),
        help_text=gettext_lazy("In their words, and only what they want noted."),
        rows=2,
        max_length=TEXT_LIMIT,
        required=False,
    )
    expectation = Lines(
        label=gettext_lazy("What do you expect to see by the follow-up?"),
        help_text=gettext_lazy("A standard that both of you can observe."),
        rows=3,
        max_length=TEXT_LIMIT,
    )
    support = Lines(label=gettext_lazy("What did you offer to help with?"), rows=2, max_length=TEXT_LIMIT)
    agreed = Lines(label=gettext_lazy("What did you agree?"), rows=2, max_length=TEXT_LIMIT, required=False)
    follow_up_on = Day(label=gettext_lazy("When do you look at it again?"))
    cause = Choice(label=gettext_lazy("What may lie behind it?"), choices=CAUSES, widget=Pills)

    @property
    def details(self) -> NoteDetails:
        given = self.cleaned_data
        return NoteDetails(
            words={name: given.get(name) or "" for name in WORDS},
            held_on=given.get("held_on"),
            follow_up_on=given.get("follow_up_on"),
            cause=given.get("cause") or Cause.UNKNOWN.value,
            dismissed=self._dismissed_text(),
        )

    @property
    def dismissed(self) -> dict[str, frozenset[Flaw]]:
        """The coach's hints that were set aside in this form."""
        found = {name: sent_with(self, name) for name in COACHED}
        return {name: flaws for name, flaws in found.items() if flaws is not None}

    def _dismissed_text(self) -> str:
        text = ""
        for name, flaws in self.dismissed.items():
            text = remembering(text, name, flaws)
        return text


class NoteForm(ConversationForm):
    """A new note. The person comes first, then what was seen."""

    field_order = ("person", "held_on")

    person = forms.ChoiceField(label=gettext_lazy("Who did you talk with?"))

    def __init__(self, data: Mapping[str, Any] | None, *, people: Iterable[Person], draft: NoteDraft, today: date) -> None:
        known = [(str(one.pk), one.name) for one in people]
        super().__init__(data, initial=self._begun(draft, known, today))
        chooser = self.fields["person"]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = [("", gettext_lazy("Choose a name")), *known]

    def _begun(self, draft: NoteDraft, known: list[tuple[str, str]], today: date) -> dict[str, Any]:
        preset = {"held_on": today.isoformat(), "follow_up_on": follow_up_preset(today).isoformat(), "cause": Cause.UNKNOWN.value}
        if len(known) == 1:
            preset["person"] = known[0][0]
        return preset | {name: text for name, text in draft.words.items() if text}


class RepeatForm(ConversationForm):
    """The next conversation about the same matter."""

    field_order = ("seen_since",)

    seen_since = Lines(label=gettext_lazy("What have you seen since the last time?"), rows=2, max_length=TEXT_LIMIT)


class AdditionForm(HouseForm):
    """Something to append."""

    use_required_attribute = False

    addition = Lines(label=gettext_lazy("What do you want to add?"), rows=2, max_length=TEXT_LIMIT)


class OutcomeForm(HouseForm):
    """What came of the follow-up."""

    use_required_attribute = False

    outcome = forms.ChoiceField(label=gettext_lazy("What came of it?"), choices=OUTCOMES, widget=Pills)
    seen_since = Lines(label=gettext_lazy("What did you see?"), rows=2, max_length=TEXT_LIMIT, required=False)


class SlipForm(HouseForm):
    """Agreed points, in words meant for the person."""

    use_required_attribute = False

    held_on = DateField(
        label=gettext_lazy("When did you talk?"),
        help_text=gettext_lazy("If it was more than a week ago, the person is asked whether it took place."),
    )
    seen = Lines(label=gettext_lazy("What was seen?"), rows=3, max_length=TEXT_LIMIT)
    expected = Lines(label=gettext_lazy("What is expected?"), rows=3, max_length=TEXT_LIMIT)
    expected_by = DateField(
        label=gettext_lazy("By when?"),
        help_text=format_lazy(
            gettext_lazy(
                "Four weeks on is usual. Less than {days} days is too short for a change to show, and a formal plan does not count it."
            ),
            days=TIME_TO_CHANGE_DAYS,
        ),
    )
    support = Lines(label=gettext_lazy("Which support was offered?"), rows=2, max_length=TEXT_LIMIT)
    may_follow = Lines(
        label=gettext_lazy("What may follow if it does not change?"),
        help_text=gettext_lazy("Said plainly now, so that nothing comes as a surprise."),
        rows=2,
        max_length=TEXT_LIMIT,
    )

    @property
    def draft(self) -> SlipDraft:
        given = self.cleaned_data
        return SlipDraft({name: given.get(name) or "" for name in SLIP_WORDS}, given.get("held_on"), given.get("expected_by"))


class LateSlipForm(SlipForm):
    """Agreed points of a conversation from before."""

    field_order = ("person", "held_on")

    person = forms.ChoiceField(label=gettext_lazy("Who did you talk with?"))

    def __init__(self, data: Mapping[str, Any] | None, *, people: Iterable[Person]) -> None:
        super().__init__(data)
        chooser = self.fields["person"]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = [("", gettext_lazy("Choose a name")), *((str(one.pk), one.name) for one in people)]


class ReplyForm(HouseForm):
    """What the person says to agreed points."""

    use_required_attribute = False

    reply = Lines(label=gettext_lazy("Your answer"), rows=3, max_length=TEXT_LIMIT)


class ConfirmForm(HouseForm):
    """Whether a conversation that was entered later took place."""

    use_required_attribute = False

    took_place = forms.ChoiceField(label=gettext_lazy("Did this conversation take place?"), choices=ANSWERS, widget=Pills)


class EscalationForm(HouseForm):
    """Which conversations go to which HR partner, and why."""

    use_required_attribute = False

    notes = forms.MultipleChoiceField(label=gettext_lazy("Which conversations?"), widget=forms.CheckboxSelectMultiple)
    partner = forms.ChoiceField(label=gettext_lazy("Which HR partner receives them?"))
    why = Lines(label=gettext_lazy("What do you ask HR for?"), rows=2, max_length=TEXT_LIMIT)

    def __init__(self, data: Mapping[str, Any] | None, *, refs: Iterable[str], partners: Iterable[Person], chosen: str = "") -> None:
        known = [(str(one.pk), one.name) for one in partners]
        refs = list(refs)
        initial = {"notes": [chosen] if chosen in refs else [], "partner": known[0][0] if known else ""}
        super().__init__(data, initial=initial)
        for name, choices in (("notes", [(ref, ref) for ref in refs]), ("partner", known)):
            chooser = self.fields[name]
            assert isinstance(chooser, forms.ChoiceField | forms.MultipleChoiceField)
            chooser.choices = choices


class PartnerForm(HouseForm):
    """Who in HR takes a case on."""

    use_required_attribute = False

    partner = forms.ChoiceField(label=gettext_lazy("Who in HR takes it on?"), required=False)

    def __init__(self, people: list[Person], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["partner"].choices = [("", "–"), *((str(one.pk), one.name) for one in people)]  # type: ignore[attr-defined]

    @property
    def person_id(self) -> int | None:
        return int(self.cleaned_data["partner"]) if self.cleaned_data.get("partner") else None


class ReturnForm(HouseForm):
    """Why an HR partner gives a bundle back."""

    use_required_attribute = False

    words = Lines(label=gettext_lazy("Why do you return it, and what would help now?"), rows=2, max_length=TEXT_LIMIT)
