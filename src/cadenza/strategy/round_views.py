"""The doors of what is done for many key results at once: the weekly round, and closing what a cycle left open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from cadenza.people.access import reader
from cadenza.people.days import day_of
from cadenza.people.rules import monday_of
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.strategy import access, closing, rounds
from cadenza.strategy.forms import EndingChoiceForm, RoundForm
from cadenza.strategy.models import KeyResult
from cadenza.strategy.queries import nearest_cycle
from cadenza.strategy.rounds import RoundRefused
from cadenza.web.answers import onward, page
from cadenza.web.forms import HouseForm
from cadenza.web.ops import once


@signed_in
@once
def weekly_round(request: HouseRequest, cycle: str) -> HttpResponse:
    """Check in on all key results that the reader answers for, in one go."""
    found = rounds.round_of(request.person, cycle, at=request.at)
    forms = [RoundForm(request.POST or None, result=one) for one in found.results]
    held = None
    if request.method == "POST" and whole(forms):
        try:
            held = rounds.hold_round({form.result.pk: form.line() for form in forms}, by=request.person, at=request.at)
        except RoundRefused as no:
            _beside(forms, no)
        else:
            return onward(request, f"{reverse('okr-round', args=[found.cycle.key])}?held={held}")
    context = {
        "round": found,
        "forms": forms,
        "held": _count(request),
        "week_of": monday_of(day_of(request.at)),
        "groups": _by_objective(forms),
        "wrong": request.method == "POST",
    }
    return page(request, "strategy/round.html", context, status=422 if request.method == "POST" else 200)


@signed_in
@require_safe
def round_now(request: HouseRequest) -> HttpResponse:
    """Lead to the round of the running cycle, else of the last one; where there is none, to the page that says so."""
    reader(request.person, at=request.at)
    cycle = nearest_cycle(day_of(request.at))
    return HttpResponseRedirect(reverse("okr-round", args=[cycle.key]) if cycle else reverse("okrs-now"))


@signed_in
@once
def close_cycle(request: HouseRequest, cycle: str) -> HttpResponse:
    """Close what a cycle left open in the reader's teams, each key result with its final figure."""
    found = access.cycle_by_key(request.person, cycle, at=request.at)
    results = list(closing.left_open(request.person, found, at=request.at)[: rounds.MOST])
    forms = [EndingChoiceForm(request.POST or None, result=one) for one in results]
    if request.method == "POST" and whole(forms):
        endings = {form.result.pk: form.ending() for form in forms if form.cleaned_data["close"]}
        try:
            closed = closing.close_results(endings, by=request.person, at=request.at)
        except RoundRefused as no:
            _beside(forms, no)
        else:
            return onward(request, f"{reverse('okr-close', args=[found.key])}?held={closed}")
    over = found.end_date + timedelta(days=1) <= day_of(request.at)
    wrong = request.method == "POST"
    context = {"cycle": found, "forms": forms, "groups": _by_objective(forms), "held": _count(request), "over": over, "wrong": wrong}
    return page(request, "strategy/close_cycle.html", context, status=422 if wrong else 200)


def whole(forms: list[Any]) -> bool:
    """Whether every form of a page can be read; each is asked, so that each says what is wrong with it."""
    return not [form for form in forms if not form.is_valid()]


def _beside(forms: list[Any], no: RoundRefused) -> None:
    """Each refusal beside the key result that it is about."""
    for form in forms:
        form.refuse(no.found.get(form.result.pk, []))


def _by_objective(forms: list[Any]) -> list[tuple[KeyResult, list[HouseForm]]]:
    """(the first key result, its forms) for each objective, in the order of the page."""
    groups: dict[int, tuple[KeyResult, list[HouseForm]]] = {}
    for form in forms:
        groups.setdefault(form.result.objective_id, (form.result, []))[1].append(form)
    return list(groups.values())


def _count(request: HouseRequest) -> int | None:
    """How many were kept by the save that led here."""
    given = request.GET.get("held", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 4 else None
