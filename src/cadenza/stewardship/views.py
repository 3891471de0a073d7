"""Doors of the drift page: what was found, whom it is about, and the follow-ups that HR asks for and closes."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cadenza.objections import Unseen
from cadenza.people.days import day_of
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.practice.queries import practice_at
from cadenza.stewardship import access, actions, queries, words
from cadenza.stewardship.forms import AnswerForm, AskForm
from cadenza.stewardship.models import FollowUp
from cadenza.stewardship.rules import FollowUpState, Sign
from cadenza.stewardship.system_review_access import finds_any
from cadenza.web.answers import onward, page
from cadenza.web.ops import once
from cadenza.web.paging import number_in


@signed_in
@require_safe
def drift(request: HouseRequest) -> HttpResponse:
    """Decisions first: each sign as a sentence, then what was asked about them."""
    shown, limits = queries.drift(request.person, at=request.at), practice_at(request.at).drift
    decisions = [
        {
            "finding": words.finding(one.sign, one.people),
            "cause": words.why(one.sign, limits),
            "href": reverse("drift-sign", args=[one.sign]),
            "button": _("See who"),
            "hidden_context": words.title(one.sign),
        }
        for one in shown.findings
    ]
    follow_ups = [(one, words.title(Sign(one.sign))) for one in shown.follow_ups]
    quiet = [words.title(sign) for sign in shown.quiet]
    context = {"shown": shown, "decisions": decisions, "follow_ups": follow_ups, "quiet": quiet}
    context["reviews"] = finds_any(request.person, at=request.at)
    return page(request, "stewardship/drift.html", context)


@signed_in
@require_safe
def sign(request: HouseRequest, sign: str) -> HttpResponse:
    """The people behind one sign: states, dates and counts."""
    shown = queries.opened(request.person, sign, number=number_in(request.GET), at=request.at)
    rows = [(row, words.fact(shown.sign, row.count)) for row in shown.rows]
    context = {"shown": shown, "rows": rows, "title": words.title(shown.sign), "why": words.why(shown.sign, practice_at(request.at).drift)}
    return page(request, "stewardship/sign.html", context)


@signed_in
@once
def ask(request: HouseRequest, sign: str, handle: str) -> HttpResponse:
    """Ask somebody at the person's side to look into it."""
    if sign not in queries.WHOM:
        raise Unseen
    chosen = Sign(sign)
    about = access.person_with_sign(request.person, chosen, handle, at=request.at)
    people = queries.to_be_asked(chosen, about, at=request.at)
    begin = {
        "words": words.first_words(chosen),
        "due_on": day_of(request.at) + timedelta(days=practice_at(request.at).drift.answer_days),
        "asked": people[0].pk if people else None,
    }
    form = AskForm(request.POST if request.method == "POST" else None, people=people, initial=begin)
    if form.is_bound and form.is_valid():
        with form.refusing():
            made = actions.ask(chosen, handle, form.cleaned_data["asked"], form.wish, by=request.person, at=request.at)
            return onward(request, reverse("follow-up", args=[made.pk]))
    context = {
        "about": about,
        "form": form,
        "sign": chosen,
        "title": words.title(chosen),
        "why": words.why(chosen, practice_at(request.at).drift),
        "people": people,
    }
    return page(request, "stewardship/ask.html", context, status=422 if form.is_bound else 200)


@signed_in
@once
def follow_up(request: HouseRequest, pk: int) -> HttpResponse:
    """One follow-up; whoever was asked answers here."""
    found = access.follow_up_for(request.person, "answer" if request.method == "POST" else "see", pk, at=request.at)
    form = AnswerForm(request.POST if request.method == "POST" else None, initial={"answer": found.answer})
    if form.is_bound and form.is_valid():
        with form.refusing():
            actions.answer(pk, form.cleaned_data["answer"], by=request.person, at=request.at)
            return onward(request, reverse("follow-up", args=[pk]))
    return _shown(request, found, form)


@signed_in
@require_POST
@once
def close(request: HouseRequest, pk: int) -> HttpResponse:
    """Close it, answered or not."""
    actions.close(pk, by=request.person, at=request.at)
    return onward(request, reverse("follow-up", args=[pk]))


@signed_in
@require_POST
@once
def reopen(request: HouseRequest, pk: int) -> HttpResponse:
    """Open it again."""
    actions.reopen(pk, by=request.person, at=request.at)
    return onward(request, reverse("follow-up", args=[pk]))


def _shown(request: HouseRequest, found: FollowUp, form: AnswerForm) -> HttpResponse:
    may = {action: access.may_do(request.person, action, found, at=request.at) for action in ("answer", "close")}
    chosen = Sign(found.sign)
    context = {
        "found": found,
        "title": words.title(chosen),
        "why": words.why(chosen, practice_at(request.at).drift),
        "form": form if may["answer"] and found.state != FollowUpState.CLOSED else None,
        "may_close": may["close"],
    }
    return page(request, "stewardship/follow_up.html", context, status=422 if form.is_bound else 200)
