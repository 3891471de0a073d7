"""The doors of needs: a need that a talk brought up, and asking others what they saw."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cadenza.capability.queries import capabilities_in_force
from cadenza.evidence.access import person_for
from cadenza.evidence.rules import InputSource
from cadenza.people.days import day_of
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.plans.editing import near_people
from cadenza.rhythm.feedback import ask_for_evidence
from cadenza.rhythm.feedback_forms import QuestionForm
from cadenza.rhythm.need_forms import NeedForm
from cadenza.rhythm.needs import Capturing, capture, capturing_for
from cadenza.web.answers import onward, page
from cadenza.web.ops import once


@signed_in
@once
def new(request: HouseRequest, handle: str) -> HttpResponse:
    """A need from a review, a calibration, a project's close or a 1:1, turned into something in one step (GAP-2)."""
    where = capturing_for(request.person, handle, at=request.at)
    form = need_form(request, where)
    if request.method == "POST" and form.is_valid():
        with form.refusing():
            capture(where, form.draft(), form.becomes, goal=form.goal, by=request.person, at=request.at)
            return done(request, where, suggested="outcome" in form.fields and form.becomes.value == "suggestion")
    context = {"where": where, "subject": where.person, "own": where.person.pk == request.person.pk, "form": form}
    return page(request, "rhythm/need.html", context, status=422 if form.is_bound else 200)


def need_form(request: HouseRequest, where: Capturing) -> NeedForm:
    """The form with what may become of it; `from` in the address names the occasion."""
    source = request.GET.get("from", "")
    return NeedForm(
        request.POST or None,
        capabilities=list(capabilities_in_force()),
        outcomes=where.outcomes,
        with_fact=where.with_fact,
        today=day_of(request.at),
        source=source if source in set(InputSource) else "",
    )


def done(request: HouseRequest, where: Capturing, *, suggested: bool) -> HttpResponse:
    """On to where it stands now; for HR, who has no page of it, to the person's card."""
    name = {"name": where.person.short_name}
    if suggested:
        messages.info(request, _("It is suggested to %(name)s.") % name)
    else:
        messages.info(request, _("The assessment stands beside the evidence. The other side is asked to agree."))
    return onward(request, reverse("evidence" if where.with_fact else "person", args=[where.person.handle]))


@signed_in
@once
def ask(request: HouseRequest, handle: str) -> HttpResponse:
    """Ask up to three people what they saw in somebody's work (TRUST D1)."""
    person = person_for(request.person, "evidence.add", handle, at=request.at)
    form = QuestionForm(request.POST or None, goals=(), capabilities=list(capabilities_in_force()), today=day_of(request.at))
    if request.method == "POST" and form.is_valid():
        with form.refusing():
            made = ask_for_evidence(person.pk, form.question(), by=request.person, at=request.at)
            words = ngettext("%(count)d person is asked.", "%(count)d people are asked.", len(made)) % {"count": len(made)}
            messages.info(request, words)
            return onward(request, reverse("evidence", args=[handle]))
    context = {"subject": person, "own": person.pk == request.person.pk, "form": form, "near_people": near_people(person)}
    return page(request, "rhythm/evidence_ask.html", context, status=422 if form.is_bound else 200)
