"""Doors of the pages that show who builds what: the tree of objectives, a key result, a capability. They read only."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from cadenza.capability.rules import VersionState
from cadenza.insight import queries
from cadenza.insight.risk_access import may_find_builders
from cadenza.insight.risk_words import decision_words
from cadenza.people.access import reader
from cadenza.people.days import day_of
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.plans.queries import current_cycle
from cadenza.strategy import access as strategy_access
from cadenza.strategy.forms import CheckInForm
from cadenza.strategy.queries import nearest_cycle
from cadenza.web.answers import page
from cadenza.web.paging import number_in


@signed_in
@require_safe
def okrs_now(request: HouseRequest) -> HttpResponse:
    """Lead to the running cycle, else to the last one; say so when there is none yet."""
    reader(request.person, at=request.at)
    cycle = nearest_cycle(day_of(request.at))
    return redirect("okrs", cycle.key) if cycle else page(request, "insight/no_cycle.html")


@signed_in
@require_safe
def okrs(request: HouseRequest, cycle: str) -> HttpResponse:
    """The tree of a cycle, decisions first."""
    show, team = request.GET.get("show", queries.ALL), request.GET.get("team", "")
    direct = request.GET.get("direct") == "yes"
    tree = queries.okr_tree(request.person, cycle, show=show, team=team, direct=direct, number=number_in(request.GET), at=request.at)
    folded = request.GET.get("fold") == "all"
    offered = strategy_access.offered_at_large(request.person, at=request.at)
    names = may_find_builders(request.person, at=request.at)
    context = {"tree": tree, "folded": folded, "names": names, **{f"may_{name}": name in offered for name in ("add", "import", "export")}}
    return page(request, "insight/okrs.html", {**context, "decisions": [decision_words(row) for row in tree.decisions]})


@signed_in
@require_safe
def key_result(request: HouseRequest, cycle: str, key: str) -> HttpResponse:
    """One key result: where it stands, what it needs, what builds it."""
    shown = queries.result_page(request.person, cycle, key, at=request.at)
    form = CheckInForm(result=shown.result) if "check-in" in shown.may and shown.result.state == "active" else None
    context = {"shown": shown, "result": shown.result, "row": shown.row, "check_in": form}
    context["may_start"] = queries.takes_goals(shown.result, day_of(request.at))
    return page(request, "insight/key_result.html", context)


@signed_in
@require_safe
def capability(request: HouseRequest, slug: str) -> HttpResponse:
    """One capability: its levels side by side, which key results and which roles need it."""
    version = number_in(request.GET, "version") if "version" in request.GET else None
    wanted = queries.wanted_capability(request.person, slug, version=version, at=request.at)
    may_start = wanted.page.version.state == VersionState.PUBLISHED and current_cycle(request.at) is not None
    return page(request, "insight/capability.html", {"wanted": wanted, "capability": wanted.page.capability, "may_start": may_start})
