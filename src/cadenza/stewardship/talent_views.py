"""The doors of talent reviews: the list, a session, one person's snapshot, the steps of HR admin, the person's own answer (TAL-1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cadenza.objections import Unseen
from cadenza.people.days import day_of
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.people.step_up import opened_anew
from cadenza.stewardship import talent_access as access
from cadenza.stewardship import talent_pages as pages
from cadenza.stewardship import talents
from cadenza.stewardship.talent_forms import AnswerForm, ParticipantForm, SetUpForm, StepForm
from cadenza.stewardship.talent_models import TalentSession
from cadenza.stewardship.talent_rules import SNAPSHOT_FIELDS, SessionMove
from cadenza.web.answers import onward, page
from cadenza.web.forms import HouseForm
from cadenza.web.ops import once

OPENS_IN, LASTS = timedelta(days=7), timedelta(days=4)


@signed_in
@require_safe
def sessions(request: HouseRequest) -> HttpResponse:
    """Talent reviews that the reader has a part in, and their own snapshots."""
    return page(request, "stewardship/talent_sessions.html", {"found": pages.sessions_of(request.person, at=request.at)})


@signed_in
@once
def set_up(request: HouseRequest) -> HttpResponse:
    """Set up a session."""
    access.steward(request.person, at=request.at)
    first = day_of(request.at) + OPENS_IN
    form = SetUpForm(request.POST if request.method == "POST" else None, initial={"first_day": first, "last_day": first + LASTS})
    if form.is_bound and form.is_valid():
        with form.refusing():
            made = talents.set_up(form.draft, form.cleaned_data["team"], by=request.person, at=request.at)
            return onward(request, reverse("talent-session", args=[made.ref]))
    return page(request, "stewardship/talent_new.html", {"form": form}, status=422 if form.is_bound else 200)


@signed_in
@require_safe
def session(request: HouseRequest, ref: str) -> HttpResponse:
    """One session: its people by name, as far as the reader may read them."""
    return _session(request, ref, ParticipantForm())


@signed_in
@require_POST
@once
def name(request: HouseRequest, ref: str) -> HttpResponse:
    """Name a participant."""
    access.session_for(request.person, "set-up", ref, at=request.at)
    form = ParticipantForm(request.POST)
    if form.is_valid():
        with form.refusing():
            talents.name(ref, form.cleaned_data["person"], by=request.person, at=request.at)
            return onward(request, reverse("talent-session", args=[ref]))
    return _session(request, ref, form)


@signed_in
@require_POST
@once
def let_go(request: HouseRequest, ref: str, seat: int) -> HttpResponse:
    """End somebody's part."""
    talents.let_go(ref, seat, by=request.person, at=request.at)
    return onward(request, reverse("talent-session", args=[ref]))


@signed_in
@require_POST
@once
def take_out(request: HouseRequest, ref: str, handle: str) -> HttpResponse:
    """Leave somebody out before anything is frozen."""
    talents.take_out(ref, handle, by=request.person, at=request.at)
    return onward(request, reverse("talent-session", args=[ref]))


