"""The doors of evidence, the files beside it, and gap assessments."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cadenza.capability.queries import capabilities_in_force
from cadenza.evidence import actions as evidence_actions
from cadenza.evidence import files
from cadenza.evidence.access import file_for, person_for
from cadenza.evidence.file_rules import SERVED_AS, FileKind
from cadenza.evidence.needs import inputs_of_gaps
from cadenza.evidence.queries import assessments_of, evidence_of
from cadenza.objections import Unseen
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import manager_of
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.plans.queries import goals_from_gaps
from cadenza.rhythm.evidence_forms import EVIDENCE_WORDS, NEED_WORDS, SOURCE_WORDS, EvidenceForm, GapAnswerForm, GapForm
from cadenza.rhythm.feedback_pages import latest_of
from cadenza.rhythm.held import capabilities_of
from cadenza.rhythm.needs import needs_of
from cadenza.web.answers import onward, page
from cadenza.web.ops import once

AT_ONCE = 25
"""Pieces of evidence on a page."""
MOST_CITED = 60
"""Pieces offered for an assessment to cite: the newest."""


@signed_in
@once
def evidence(request: HouseRequest, handle: str) -> HttpResponse:
    """A person's evidence, a form for one piece more, and the gaps that cite it."""
    person = person_for(request.person, "evidence.see", handle, at=request.at)
    if request.method != "POST":
        evidence_actions.note_reading(person, by=request.person, at=request.at)
        return shown(request, person)
    form = evidence_form(request, request.POST, request.FILES)
    if form.is_valid():
        with form.refusing():
            evidence_actions.add_evidence(person.pk, form.draft(), by=request.person, at=request.at)
            return kept(request, person, _("The evidence is added."))
    return shown(request, person, form=form)


@signed_in
@require_POST
@once
def withdrawn(request: HouseRequest, handle: str, evidence_id: int) -> HttpResponse:
    """Take back a piece of evidence of one's own."""
    person = person_for(request.person, "evidence.see", handle, at=request.at)
    evidence_actions.withdraw_evidence(evidence_id, by=request.person, at=request.at)
    return kept(request, person, _("The evidence is withdrawn."))


@signed_in
@require_POST
@once
def gap_assessed(request: HouseRequest, handle: str) -> HttpResponse:
    """Assess a gap from evidence (GAP-1)."""
    person = person_for(request.person, "evidence.see", handle, at=request.at)
    form = gap_form(person, request.POST)
    if form.is_valid():
        with form.refusing():
            evidence_actions.assess_gap(person.pk, form.draft(), by=request.person, at=request.at)
            return kept(request, person, _("The assessment stands beside the evidence. The other side is asked to agree."))
    return shown(request, person, gap_form=form)


@signed_in
@require_POST
@once
def gap_answered(request: HouseRequest, handle: str, gap_id: int) -> HttpResponse:
    """Agree an assessment, or put another view beside it."""
    person = person_for(request.person, "evidence.see", handle, at=request.at)
    form = GapAnswerForm(request.POST, prefix=f"gap-{gap_id}")
    if form.is_valid():
        with form.refusing():
            if "agree" in request.POST:
                evidence_actions.agree_gap(gap_id, by=request.person, at=request.at)
            else:
                evidence_actions.disagree_with_gap(gap_id, form.cleaned_data["disagreement"], by=request.person, at=request.at)
            return kept(request, person, _("Your answer stands beside the assessment."))
    return shown(request, person, answer=(gap_id, form))


@signed_in
@require_safe
def file(request: HouseRequest, ref: str) -> HttpResponse:
    """A file beside evidence: to be kept, never opened in this page's place, under a name that tells nothing (TRUST T25, T08)."""
    found = file_for(request.person, ref, at=request.at)
    data = files.read(found)
    if data is None:
        raise Unseen
    evidence_actions.note_taking(found, by=request.person, at=request.at)
    kind = FileKind(found.kind)
    headers = {
        "Content-Disposition": f'attachment; filename="{found.ref}.{kind.value}"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return HttpResponse(data, content_type=SERVED_AS[kind], headers=headers)


def shown(request: HouseRequest, person: Person, **more: Any) -> HttpResponse:
    """The page, with whichever form was refused as it was sent."""
    pieces = Paginator(evidence_of(person, withdrawn=True).prefetch_related("files"), AT_ONCE).get_page(request.GET.get("page"))
    answered, answer_form = more.pop("answer", (0, None))
    gaps = list(assessments_of(person))
    context = {
        "subject": person,
        "own": person.pk == request.person.pk,
        "manager": manager_of(person, at=request.at),
        "pieces": pieces,
        "kinds": {kind.value: _(words) for kind, words in EVIDENCE_WORDS.items()},
        "needs": {kind.value: _(words) for kind, words in NEED_WORDS.items()},
        "begun": goals_from_gaps(person) if person.pk == request.person.pk else {},
        "gaps": [(gap, answer_form if gap.pk == answered else GapAnswerForm(prefix=f"gap-{gap.pk}"), awaits(request, gap)) for gap in gaps],
        "came_from": inputs_of_gaps([gap.pk for gap in gaps]),
        "sources": {source.value: _(words) for source, words in SOURCE_WORDS.items()},
        "talks": needs_of(person, own=person.pk == request.person.pk),
        "feedback": latest_of(person, request.person, at=request.at),
        "form": evidence_form(request, None),
        "gap_form": None,
    } | more
    context |= capabilities_of(person, at=request.at)
    context["gap_form"] = context["gap_form"] or gap_form(person, None)
    return page(request, "rhythm/evidence.html", context, status=422 if request.method == "POST" else 200)


def awaits(request: HouseRequest, gap: Any) -> bool:
    """Whether the reader has still to agree this assessment or to disagree with it."""
    if request.person.pk == gap.person_id:
        return gap.person_agreed_at is None
    return gap.manager_agreed_at is None


def evidence_form(request: HouseRequest, data: Any, files: Any = None) -> EvidenceForm:
    return EvidenceForm(data, files, capabilities=list(capabilities_in_force()), today=day_of(request.at))


def gap_form(person: Person, data: Any) -> GapForm:
    return GapForm(data, capabilities=list(capabilities_in_force()), evidence=list(evidence_of(person)[:MOST_CITED]))


def kept(request: HouseRequest, person: Person, words: str) -> HttpResponse:
    """Say that it is saved, on the page itself."""
    messages.info(request, words)
    return onward(request, reverse("evidence", args=[person.handle]))
