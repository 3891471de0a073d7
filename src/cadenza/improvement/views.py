"""The doors of formal plans: the list, the gate's first question, the sections of one plan, and every step through one table."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cadenza.conversations.partners import partners_for
from cadenza.improvement import access, actions, ledger, papers, queries, running, standing_in
from cadenza.improvement.forms import AskForm, CheckpointForm, CiteForm, StepForm
from cadenza.improvement.gate_rules import KNOWN, TAKES, Condition
from cadenza.improvement.queries import Page
from cadenza.improvement.records import Citable, citable
from cadenza.improvement.rules import Act
from cadenza.improvement.step import Step
from cadenza.improvement.steps import STEPS
from cadenza.improvement.telling import told
from cadenza.improvement.words import SOURCES
from cadenza.objections import OutOfStep, Refused, Unseen
from cadenza.people.models import Person
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.people.step_up import opened_anew
from cadenza.web.answers import onward, page
from cadenza.web.ops import once
from cadenza.web.paper import as_download, pdf_of
from cadenza.web.words import first_line, shown

PLACES = ("number", "day", "condition")
"""What a step may be about, in its address: numbers, days and codes, never words."""
SECTIONS = {"opening", "criteria", "support", "meetings", "integrity", "outcome", "record", "appeal"}


@signed_in
@require_safe
def formal_plans(request: HouseRequest) -> HttpResponse:
    """Every plan in which the reader has a part."""
    seats = access.seats_of(request.person, at=request.at)
    asked = access.reports_to_ask_about(request.person, at=request.at)
    sheets = standing_in.sheets_of(request.person, at=request.at)
    return page(request, "improvement/list.html", {"seats": seats, "sheets": sheets, "may_ask": bool(asked)})


@signed_in
@once
def new_plan(request: HouseRequest) -> HttpResponse:
    """The gate's first question: about whom, and with which HR partner. For managers; to everybody else it does not exist."""
    people = access.reports_to_ask_about(request.person, at=request.at)
    if not people:
        raise Unseen
    form = AskForm(people, _partners(request, people), request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            case = actions.ask_for_plan(int(given["person"]), int(given["hr_partner"] or 0), by=request.person, at=request.at)
        except OutOfStep:
            raise
        except Refused as no:
            form.refuse(no)
        else:
            return onward(request, reverse("formal-plan", args=[case.ref]))
    return page(request, "improvement/new.html", {"form": form}, status=422 if form.is_bound else 200)


@signed_in
@require_safe
def formal_plan(request: HouseRequest, ref: str) -> HttpResponse:
    """One plan at a glance; while it is prepared, its gate."""
    seat = access.case_for(request.person, "see-register", ref, at=request.at) if _registers_only(request, ref) else None
    if seat is not None:
        context = {"page": queries.pages([seat], at=request.at)[0], "intact": ledger.is_intact(seat.case)}
        return page(request, "improvement/register.html", context)
    found = _read(request, ref, "overview")
    return page(request, "improvement/gate.html" if found.preparing else "improvement/overview.html", {"page": found, "section": ""})


@signed_in
@require_safe
def formal_section(request: HouseRequest, ref: str, section: str) -> HttpResponse:
    """One section of a plan."""
    if section not in SECTIONS:
        raise Unseen
    found = _read(request, ref, section)
    if section == "integrity" and not found.seat.may("see-integrity"):
        raise Unseen
    context = {"page": queries.beside_others(found) if section == "integrity" else found, "section": section}
    if section == "record":
        readings = queries.readings(found) if found.seat.may("see-readings") else []
        context |= {"readings": readings, "entries": [(one, told(one, found.names)) for one in found.entries]}
    return page(request, f"improvement/{section}.html", context)


@signed_in
@opened_anew
@require_safe
def record_paper(request: HouseRequest, ref: str) -> HttpResponse:
    """The record as a PDF, for this reader, under a name that says nothing (PIP-18)."""
    found = _read(request, ref, "paper", right="print")
    paper = papers.record_paper(found, intact=ledger.is_intact(found.case), reader=request.person, at=request.at)
    return as_download(pdf_of(paper, at=request.at), f"{found.case.ref}.pdf")


@signed_in
@once
def checkpoint(request: HouseRequest, ref: str, number: int) -> HttpResponse:
    """One checkpoint: what was shared, or the form of the next one."""
    found = _read(request, ref, "checkpoint")
    if request.method != "POST" and number in found.story.checkpoints:
        context = {"page": found, "one": found.story.checkpoints[number], "section": "checkpoints"}
        return page(request, "improvement/checkpoint_shared.html", context)
    if request.method == "POST":
        running.refuse_out_of_turn(found.seat, number, found.next_checkpoint)
    elif not found.seat.can(Act.CHECK) or number != found.next_checkpoint:
        raise Unseen
    form = CheckpointForm(found, request.POST or None)
    if _shared(request, ref, number, form):
        return onward(request, reverse("formal-plan", args=[ref]))
    context = {"page": found, "form": form, "number": number, "section": "checkpoints"}
    return page(request, "improvement/checkpoint.html", context, status=422 if form.is_bound else 200)


@signed_in
@once
def stood_in_checkpoint(request: HouseRequest, ref: str, number: int) -> HttpResponse:
    """The sheet of one checkpoint for whoever holds it in the manager's place; gone once it is shared (TRUST X10)."""
    found = standing_in.sheet_for(request.person, ref, number, sent=request.method == "POST", at=request.at)
    ledger.note_reading(found.case, "checkpoint", by=request.person, at=request.at)
    form = CheckpointForm(found, request.POST or None)
    if _shared(request, ref, number, form):
        return onward(request, reverse("home"))
    context = {"page": found, "form": form, "number": number}
    return page(request, "improvement/stand_in.html", context, status=422 if form.is_bound else 200)


def _shared(request: HouseRequest, ref: str, number: int, form: CheckpointForm) -> bool:
    """Share the checkpoint that was sent; the form keeps its objections when it was refused."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        running.share_checkpoint(ref, number, form.notes, held_on=form.cleaned_data.get("held_on"), by=request.person, at=request.at)
    except OutOfStep:
        raise
    except Refused as no:
        form.refuse(no)
        return False
    return True


@signed_in
@once
def formal_step(request: HouseRequest, ref: str, step: str) -> HttpResponse:
    """One step: its consequences and its form; a POST calls its one verb."""
    known = STEPS.get(step)
    if known is None:
        raise Unseen
    found = _page_of_step(request, known, step, ref)
    form = known.form(found, request.POST or None, {name: request.GET.get(name, "") for name in PLACES})
    if isinstance(form, CiteForm):
        _offer(request, form)
    if request.method == "POST":
        refused = _done(request, known, ref, form)
        if refused is None:
            return _onward_from(request, known, _back(ref, known, found))
    frame = "improvement/plan.html" if found.seat.may("read") else "improvement/register.html"
    context = {
        "frame": frame,
        "page": found,
        "form": form,
        "step": known,
        "code": step,
        "section": known.back,
        "back": _back(ref, known, found),
    }
    return page(request, "improvement/step.html", context, status=422 if request.method == "POST" else 200)


def _onward_from(request: HouseRequest, step: Step, back: str) -> HttpResponse:
    """Back to the plan; to the list of plans, with a word, where the step closes it."""
    if not step.leaves:
        return onward(request, back)
    messages.success(request, _(step.leaves))
    return onward(request, reverse("formal"))


def _done(request: HouseRequest, step: Step, ref: str, form: StepForm) -> StepForm | None:
    """Take the step; answers the form with its objections when it was refused."""
    if not form.is_valid():
        return form
    try:
        step.do(ref, form, request.person, request.at)
    except OutOfStep:
        raise
    except Refused as no:
        form.refuse(no)
        return form
    return None


def _page_of_step(request: HouseRequest, step: Step, code: str, ref: str) -> Page:
    """The plan for whoever ever has this act in it, and the note that it was read. One that stands otherwise is out of step (TRUST T13)."""
    seat = access.seat_knowing(request.person, step.act, ref, at=request.at)
    opens = request.method in {"GET", "HEAD"}
    if opens and not seat.can(step.act):
        raise access.out_of_step(seat)
    found = queries.pages([seat], at=request.at)[0]
    return _noted(request, found, code) if opens and seat.may("read") else found


def _back(ref: str, step: Step, found: Page) -> str:
    if step.back and found.seat.may("read"):
        return reverse("formal-section", args=[ref, step.back])
    return reverse("formal-plan", args=[ref])


def _read(request: HouseRequest, ref: str, what: str, *, right: str = "read") -> Page:
    """The plan, and the note that it was read."""
    return _noted(request, queries.page_for(request.person, right, ref, at=request.at), what)


def _noted(request: HouseRequest, found: Page, what: str) -> Page:
    """Write down who opened which page; the person’s own reading is nobody’s business (DATA-2)."""
    if not found.is_person:
        ledger.note_reading(found.case, what, by=request.person, at=request.at)
    return found


def _registers_only(request: HouseRequest, ref: str) -> bool:
    """Whether the reader sees this plan's states and dates alone."""
    seat = access.case_for(request.person, "see-any", ref, at=request.at)
    return not seat.may("read")


def _partners(request: HouseRequest, people: list[Person]) -> list[Person]:
    """HR partners to choose from: those who could be one for any of these people; the verb asks about the one chosen."""
    return list({one.pk: one for person in people for one in partners_for(person, request.person, at=request.at)}.values())


def _offer(request: HouseRequest, form: CiteForm) -> None:
    """The records that this reader may cite for this condition, newest first."""
    code = form.place.get("condition", "")
    takes = TAKES.get(Condition(code), frozenset()) if code in set(Condition) else frozenset()
    found = citable(request.person, form.page.case.person, at=request.at)
    known = {key: one for key, one in found.items() if one.source in takes and (one.shared or one.source not in KNOWN)}
    form.offer(known, [(key, _label(one)) for key, one in known.items()])


def _label(one: Citable) -> str:
    return f"{_(SOURCES[one.source])}, {shown(one.dated)}, {one.author}: {first_line(one.words)}"
