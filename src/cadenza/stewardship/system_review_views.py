"""The doors of system reviews: the list, one half-year's document, its steps, and one decision for its owner (SYS-1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cadenza.objections import Refused, Unseen
from cadenza.people.days import day_of
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.stewardship import system_review_access as access
from cadenza.stewardship import system_review_pages as pages
from cadenza.stewardship import system_reviews
from cadenza.stewardship.system_review_forms import AdditionForm, DecisionForm, NewsForm, PartsForm, PrepareForm, SeatForm
from cadenza.stewardship.system_review_models import SystemReview
from cadenza.stewardship.system_review_rules import DecisionState, ReviewMove
from cadenza.stewardship.system_review_words import half_words
from cadenza.web.answers import onward, page, saved
from cadenza.web.forms import HouseForm
from cadenza.web.ops import once, settled

MEETS_IN = timedelta(days=14)


@signed_in
@require_safe
def reviews(request: HouseRequest) -> HttpResponse:
    """Every system review that the reader has a part in."""
    rows, parts = access.visible_reviews(request.person, at=request.at)
    listed = [(review, half_words(review.key)) for review in rows]
    to_prepare = pages.halves_to_prepare(at=request.at) if access.may(parts, "prepare") else []
    return page(request, "stewardship/system_reviews.html", {"listed": listed, "to_prepare": to_prepare})


@signed_in
@once
def prepare(request: HouseRequest) -> HttpResponse:
    """Begin a half-year's review."""
    access.steward(request.person, "prepare", at=request.at)
    halves = pages.halves_to_prepare(at=request.at)
    begin = {"half": halves[0][0] if halves else "", "meets_on": day_of(request.at) + MEETS_IN}
    form = PrepareForm(request.POST if request.method == "POST" else None, halves=halves, initial=begin)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        with form.refusing():
            made = system_reviews.prepare(given["half"], meets_on=given["meets_on"], by=request.person, at=request.at)
            return onward(request, _address(made.key))
    return page(request, "stewardship/system_review_new.html", {"form": form, "halves": halves}, status=422 if form.is_bound else 200)


@signed_in
@require_safe
def review(request: HouseRequest, key: str) -> HttpResponse:
    """One half-year's document."""
    return _shown(request, key)


@signed_in
@require_POST
@settled
def save_parts(request: HouseRequest, key: str) -> HttpResponse:
    """Save what was written into its parts, each by itself."""
    form = PartsForm(request.POST)
    if not form.is_valid():
        return _shown(request, key, parts=form)
    try:
        row, changed = system_reviews.write(key, form.edits(SystemReview.WORDS), by=request.person, at=request.at)
    except Refused as no:
        form.refuse(no)
        return _shown(request, key, parts=form)
    return saved(request, row=row, fields=changed, at=request.at, location=_address(key))


@signed_in
@require_POST
@once
def decide(request: HouseRequest, key: str) -> HttpResponse:
    """Record a decision."""
    form = DecisionForm(request.POST)
    return _done(request, key, "decide", "decision", form, lambda: system_reviews.decide(key, form.draft, by=request.person, at=request.at))


@signed_in
@require_POST
@once
def name(request: HouseRequest, key: str) -> HttpResponse:
    """Ask somebody to fill it too."""
    form = SeatForm(request.POST)
    return _done(
        request, key, "name", "seat", form, lambda: system_reviews.name(key, form.cleaned_data["person"], by=request.person, at=request.at)
    )


@signed_in
@require_POST
@once
def let_go(request: HouseRequest, key: str, seat: int) -> HttpResponse:
    """End somebody's part."""
    system_reviews.let_go(key, seat, by=request.person, at=request.at)
    return onward(request, _address(key))


@signed_in
@require_POST
@once
def add(request: HouseRequest, key: str) -> HttpResponse:
    """Add something below a closed review."""
    form = AdditionForm(request.POST)
    return _done(
        request, key, "add", "addition", form, lambda: system_reviews.add(key, form.cleaned_data["words"], by=request.person, at=request.at)
    )


