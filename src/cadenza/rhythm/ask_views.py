"""The door of a request, whatever it is for: what, who asks, when; and the answer, in a word or in words (TRUST R12)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from cadenza.asks import actions as asks
from cadenza.asks.access import ask_for
from cadenza.asks.models import Ask
from cadenza.asks.queries import latest_days
from cadenza.asks.rules import OPEN_STATES, WRITTEN, AskKind, AskState, Became, objections_to_recording
from cadenza.evidence.models import Evidence, Feedback
from cadenza.objections import Unseen
from cadenza.people.days import day_of
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.rhythm.evidence_forms import DAY_WORDS, AskedEvidenceForm, AskForm, HelpDayForm
from cadenza.rhythm.feedback import answer_with_evidence, answer_with_feedback
from cadenza.rhythm.feedback_forms import AnswerForm
from cadenza.rhythm.models import Wanted
from cadenza.web.answers import onward, page
from cadenza.web.forms import HouseForm
from cadenza.web.ops import once


@signed_in
@once
def asked(request: HouseRequest, ref: str) -> HttpResponse:
    """A request and the answer to it. It never says what it serves."""
    ask = ask_for(request.person, "see", ref, at=request.at)
    wanted = Wanted.objects.select_related("person").filter(ask=ask).first() if ask.kind in WRITTEN else None
    form = AskForm(request.POST or None, initial={"held_on": day_of(request.at)})
    day, words = day_form(request, ask), words_form(request, ask, wanted)
    sent = {"give": words, "day": day}.get(request.POST.get("answer", "")) or form
    if request.method == "POST" and sent.is_valid():
        with sent.refusing():
            put_down(request, ref, sent)
            messages.info(request, _("Your answer is saved."))
            return onward(request, reverse("ask", args=[ref]))
    context = shown(request, ask, wanted) | {"form": form, "words": words, "day": day, "sent": sent}
    return page(request, "rhythm/ask.html", context, status=422 if form.is_bound else 200)


def day_form(request: HouseRequest, ask: Ask) -> HelpDayForm:
    """The form for one day; where nothing was sent, today, or the day on which the request came to its end."""
    on = day_of(ask.ended_at or request.at)
    return HelpDayForm(request.POST if request.POST.get("answer") == "day" else None, initial={"on": on})


def words_form(request: HouseRequest, ask: Ask, wanted: Wanted | None) -> AnswerForm | AskedEvidenceForm | None:
    """The form for what was asked in words, for whoever was asked, while it waits."""
    if wanted is None or ask.helper_id != request.person.pk or ask.state not in OPEN_STATES:
        return None
    data = request.POST if request.POST.get("answer") == "give" else None
    if ask.kind == AskKind.FEEDBACK:
        return AnswerForm(data, receiver=wanted.person, today=day_of(request.at))
    return AskedEvidenceForm(data, request.FILES if data is not None else None, today=day_of(request.at))


def shown(request: HouseRequest, ask: Ask, wanted: Wanted | None) -> dict[str, Any]:
    """What the page says of the request, and what was answered: to whoever answered, their own words; to the asker where to find them."""
    helps = ask.helper_id == request.person.pk
    context: dict[str, Any] = {
        "ask": ask,
        "helps": helps,
        "open": ask.state in OPEN_STATES,
        "accepted": ask.state == AskState.ACCEPTED,
        "about": wanted.person if wanted else None,
    }
    if wanted is None and not objections_to_recording(AskState(ask.state), ended=ask.ended_at is not None):
        context["days"] = [(one, DAY_WORDS[Became(one.became)]) for one in latest_days(ask)]
    if wanted is None or ask.state != AskState.HELD:
        return context
    given = Feedback.objects.filter(ask=ask).first()
    told = Evidence.objects.prefetch_related("files").filter(ask=ask, withdrawn_at=None).first() if helps else None
    return context | {"given": given, "told": told}


def put_down(request: HouseRequest, ref: str, sent: HouseForm) -> None:
    """The verb of whichever form was sent."""
    if isinstance(sent, HelpDayForm):
        given = sent.cleaned_data
        asks.record_day(ref, given["on"], sent.said, other=given["other"], by=request.person, at=request.at)
    elif isinstance(sent, AskForm):
        answer_ask(request, ref, sent)
    else:
        answer_in_words(request, ref, sent)


def answer_in_words(request: HouseRequest, ref: str, words: Any) -> None:
    """What was asked for, put down where it belongs."""
    write: Any = answer_with_feedback if isinstance(words, AnswerForm) else answer_with_evidence
    write(ref, words.draft(), by=request.person, at=request.at)


def answer_ask(request: HouseRequest, ref: str, form: AskForm) -> None:
    """The verb of the button that was pressed."""
    who: dict[str, Any] = {"by": request.person, "at": request.at}
    reply: str = form.cleaned_data["reply"]
    held_on: date | None = form.cleaned_data["held_on"]
    match request.POST.get("answer"):
        case "accept":
            asks.accept(ref, reply=reply, **who)
        case "decline":
            asks.decline(ref, reply=reply, **who)
        case "held":
            asks.mark_held(ref, held_on=held_on, **who)
        case "withdraw":
            asks.withdraw(ref, **who)
        case _:
            raise Unseen
