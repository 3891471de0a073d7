"""Doors of access cases: the list, one case, one thing in it, and the answer. The person's own side is in `request_views`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cadenza.custody import access, case_actions
from cadenza.custody.case_actions import redacted_of
from cadenza.custody.case_answer import take_answer
from cadenza.custody.case_forms import ExtendForm, OpenForm, SecondForm, UntellForm, VerdictForm
from cadenza.custody.case_models import AccessCase
from cadenza.custody.case_queries import case_page, items_of
from cadenza.custody.case_rules import Act, Decision
from cadenza.custody.copies import CopyFormat
from cadenza.custody.forms import CopyForm
from cadenza.custody.views import as_file
from cadenza.objections import OutOfStep, Refused, Unseen
from cadenza.people.days import day_of
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.people.step_up import may_see_sealed, opened_anew
from cadenza.web.answers import onward, page
from cadenza.web.forms import HouseForm
from cadenza.web.ops import once, retrying

CASES_PER_PAGE = 50
OPEN_FIRST = (F("closed_at").desc(nulls_first=True), F("answered_at").desc(nulls_first=True), "due_on", "pk")

PLAIN_STEPS: dict[str, Callable[..., AccessCase]] = {
    Act.ACCEPT.value: case_actions.accept,
    Act.DECLINE.value: case_actions.decline,
    Act.STOP.value: case_actions.stop_clock,
    Act.RESUME.value: case_actions.resume_clock,
    Act.AGREE_UNTOLD.value: case_actions.agree_untold,
    Act.TELL_THEM.value: case_actions.tell_them,
    Act.RELEASE.value: case_actions.release,
    Act.HAND_OVER.value: case_actions.hand_over,
    Act.CLOSE.value: case_actions.close,
    Act.WITHDRAW.value: case_actions.withdraw,
}
ANSWERS = {Act.CONFIRM.value: case_actions.confirm, Act.SEND_BACK.value: case_actions.send_back}


@signed_in
@require_safe
def cases(request: HouseRequest) -> HttpResponse:
    """Every case that is the reader's to work on: the one due first on top, those that are over below."""
    access.require_role(request.person, "cases", at=request.at)
    rows = access.visible_cases(request.person, at=request.at).order_by(*OPEN_FIRST)
    context = {"cases": Paginator(rows, CASES_PER_PAGE).get_page(request.GET.get("page")), "today": day_of(request.at)}
    return page(request, "custody/cases.html", context | {"may_open": access.may_open(request.person, "open-case", at=request.at)})


@signed_in
@once
def new_case(request: HouseRequest) -> HttpResponse:
    """A request came in."""
    access.require_role(request.person, "open-case", at=request.at)
    sent = request.POST if request.method == "POST" else None
    form = OpenForm(sent, people=access.reviewers(at=request.at), initial={"received_on": day_of(request.at)})
    if form.is_bound and form.is_valid():
        try:
            made = case_actions.open_case(form.opening, by=request.person, at=request.at)
        except Unseen:
            form.add_error("person", form.nobody)
        except Refused as no:
            form.refuse(no)
        else:
            return onward(request, reverse("access-case", args=[made.ref]))
    return page(request, "custody/new_case.html", {"form": form}, status=422 if form.is_bound else 200)


@signed_in
@require_safe
def case(request: HouseRequest, ref: str) -> HttpResponse:
    """Where a case stands, and every thing in it by number, source and decision: no word of any."""
    return _case(request, ref, {})


@signed_in
@require_POST
@once
def step(request: HouseRequest, ref: str, step: str) -> HttpResponse:
    """One step on."""
    who = {"by": request.person, "at": request.at}
    forms: dict[str, HouseForm] = {}
    try:
        if step in PLAIN_STEPS:
            PLAIN_STEPS[step](ref, **who)
        elif not _with_form(request, ref, step, forms):
            return _case(request, ref, forms)
    except OutOfStep:
        raise
    except Refused as no:
        return _case(request, ref, forms, no)
    return onward(request, reverse("access-cases") if step == Act.DECLINE else reverse("access-case", args=[ref]))


