"""Doors: what I say of myself, taking it back, and what is asked for."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from cadenza.characteristics import access, actions, queries
from cadenza.characteristics.forms import DeclarationForm, QuestionForm
from cadenza.people.relations import is_frozen
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.people.step_up import opened_anew
from cadenza.web.answers import onward, page
from cadenza.web.ops import once


@signed_in
@opened_anew
@once
def own(request: HouseRequest) -> HttpResponse:
    """What the reader declared, theirs alone."""
    questions = list(queries.asked())
    sent = request.POST if request.method == "POST" else None
    form = DeclarationForm(sent, questions=questions, given=queries.own_answers(request.person))
    if form.is_bound and form.is_valid():
        with form.refusing():
            actions.declare(form.chosen, by=request.person, at=request.at)
            return onward(request, reverse("characteristics"))
    declared = access.own_declaration(request.person)
    context = {"form": form, "questions": questions, "declared": declared, "frozen": is_frozen(request.person, at=request.at)}
    return page(request, "characteristics/own.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_POST
@once
def withdraw(request: HouseRequest) -> HttpResponse:
    """Take everything back."""
    actions.withdraw(by=request.person, at=request.at)
    return onward(request, reverse("characteristics"))


@signed_in
@once
def questions(request: HouseRequest) -> HttpResponse:
    """What is asked for; one more can be added."""
    access.keeper(request.person, at=request.at)
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with form.refusing():
            actions.ask_for(form.cleaned_data["label"], form.lines, by=request.person, at=request.at)
            return onward(request, reverse("characteristics-asked"))
    return page(request, "characteristics/asked.html", {"form": form, "asked": queries.asked()}, status=422 if form.is_bound else 200)


@signed_in
@require_POST
@once
def retire(request: HouseRequest, pk: int) -> HttpResponse:
    """Ask for it no longer."""
    actions.retire(pk, by=request.person, at=request.at)
    return onward(request, reverse("characteristics-asked"))
