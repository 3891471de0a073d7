"""The doors between cycles: carry on into the next one, take copies back, compare two, take a cycle away as a file."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.strategy import access, actions, compare, export, forward, queries
from cadenza.strategy.forms import CarryForm
from cadenza.strategy.models import Cycle, Objective
from cadenza.web.answers import onward, page
from cadenza.web.file_cells import csv_of
from cadenza.web.ops import once
from cadenza.web.paging import number_in


@signed_in
@once
def carry_on(request: HouseRequest, cycle: str) -> HttpResponse:
    """Pick what continues, and copy it into a later cycle as drafts."""
    found = access.cycle_by_key(request.person, cycle, at=request.at)
    access.some(access.may_add_objectives(request.person, at=request.at))
    offered = forward.offered_to(request.person, found, at=request.at)
    targets = queries.cycles_after(found)
    form = CarryForm(request.POST or None, offered=offered, targets=targets)
    if request.method == "POST" and form.is_valid():
        target = form.into or actions.ensure_cycle(found.end_date + timedelta(days=1), by=request.person, at=request.at).pk
        with form.refusing():
            forward.carry_on(found.pk, target, **form.picked, by=request.person, at=request.at)
            return onward(request, reverse("okr-drafts", args=[Cycle.objects.get(pk=target).key]))
    context = {"cycle": found, "targets": targets, "form": form, **_lines(request, found, offered, targets[0] if targets else None)}
    return page(request, "strategy/carry_on.html", context, status=422 if form.is_bound else 200)


def _lines(request: HouseRequest, cycle: Cycle, offered: list[Objective], target: Cycle | None) -> dict[str, object]:
    """What can be ticked of each objective, what goes on already, and whether anything is left to tick."""
    copies = forward.carried_into(cycle, target) if target else {}
    copied = forward.objectives_into(cycle, target) if target else set()
    lines = [(one, forward.picks_of(one, copies, request.POST.getlist("carry"), copied=copied)) for one in offered]
    return {"offered": lines, "tickable": any(pick.copy is None for _objective, picks in lines for pick in picks)}


@signed_in
@require_safe
def drafts(request: HouseRequest, cycle: str) -> HttpResponse:
    """What is not published in a cycle: publish objectives, start drafted key results, take copies back."""
    found = access.cycle_by_key(request.person, cycle, at=request.at)
    rows = forward.drafts_of(request.person, found, at=request.at)
    return page(request, "strategy/drafts.html", {"cycle": found, "drafts": rows})


@signed_in
@require_POST
@once
def take_back_copy(request: HouseRequest, cycle: str, pk: int) -> HttpResponse:
    """Take a copied objective back with its key results."""
    objective = access.objective_for(request.person, "remove-objective", pk, at=request.at)
    access.belongs(objective.cycle_id, access.cycle_by_key(request.person, cycle, at=request.at))
    forward.take_back_copy(pk, by=request.person, at=request.at)
    return onward(request, reverse("okr-drafts", args=[cycle]))


@signed_in
@require_safe
def comparison(request: HouseRequest, cycle: str) -> HttpResponse:
    """Two cycles side by side."""
    found = compare.comparison(
        request.person,
        cycle,
        request.GET.get("with", ""),
        number=number_in(request.GET),
        at=request.at,
    )
    return page(request, "strategy/compare.html", {"shown": found})


@signed_in
@require_safe
def as_csv(request: HouseRequest, cycle: str) -> HttpResponse:
    """A cycle's objectives and key results in the columns of the import; nothing in it is a formula (TRUST T14)."""
    found = _to_export(request, cycle)
    answer = HttpResponse(csv_of(export.COLUMNS, export.rows_of(found)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="okrs-{found.key}.csv"'
    return answer


@signed_in
@require_safe
def as_markdown(request: HouseRequest, cycle: str) -> HttpResponse:
    """The same to read, for a page of notes."""
    found = _to_export(request, cycle)
    return HttpResponse(export.markdown_of(found), content_type="text/markdown; charset=utf-8")


def _to_export(request: HouseRequest, cycle: str) -> Cycle:
    found = access.cycle_by_key(request.person, cycle, at=request.at)
    access.some(access.may_export(request.person, at=request.at))
    return found
