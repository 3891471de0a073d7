"""The door of `/settings/practice/`: HR admin sets weeks, days, thresholds and the coach, sees first what that moves, and withdraws in time (HR-3)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cadenza.objections import Refused, refuse_if
from cadenza.people.days import day_of
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.practice import actions, queries
from cadenza.practice.access import require
from cadenza.practice.models import PracticeVersion
from cadenza.practice.practice_rules import SHIPPED, Practice, objections_to_practice, practice_of
from cadenza.stewardship import practice_words as words
from cadenza.stewardship.practice_forms import PracticeForm
from cadenza.stewardship.practice_preview import Preview, differences, preview
from cadenza.web.answers import onward, page
from cadenza.web.numbers import whole
from cadenza.web.ops import once

VERSIONS_SHOWN = 20


@signed_in
@once
def practice(request: HouseRequest) -> HttpResponse:
    """What is set, what may be, what a change would move; saved as a version that begins on a day."""
    require(request.person, "practice.change", at=request.at)
    newest, today = queries.newest_practice(), day_of(request.at)
    if request.method != "POST":
        day = queries.earliest_day(queries.practice_versions(), today)
        return shown(request, PracticeForm(None, practice=chosen(request, newest), based_on=newest.number, day=day), newest)
    form = PracticeForm(request.POST, practice=newest, based_on=newest.number)
    if form.is_valid():
        based_on, day = form.cleaned_data["based_on"], form.cleaned_data["effective_on"]
        try:
            if "preview" in request.POST:
                return shown(request, form, newest, preview=looked_ahead(request, form, newest))
            saved = actions.save_practice(form.values(), based_on=based_on, effective_on=day, by=request.person, at=request.at)
        except Refused as no:
            return shown(request, beside(form, newest, no), newest, status=422)
        messages.info(request, said_of(saved.waits_on(today)))
        return onward(request, reverse("settings-practice"))
    return shown(request, form, newest, status=422)


def looked_ahead(request: HouseRequest, form: PracticeForm, newest: Practice) -> Preview:
    """What the form would move if it were saved; refused where it could not be."""
    refuse_if(objections_to_practice(form.values()))
    day = form.cleaned_data["effective_on"] or day_of(request.at)
    return preview(request.person, newest, practice_of(form.values()), effective_on=day, at=request.at)


def beside(form: PracticeForm, newest: Practice, no: Refused) -> PracticeForm:
    """What was sent, laid over what somebody else saved meanwhile, with the reasons and the other's values beside it (DATA-1)."""
    found = actions.rebased_practice(form.values(), based_on=form.cleaned_data["based_on"])
    again = PracticeForm(form.again(found.values, number=newest.number), practice=newest, based_on=newest.number)
    again.is_valid()
    again.refuse(no)
    again.theirs = [(words.label(name), words.shown(name, newest.values[name])) for name in sorted(found.clashes)]
    return again


def said_of(waits: bool) -> str:
    """What the page says once a version is saved."""
    if waits:
        return _("The new version waits for its day. Until then it can be withdrawn.")
    return _("The new version is in force from now on.")


def chosen(request: HouseRequest, newest: Practice) -> Practice:
    """The values to begin from: the newest ones, or those of an earlier version picked in the address."""
    picked = whole(request.GET.get("version", ""), digits=8)
    return (queries.practice_of_version(picked) if picked is not None else None) or newest


def shown(request: HouseRequest, form: PracticeForm, newest: Practice, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page: the form, what a version changed against the one before it, and what is nobody's to change."""
    context = {
        "form": form,
        "in_force": queries.practice_at(request.at),
        "newest": newest,
        "versions": told(list(queries.practice_versions()), day_of(request.at))[:VERSIONS_SHOWN],
        "fixed": words.fixed(),
    }
    return page(request, "stewardship/practice.html", {**context, **more}, status=status)


def told(rows: list[PracticeVersion], today: date) -> list[tuple[PracticeVersion, bool, list[tuple[str, str, str]]]]:
    """Each version, whether it waits, and what it changed against the one that stood before it; the newest first."""
    found, before = [], SHIPPED
    for row in reversed(rows):
        now = practice_of(row.values)
        found.append((row, row.waits_on(today), [(words.label(name), was, is_now) for name, was, is_now in differences(before, now)]))
        before = before if row.withdrawn else now
    return found[::-1]


@signed_in
@require_POST
@once
def withdraw(request: HouseRequest, number: int) -> HttpResponse:
    """Withdraw a version that waits for its day."""
    actions.withdraw_practice(number, by=request.person, at=request.at)
    messages.info(request, _("The version is withdrawn. It stays in the list."))
    return onward(request, reverse("settings-practice"))
