"""What people type into a handover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cadenza.handover.models import Briefing
from cadenza.handover.queries import Pack
from cadenza.handover.rules import TEXT_LIMIT, Answer, Reply
from cadenza.plans.models import Commitment
from cadenza.web.forms import DateField, HouseForm, Lines, Pills

ANSWERS = [(Answer.TAKE_OVER.value, gettext_lazy("I take it over")), (Answer.RENEGOTIATE.value, gettext_lazy("Give it a new day"))]


class AdviceForm(HouseForm):
    """About one person, who reads it too."""

    use_required_attribute = False
    say_optional = False

    advice = Lines(label=gettext_lazy("What helps when working together?"), required=False, rows=2, max_length=TEXT_LIMIT)


class BriefingForm(HouseForm):
    """Once for everybody who is handed over."""

    use_required_attribute = False
    say_optional = False

    deliverables = Lines(label=gettext_lazy("What is in hand, and when is it due?"), required=False, rows=2, max_length=TEXT_LIMIT)
    risks = Lines(label=gettext_lazy("What could go wrong?"), required=False, rows=2, max_length=TEXT_LIMIT)
    contacts = Lines(label=gettext_lazy("Who should the next manager know?"), required=False, rows=2, max_length=TEXT_LIMIT)


class CommentForm(HouseForm):
    """The person's own word to it."""

    use_required_attribute = False

    comment = Lines(label=gettext_lazy("What should your next manager know from you?"), required=False, rows=3, max_length=TEXT_LIMIT)


class AnswerForm(HouseForm):
    """One commitment, by name. Taking it over is preselected, for that is what a handover is (DESIGN 5)."""

    use_required_attribute = False
    say_optional = False

    answer = forms.ChoiceField(choices=ANSWERS, widget=Pills, label=gettext_lazy("What becomes of it?"), required=False)
    due_date = DateField(label=gettext_lazy("New day"), required=False)
    reason = forms.CharField(label=gettext_lazy("Why?"), required=False)

    @property
    def reply(self) -> Reply:
        given = self.cleaned_data
        return Reply(given.get("answer") or "", given.get("due_date"), (given.get("reason") or "").strip())


class Writing:
    """Everything on the page of an outgoing manager: one form for all, one for each person."""

    def __init__(self, packs: Sequence[Pack], briefing: Briefing, data: Mapping[str, Any] | None = None) -> None:
        self.row = briefing
        self.briefing = BriefingForm(data, prefix="all", initial={name: getattr(briefing, name) for name in Briefing.WORDS})
        self.cards = [(pack, AdviceForm(data, prefix=pack.handover.ref, initial={"advice": pack.handover.advice})) for pack in packs]

    def is_valid(self) -> bool:
        """Judge every form, so that every problem is said."""
        return not [form for form in (self.briefing, *(form for _pack, form in self.cards)) if not form.is_valid()]

    @property
    def problems(self) -> list[tuple[str, str]]:
        return [problem for form in (self.briefing, *(form for _pack, form in self.cards)) for problem in form.problems]


class Card:
    """One person on the page of an incoming manager, with a form for each open commitment."""

    def __init__(self, pack: Pack, data: Mapping[str, Any] | None, *, ticked: bool = True) -> None:
        self.pack, self.ticked = pack, ticked
        self.answers = [(one, _answer_form(one, data if ticked else None)) for one in pack.commitments]

    @property
    def replies(self) -> dict[int, Reply]:
        return {one.pk: form.reply for one, form in self.answers}

    @property
    def problems(self) -> list[tuple[str, str]]:
        return [problem for _one, form in self.answers for problem in form.problems]

    def is_valid(self) -> bool:
        """Judge every form, so that every problem is said."""
        return not [form for _one, form in self.answers if not form.is_valid()]


def _answer_form(one: Commitment, data: Mapping[str, Any] | None) -> AnswerForm:
    return AnswerForm(data, prefix=f"c{one.pk}", initial={"answer": Answer.TAKE_OVER.value})
