"""The doors of passing notes to HR: choose, see exactly what HR will see, send; and the bundle with its answer."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cadenza.conversations import access, actions, bundles
from cadenza.conversations.escalating import citable_notes, frozen_copies
from cadenza.conversations.forms import EscalationForm, PartnerForm, ReturnForm
from cadenza.conversations.partners import is_free, partners_for, people_in_hr
from cadenza.objections import Refused
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.people.step_up import opened_anew
from cadenza.web.answers import onward, page
from cadenza.web.ops import once


@signed_in
@opened_anew
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HouseRequest, ref: str) -> HttpResponse:
    """Which conversations, to whom, why; a POST shows the preview of exactly what HR will see, and writes nothing.

    Back from the preview the choice stands as it was; no word of it is ever in an address.
    """
    context = choosing(request, ref)
    form = context["form"]
    assert isinstance(form, EscalationForm)
    again = "again" in request.POST
    if form.is_bound and not again and form.is_valid():
        return preview(request, context)
    return page(request, "conversations/escalate.html", context, status=422 if form.is_bound and not again else 200)


@signed_in
@opened_anew
@require_POST
@once
def send(request: HouseRequest, ref: str) -> HttpResponse:
    """Pass them to HR. This cannot be undone."""
    context = choosing(request, ref)
    form = context["form"]
    assert isinstance(form, EscalationForm)
    if form.is_valid():
        given = form.cleaned_data
        partner = next(one for one in context["partners"] if str(one.pk) == given["partner"])  # type: ignore[attr-defined]  # persons
        with form.refusing():
            made = actions.escalate(ref, given["notes"], partner, given["why"], by=request.person, at=request.at)
            return onward(request, reverse("escalation", args=[made.ref]))
    return page(request, "conversations/escalate.html", context, status=422)


@signed_in
@require_GET
def bundle(request: HouseRequest, ref: str) -> HttpResponse:
    """What was passed to HR: for its author, its HR partner and, once a formal plan was served, the person."""
    return shown(request, ref)


@signed_in
@require_POST
@once
def accept(request: HouseRequest, ref: str) -> HttpResponse:
    """The HR partner takes the matter on."""
    try:
        actions.accept_bundle(ref, by=request.person, at=request.at)
    except Refused as no:
        form = ReturnForm()
        form.warnings = list(no.objections)
        return shown(request, ref, form=form, status=422)
    return onward(request, reverse("escalation", args=[ref]))


@signed_in
@require_POST
@once
def give_back(request: HouseRequest, ref: str) -> HttpResponse:
    """The HR partner returns it with a reason."""
    access.bundle_for(request.person, "answer", ref, at=request.at)
    form = ReturnForm(request.POST)
    if form.is_valid():
        with form.refusing():
            actions.return_bundle(ref, form.cleaned_data["words"], by=request.person, at=request.at)
            return onward(request, reverse("escalation", args=[ref]))
    return shown(request, ref, form=form, status=422)


@signed_in
@once
def name_partner(request: HouseRequest, ref: str) -> HttpResponse:
    """A case needs an HR partner: HR admin names one, and learns nothing of whose it is (TRUST F3)."""
    row = access.bundle_in_need(request.person, ref, at=request.at)
    form = PartnerForm(people_in_hr(at=request.at), request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.refusing():
            actions.name_partner(ref, form.person_id, by=request.person, at=request.at)
            return onward(request, reverse("home"))
    context = {"ref": row.ref, "since": row.recused_at or request.at, "form": form}
    return page(request, "conversations/partner.html", context, status=422 if form.is_bound else 200)


def choosing(request: HouseRequest, ref: str) -> dict[str, object]:
    """What the first of the two pages shows."""
    note, _tie = access.note_for(request.person, "escalate", ref, at=request.at)
    notes = citable_notes(note)
    partners = partners_for(note.subject, request.person, at=request.at)
    form = EscalationForm(request.POST or None, refs=[one.ref for one in notes], partners=partners, chosen=note.ref)
    return {"note": note, "copies": frozen_copies(notes), "partners": partners, "form": form}


def preview(request: HouseRequest, context: dict[str, object]) -> HttpResponse:
    """The confirm page: the same copies, in the same form, as the bundle will hold."""
    form = context["form"]
    assert isinstance(form, EscalationForm)
    given = form.cleaned_data
    copies = [one for one in context["copies"] if one.note_ref in given["notes"]]  # type: ignore[attr-defined]  # frozen copies
    partner = next(one for one in context["partners"] if str(one.pk) == given["partner"])  # type: ignore[attr-defined]  # persons
    shown_words = {"copies": copies, "why": given["why"], "partner": partner, "note": context["note"], "chosen": given}
    return page(request, "conversations/escalate_check.html", shown_words)


def shown(request: HouseRequest, ref: str, *, form: ReturnForm | None = None, status: int = 200) -> HttpResponse:
    """The page of one bundle; its reading is recorded."""
    found = bundles.bundle_for(request.person, ref, at=request.at)
    if status == 200:
        actions.note_reading(found.row, by=request.person, at=request.at)
        actions.tell_author(found.row, by=request.person)
    free = is_free(found.row.hr_partner, found.row.subject, found.row.author, at=request.at)
    context = {"found": found, "needs_partner": found.waits and not free, "form": form, "give_back": form or ReturnForm()}
    return page(request, "conversations/bundle.html", context, status=status)
