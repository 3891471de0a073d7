"""Doors of strategy: each form of objectives and key results, one call each; the pages that show them lie in `insight`."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cadenza.objections import Unseen
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.practice.dismissals import sent_with
from cadenza.strategy import access, actions, forms, likeness, queries
from cadenza.strategy.models import Cycle, KeyResult, Objective
from cadenza.strategy.rules import Move
from cadenza.web.answers import onward, page
from cadenza.web.forms import HouseForm
from cadenza.web.ops import once


@signed_in
@once
def new_objective(request: HouseRequest, cycle: str) -> HttpResponse:
    """Add an objective of the company or of a team that the reader runs."""
    found = access.cycle_by_key(request.person, cycle, at=request.at)
    company = access.may("add-company-objective", access.standings_at_large(request.person, None, at=request.at))
    teams = list(access.teams_writable_by(request.person, at=request.at))
    access.some(company or teams)
    form = forms.ObjectiveForm(request.POST or None, teams=teams, company=company, above=queries.objectives_above(found))
    if request.method == "POST" and form.is_valid():
        with form.refusing():
            made = actions.add_objective(found.pk, form.draft(), by=request.person, at=request.at)
            actions.align(made.pk, form.serving, by=request.person, at=request.at)
            return onward(request, objective_url(made))
    return form_page(request, form, found, heading=_("Add an objective"), button=_("Add objective"), back=tree_url(found))


@signed_in
@once
def change_objective(request: HouseRequest, cycle: str, pk: int) -> HttpResponse:
    """Reword an objective, hand it on, or align it."""
    objective = access.objective_for(request.person, "change-objective", pk, at=request.at)
    found = access.cycle_by_key(request.person, cycle, at=request.at)
    access.belongs(objective.cycle_id, found)
    form = forms.ObjectiveChangeForm(request.POST or None, objective=objective)
    if request.method == "POST" and form.is_valid():
        with form.refusing():
            actions.change_objective(pk, form.edits(["title", "owner"]), by=request.person, at=request.at)
            actions.align(pk, form.serving, by=request.person, at=request.at)
            return onward(request, objective_url(objective))
    more: dict[str, Any] = {"row": objective, "based": ["title", "owner"]}
    return form_page(request, form, found, heading=_("Change the objective"), button=_("Save"), back=objective_url(objective), **more)


@signed_in
@once
def new_key_result(request: HouseRequest, cycle: str, pk: int) -> HttpResponse:
    """Add a key result to an objective."""
    objective = access.objective_for(request.person, "add-key-result", pk, at=request.at)
    found = access.cycle_by_key(request.person, cycle, at=request.at)
    access.belongs(objective.cycle_id, found)
    may_mark = access.may("mark-critical", access.standings_on(request.person, objective, at=request.at))
    form = forms.KeyResultForm(request.POST or None, may_mark=may_mark, initial={"due_date": found.end_date, "owner": request.person})
    if request.method == "POST" and form.is_valid():
        critical = form.cleaned_data.get("critical", False)
        with form.refusing():
            made = actions.add_key_result(pk, form.draft(), critical=critical, by=request.person, at=request.at)
            return onward(request, key_result_url(made))
    back = objective_url(objective)
    return form_page(
        request, form, found, heading=_("Add a key result"), button=_("Add key result"), back=back, under=objective, coached=True
    )


@signed_in
@once
def change_key_result(request: HouseRequest, cycle: str, key: str) -> HttpResponse:
    """Change what a key result says."""
    result = access.key_result_by_key(request.person, "change-key-result", cycle, key, at=request.at)
    form = forms.KeyResultChangeForm(request.POST or None, result=result)
    form.refuse([] if form.is_bound else actions.warnings_on(result))
    if request.method == "POST" and form.is_valid():
        with form.refusing():
            edits, dismissed = form.edits(actions.RESULT_FIELDS), sent_with(form, "title")
            actions.change_key_result(result.pk, edits, by=request.person, at=request.at, dismissed=dismissed)
            return onward(request, key_result_url(result))
    more: dict[str, Any] = {"row": result, "based": sorted(actions.RESULT_FIELDS), "result": result, "coached": True}
    return form_page(request, form, result.cycle, heading=_("Change the key result"), button=_("Save"), back=key_result_url(result), **more)


@signed_in
@once
def check_in(request: HouseRequest, cycle: str, key: str) -> HttpResponse:
    """Say where a key result stands."""
    result = access.key_result_by_key(request.person, "check-in", cycle, key, at=request.at)
    form = forms.CheckInForm(request.POST or None, result=result)
    if request.method == "POST" and form.is_valid():
        with form.refusing():
            actions.check_in(result.pk, form.draft(), by=request.person, at=request.at)
            return onward(request, key_result_url(result) + "#check-ins")
    return form_page(request, form, result.cycle, heading=_("Check in"), button=_("Check in"), back=key_result_url(result), result=result)


@signed_in
@once
def add_need(request: HouseRequest, cycle: str, key: str) -> HttpResponse:
    """Name a capability that a key result needs."""
    result = access.key_result_by_key(request.person, "require-capability", cycle, key, at=request.at)
    taken = result.requirements.values_list("capability_id", flat=True)
    form = forms.NeedForm(request.POST or None, taken=taken)
    if request.method == "POST" and form.is_valid():
        with form.refusing():
            actions.require_capability(result.pk, form.draft(), by=request.person, at=request.at)
            return onward(request, key_result_url(result) + "#needs")
    heading = _("Name a capability")
    context: dict[str, Any] = {"back": key_result_url(result), "result": result, "suggested": likeness.suggested_for(result)}
    return form_page(request, form, result.cycle, heading=heading, button=heading, template="strategy/need.html", **context)


@signed_in
@require_POST
@once
def drop_need(request: HouseRequest, cycle: str, key: str, pk: int) -> HttpResponse:
    """Say that a capability is not needed after all."""
    result = access.key_result_by_key(request.person, "require-capability", cycle, key, at=request.at)
    if not result.requirements.filter(pk=pk).exists():
        raise Unseen
    actions.drop_requirement(pk, by=request.person, at=request.at)
    return onward(request, key_result_url(result) + "#needs")


@signed_in
@require_POST
@once
def mark_critical(request: HouseRequest, cycle: str, key: str) -> HttpResponse:
    """Mark a key result as critical, or no longer."""
    result = access.key_result_by_key(request.person, "mark-critical", cycle, key, at=request.at)
    actions.mark_critical(result.pk, request.POST.get("critical") == "yes", by=request.person, at=request.at)
    return onward(request, key_result_url(result))


@signed_in
@require_POST
@once
def move(request: HouseRequest, cycle: str, key: str) -> HttpResponse:
    """Start, close, drop or reopen a key result."""
    result = access.key_result_by_key(request.person, "move", cycle, key, at=request.at)
    wanted = request.POST.get("move", "")
    if wanted not in {one.value for one in Move}:
        raise Unseen
    actions.move_key_result(result.pk, Move(wanted), by=request.person, at=request.at)
    return onward(request, reverse("okr-drafts", args=[cycle]) if request.POST.get("from") == "drafts" else key_result_url(result))


def form_page(
    request: HouseRequest,
    form: HouseForm,
    cycle: Cycle,
    *,
    heading: str,
    button: str,
    back: str,
    template: str = "strategy/form.html",
    **more: Any,
) -> HttpResponse:
    """One form on a page of its own, with the way back."""
    result: KeyResult | None = more.get("result")
    trail = [(_("OKRs"), tree_url(cycle)), *([(result.key, key_result_url(result))] if result else []), (heading, "")]
    context = {"form": form, "heading": heading, "button": button, "back": back, "trail": trail, "cycle": cycle, **more}
    return page(request, template, context, status=422 if form.is_bound else 200)


def tree_url(cycle: Cycle) -> str:
    """The tree of a cycle."""
    return reverse("okrs", args=[cycle.key])


def objective_url(objective: Objective) -> str:
    """Where an objective stands whole."""
    return reverse("objective", args=[objective.cycle.key, objective.pk])


def key_result_url(result: KeyResult) -> str:
    """Where a key result stands whole."""
    return reverse("key-result", args=[result.cycle.key, result.key])