@signed_in
@opened_anew
def item(request: HouseRequest, ref: str, number: int) -> HttpResponseBase:
    """One thing with its words, for the two; the officer decides here. Every look at it is written down.

    The looks at a refused form too: they are recorded beside the transaction that the refusal undoes, and where the password is asked for
    first no word is opened.
    """
    sent: list[VerdictForm] = []
    if request.method == "POST":
        answer = _decided(request, ref, number, sent)
        if not sent or not may_see_sealed(request):
            return answer
    seat, found, words = case_actions.read_item(ref, number, by=request.person, at=request.at)
    redacted = redacted_of(found)
    initial = {"decision": found.decision or Decision.RELEASE.value, "reason": found.reason, "redacted": redacted or words}
    context = {"seat": seat, "case": seat.case, "item": found, "words": words, "redacted": redacted}
    context |= {"form": sent[-1] if sent else VerdictForm(initial=initial), "line": items_of(seat.case)[number - 1]}
    context |= {"can": {act.value for act in Act if seat.can(act)}}
    return page(request, "custody/item.html", context, status=422 if sent else 200)


@once
def _decided(request: HouseRequest, ref: str, number: int, refused: list[VerdictForm]) -> HttpResponse:
    """What the officer decided; a form that does not stand comes back in `refused`, and the answer to it holds no word of the thing."""
    access.case_for(request.person, "see-words", ref, at=request.at)
    form = VerdictForm(request.POST)
    if form.is_valid():
        with form.refusing():
            case_actions.decide(ref, number, form.verdict, by=request.person, at=request.at)
            return onward(request, reverse("access-item", args=[ref, number]))
    refused.append(form)
    return HttpResponse(status=422)


@signed_in
@require_POST
@once
def answer_item(request: HouseRequest, ref: str, number: int, answer: str) -> HttpResponse:
    """The second person agrees, or sends it back."""
    if answer not in ANSWERS:
        raise Unseen
    ANSWERS[answer](ref, number, by=request.person, at=request.at)
    return onward(request, reverse("access-case", args=[ref]))


@signed_in
def give_answer(request: HouseRequest, ref: str) -> HttpResponse:
    """The answer for somebody who has left: the officer hands it over."""
    seat = access.case_for(request.person, "give-answer", ref, at=request.at)
    return answered(request, seat.case, "give-answer", "custody/give_answer.html")


def answered(request: HouseRequest, found: AccessCase, right: str, template: str, **more: Any) -> HttpResponse:
    """The page of an answer, or the answer itself where it was asked for as it must be."""
    form = CopyForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_bound and form.is_valid():
        chosen = CopyFormat(form.cleaned_data["form"])
        made = retrying(lambda: take_answer(found.ref, chosen, right=right, by=request.person, at=request.at))
        return as_file(made, f"answer-{found.ref}", chosen)
    return page(request, template, {"case": found, "form": form, **more}, status=422 if form.is_bound else 200)


def _with_form(request: HouseRequest, ref: str, step: str, forms: dict[str, HouseForm]) -> bool:
    """The steps that need a word more; whether it was understood."""
    if step == Act.NAME:
        second = SecondForm(request.POST, people=access.reviewers(at=request.at))
        forms["second"] = second
        if second.is_valid():
            case_actions.name_second(ref, second.cleaned_data["second"], by=request.person, at=request.at)
    elif step == Act.EXTEND:
        longer = ExtendForm(request.POST)
        forms["extend"] = longer
        if longer.is_valid():
            case_actions.extend(ref, longer.longer, by=request.person, at=request.at)
    elif step == Act.UNTELL:
        untell = UntellForm(request.POST)
        forms["untell"] = untell
        if untell.is_valid():
            case_actions.untell(ref, untell.cleaned_data["why_not"], by=request.person, at=request.at)
    else:
        raise Unseen
    return all(form.is_valid() for form in forms.values())


def _case(request: HouseRequest, ref: str, forms: dict[str, HouseForm], refused: Refused | None = None) -> HttpResponse:
    found = case_page(request.person, ref, at=request.at)
    for form in forms.values():
        if refused:
            form.refuse(refused)
    own = {"second": SecondForm(people=access.reviewers(at=request.at)), "extend": ExtendForm(), "untell": UntellForm()} | forms
    context = {
        "page": found,
        "case": found.seat.case,
        "refused": refused if not forms else None,
        **{f"{name}_form": form for name, form in own.items()},
    }
    return page(request, "custody/case.html", context, status=422 if refused or forms else 200)
