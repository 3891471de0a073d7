"""Doors of the schedule, of holds and of erasures (TRUST M2, 1.8)."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cadenza.custody import erasing, holds, jobs, retention
from cadenza.custody import retention_access as access
from cadenza.custody import retention_queries as queries
from cadenza.custody import retention_words as words
from cadenza.custody.access import may_open, require_role
from cadenza.custody.retention_forms import ReasonForm, WhoseForm
from cadenza.objections import N_, Objection, Unseen, refuse_if
from cadenza.people.models import Person
from cadenza.people.queries import person_named
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.web.answers import onward, page
from cadenza.web.forms import HouseForm
from cadenza.web.ops import once

NOBODY = Objection(
    "nobody-of-that-name", N_("Nobody, or several, are meant by this. Write the short name from their page."), where="person"
)


@signed_in
@require_safe
def schedule(request: HouseRequest) -> HttpResponse:
    """What is due now, what went before, and the schedule itself. A run under way asks for its own part alone: a dry run is a long look."""
    require_role(request.person, "retention", at=request.at)
    latest = queries.latest_run(request.person, at=request.at)
    if request.GET.get("part") == "run" and latest is not None and request.htmx:
        answer = page(request, "custody/retention_state.html", {"run": latest})
        if latest.over or latest.stopped:
            answer["HX-Refresh"] = "true"
        return answer
    context = {
        "due": queries.dry_run(request.person, at=request.at),
        "run": latest,
        "certificates": queries.certificates(request.person, at=request.at),
        "schedule": words.schedule(),
    }
    return page(request, "custody/retention.html", context)


@signed_in
@once
def run(request: HouseRequest) -> HttpResponse:
    """Ask for a run of the schedule now, after one look at what goes; the worker does it batch by batch."""
    require_role(request.person, "retention", at=request.at)
    if request.method == "POST":
        jobs.ask_for(retention.begin(request.at, by=request.person).pk, at=request.at)
        return onward(request, reverse("retention"))
    return page(request, "custody/retention_run.html", {"due": queries.dry_run(request.person, at=request.at)})


@signed_in
@require_safe
def certificate(request: HouseRequest, pk: int) -> HttpResponse:
    """One certificate: kinds, people, numbers, its fingerprint."""
    found = access.certificate_for(request.person, pk, at=request.at)
    if (shown := queries.certified(found, viewer=request.person, at=request.at)) is None:
        raise Unseen
    rows = queries.records_of(found, viewer=request.person, at=request.at)
    return page(request, "custody/certificate.html", {"shown": shown, "rows": rows})


@signed_in
@once
def all_holds(request: HouseRequest) -> HttpResponse:
    """Holds that stand and stood, and a form for another."""
    require_role(request.person, "holds", at=request.at)
    form = WhoseForm(request.POST if request.method == "POST" else None)
    if _done(form, lambda: holds.set_hold(_whose(request, form, "hold.set").handle, _why(form), by=request.person, at=request.at)):
        messages.success(request, _("Held. Nothing about this person is purged or erased until two people lift it."))
        return onward(request, reverse("retention-holds"))
    context = {"form": form, "holds": access.visible_holds(request.person, at=request.at)}
    return page(request, "custody/holds.html", context, status=422 if form.is_bound else 200)


@signed_in
@once
def hold(request: HouseRequest, pk: int) -> HttpResponse:
    """One hold; whoever may propose to lift it does so here."""
    found = access.hold_for(request.person, "hold.see", pk, at=request.at)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if _done(form, lambda: holds.propose_lifting(pk, _why(form), by=request.person, at=request.at)):
        return onward(request, reverse("retention-hold", args=[pk]))
    return page(request, "custody/hold.html", {"hold": found, "form": form}, status=422 if form.is_bound else 200)


@signed_in
@require_POST
@once
def lift(request: HouseRequest, pk: int) -> HttpResponse:
    """The second person lifts it."""
    holds.lift_hold(pk, by=request.person, at=request.at)
    return onward(request, reverse("retention-hold", args=[pk]))


@signed_in
@once
def erasures(request: HouseRequest) -> HttpResponse:
    """Erasures before their time, and a form for whoever may propose one."""
    require_role(request.person, "erasures", at=request.at)
    form = WhoseForm(request.POST if request.method == "POST" else None)
    if _done(form, lambda: erasing.propose(_whose(request, form, "erasure.propose").handle, _why(form), by=request.person, at=request.at)):
        messages.success(request, _("Proposed. HR admin decides."))
        return onward(request, reverse("retention-erasures"))
    shown = form if may_open(request.person, "retention", at=request.at) else None
    context = {"form": shown, "erasures": access.visible_erasures(request.person, at=request.at)}
    return page(request, "custody/erasures.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_safe
def erasure(request: HouseRequest, pk: int) -> HttpResponse:
    """One erasure, with what it takes and what it leaves."""
    found = access.erasure_for(request.person, "erasure.see", pk, at=request.at)
    may_decide = found.decided_at is None and found.person in access.people_for(request.person, "erasure.decide", at=request.at)
    return page(request, "custody/erasure.html", {"erasure": found, "may_decide": may_decide and found.proposed_by != request.person})


@signed_in
@require_POST
@once
def decide(request: HouseRequest, pk: int, answer: str) -> HttpResponse:
    """HR admin carries it out, or does not."""
    if answer not in {"erase", "keep"}:
        raise Unseen
    erasing.decide(pk, agreed=answer == "erase", by=request.person, at=request.at)
    return onward(request, reverse("retention-erasure", args=[pk]))


def _done(form: HouseForm, act: Callable[[], object]) -> bool:
    """Whether what a form asks for was done; a refusal stands beside its fields."""
    if form.is_valid():
        with form.refusing():
            act()
            return True
    return False


def _whose(request: HouseRequest, form: HouseForm, action: str) -> Person:
    found = person_named(form.cleaned_data["person"], among=access.people_for(request.person, action, at=request.at))
    refuse_if([NOBODY] if found is None else [])
    assert found is not None
    return found


def _why(form: HouseForm) -> str:
    return str(form.cleaned_data["reason"])