@signed_in
@once
def move(request: HouseRequest, ref: str, step: str) -> HttpResponse:
    """Open and freeze, close, or call off: what happens, and then it does."""
    found, _parts = access.session_for(request.person, "move", ref, at=request.at)
    if step not in set(SessionMove):
        raise Unseen
    form, back = HouseForm(request.POST if request.method == "POST" else None), reverse("talent-session", args=[ref])
    if form.is_valid():
        with form.refusing():
            talents.move(ref, step, by=request.person, at=request.at)
            return onward(request, back)
    context = {**_steps(found, step), "form": form, "back": back}
    return page(request, "web/confirm.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_safe
def person(request: HouseRequest, ref: str, handle: str) -> HttpResponse:
    """One person's snapshot."""
    return _person(request, pages.person_page(request.person, ref, handle, at=request.at))


@signed_in
@require_safe
def ahead(request: HouseRequest, ref: str, handle: str) -> HttpResponse:
    """What will be frozen about a report, for their manager."""
    return _person(request, pages.ahead_page(request.person, ref, handle, at=request.at))


@signed_in
@require_POST
@once
def note_step(request: HouseRequest, ref: str, handle: str) -> HttpResponse:
    """Write down an agreed next step."""
    access.snapshot_for(request.person, "note-step", ref, handle, at=request.at)
    form = StepForm(request.POST)
    if form.is_valid():
        with form.refusing():
            talents.note_step(ref, handle, form.cleaned_data["words"], by=request.person, at=request.at)
            return onward(request, reverse("talent-person", args=[ref, handle]))
    return _person(request, pages.person_page(request.person, ref, handle, at=request.at), form)


@signed_in
@require_POST
@once
def answer(request: HouseRequest, ref: str) -> HttpResponse:
    """The person has read their own, and may answer."""
    handle = request.person.handle
    access.snapshot_for(request.person, "answer", ref, handle, at=request.at)
    form = AnswerForm(request.POST)
    if form.is_valid():
        talents.read_own(ref, form.cleaned_data["words"], by=request.person, at=request.at)
        return onward(request, reverse("talent-person", args=[ref, handle]))
    return _person(request, pages.person_page(request.person, ref, handle, at=request.at), form)


@signed_in
@opened_anew
@require_safe
def markdown(request: HouseRequest, ref: str, handle: str) -> HttpResponse:
    """A snapshot to take away, by whoever has just given their password (TRUST 1.9, P3)."""
    row, _parts = access.snapshot_for(request.person, "take-away", ref, handle, at=request.at)
    found = pages.person_page(request.person, ref, handle, at=request.at)
    talents.note_taking(row, by=request.person, at=request.at)
    return HttpResponse(pages.as_markdown(found), content_type="text/markdown; charset=utf-8")


def _session(request: HouseRequest, ref: str, form: ParticipantForm) -> HttpResponse:
    found = pages.session_page(request.person, ref, at=request.at)
    context = {"found": found, "session": found.session, "form": form, "ends": pages.end_words(), "may_name": found.may("set-up")}
    context["over"] = found.session.is_over(request.at)
    return page(request, "stewardship/talent_session.html", context, status=422 if form.is_bound else 200)


def _person(request: HouseRequest, found: pages.PersonPage, form: HouseForm | None = None) -> HttpResponse:
    steps = found.may("note-step") and not found.is_over and not found.ahead
    context = {
        "found": found,
        "snapshot": found.snapshot,
        "form": form or (StepForm() if steps else AnswerForm() if found.own else None),
        "steps": steps,
        "ends": pages.end_words(),
        "cycles": [(label, one["agreed"], pages.counts_of(one)) for label, one in found.cycles],
        "levels": [(one["capability"], pages.level_words(one)) for one in (found.facts or {}).get("levels", [])],
        "fields": [_(words) for words in SNAPSHOT_FIELDS.values()],
        "takes_away": found.may("take-away") and not found.ahead,
    }
    return page(request, "stewardship/talent_person.html", context, status=422 if form is not None else 200)


def _steps(found: TalentSession, step: str) -> dict[str, Any]:
    if step == SessionMove.OPEN:
        return {
            "heading": _("Open the talent review"),
            "happens": [_("What is known of each person is frozen now. Participants read it inside the window and not afterwards.")],
            "told": [_("Participants find it among what they owe. Each person reads their own once it is over, and may answer.")],
            "fixed": [_("What was frozen, and who is looked at.")],
            "button": _("Open and freeze"),
        }
    if step == SessionMove.CLOSE:
        return {
            "heading": _("Close the talent review"),
            "happens": [_("Participants read nothing of it from now on.")],
            "told": [_("Each person finds their own among what they owe, with the agreed next steps, and may answer.")],
            "fixed": [_("It does not open again.")],
            "button": _("Close this talent review"),
        }
    return {
        "heading": _("Call the talent review off"),
        "happens": [_("Nothing was frozen, and nothing will be.")],
        "told": [_("Nobody gets a message.")],
        "fixed": [_("It cannot be taken up again; set up another one.")],
        "button": _("Call it off"),
    }