@signed_in
@require_POST
@once
def count(request: HouseRequest, key: str) -> HttpResponse:
    """Count the figures anew."""
    form = HouseForm(request.POST)
    return _done(request, key, "count", "recount", form, lambda: system_reviews.count_anew(key, by=request.person, at=request.at))


@signed_in
@once
def move(request: HouseRequest, key: str, step: str) -> HttpResponse:
    """Note that it was held, or close it: what happens, and then it does."""
    found, _parts = access.review_for(request.person, "move", key, at=request.at)
    if step not in set(ReviewMove):
        raise Unseen
    form = HouseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.refusing():
            system_reviews.move(key, step, by=request.person, at=request.at)
            return onward(request, _address(key))
    return page(
        request, "web/confirm.html", {**_steps(found, step), "form": form, "back": _address(key)}, status=422 if form.is_bound else 200
    )


@signed_in
@require_safe
def markdown(request: HouseRequest, key: str) -> HttpResponse:
    """The document as a text to take away."""
    access.review_for(request.person, "take-away", key, at=request.at)
    found = pages.page_of(request.person, key, at=request.at, counts=False)
    return HttpResponse(pages.as_markdown(found), content_type="text/markdown; charset=utf-8")


@signed_in
@once
def decision(request: HouseRequest, pk: int) -> HttpResponse:
    """One decision, for its owner and for those who read the review; what became of it is said here."""
    found, parts = access.decision_for(request.person, pk, at=request.at)
    form = NewsForm(request.POST if request.method == "POST" else None, initial={"state": DecisionState.DONE})
    if form.is_bound and form.is_valid():
        with form.refusing():
            system_reviews.report(pk, form.cleaned_data["state"], form.cleaned_data["words"], by=request.person, at=request.at)
            return onward(request, reverse("system-decision", args=[pk]))
    may_report = access.may_report(request.person, found, parts)
    if form.is_bound and not may_report:
        raise Unseen
    context = {
        "found": found,
        "news": found.news.select_related("by"),
        "title": half_words(found.review.key),
        "reads_review": access.may(parts, "see"),
        "form": form if may_report else None,
    }
    return page(request, "stewardship/system_decision.html", context, status=422 if form.is_bound else 200)


def _address(key: str) -> str:
    return reverse("system-review", args=[key])


def _done(request: HouseRequest, key: str, action: str, which: str, form: HouseForm, act: Callable[[], object]) -> HttpResponse:
    """Do what a form on the page asks for; refused, the page comes back with its words."""
    access.review_for(request.person, action, key, at=request.at)
    if form.is_valid():
        with form.refusing():
            act()
            return onward(request, _address(key))
    return _shown(request, key, **{which: form})


def _shown(request: HouseRequest, key: str, **bound: HouseForm) -> HttpResponse:
    found = pages.page_of(request.person, key, at=request.at)
    forms: dict[str, Any] = {
        "parts": PartsForm.of(found.review),
        "decision": DecisionForm(),
        "seat": SeatForm(),
        "addition": AdditionForm(),
        "recount": HouseForm(),
        **bound,
    }
    context = {
        "shown": found,
        "review": found.review,
        "forms": forms,
        "problems": list(bound.values()),
        "titles": [(title, getattr(found.review, part)) for part, title in pages.part_titles().items()],
        "may": {action: found.may(action) for action in access.WHO_MAY},
    }
    return page(request, "stewardship/system_review.html", context, status=422 if bound else 200)


def _steps(found: SystemReview, step: str) -> dict[str, Any]:
    half = half_words(found.key)
    if step == ReviewMove.HOLD:
        return {
            "heading": _("Note that the review was held"),
            "happens": [_("The figures of the %(half)s stand as they were counted.") % {"half": half}],
            "told": [_("Nobody gets a message. Owners of decisions find them among what they owe.")],
            "fixed": [_("The figures. Words and decisions can still be added until the review is closed.")],
            "button": _("Note that it was held"),
        }
    return {
        "heading": _("Close the review"),
        "happens": [_("The document of the %(half)s stays readable as it is.") % {"half": half}],
        "told": [_("Nobody gets a message. What becomes of the decisions is still said on each of them.")],
        "fixed": [_("Its words and its decisions. Something can be added below them.")],
        "button": _("Close the review"),
    }
