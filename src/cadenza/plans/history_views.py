"""The door to a goal's timeline."""

from __future__ import annotations

from types import SimpleNamespace

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from cadenza.people.relations import manager_of
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.plans import access, actions
from cadenza.plans.history import goal_history
from cadenza.web.answers import page

SHOWN_AT_ONCE = 30
"""Entries on a page; "all" shows the whole history, to be printed."""


@signed_in
@require_GET
def history(request: HouseRequest, handle: str, cycle: str, number: int) -> HttpResponse:
    """Everything dated about one goal, as this reader may have it."""
    plan, relations = access.plan_with_relations(request.person, "see", handle, cycle, at=request.at)
    actions.note_reading(plan, by=request.person, at=request.at)
    goal, entries = goal_history(plan, number, relations, viewer=request.person, at=request.at)
    actions.note_private_reading(plan, [goal], by=request.person, at=request.at)
    shown = Paginator(entries, SHOWN_AT_ONCE).get_page(request.GET.get("page"))
    whole = "all" in request.GET
    context = {
        "page": SimpleNamespace(plan=plan, manager=manager_of(plan.owner, at=request.at)),
        "goal": goal,
        "entries": entries if whole else shown.object_list,
        "shown": None if whole else shown,
        "total": len(entries),
    }
    return page(request, "plans/history.html", context)
