"""The editing page's doors: one page, saved while it is written; each button first keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cadenza.objections import Refused, Unseen
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.plans import access, actions, editing, protecting, queries, rules
from cadenza.plans.actions import ActionDraft
from cadenza.plans.forms import KINDS, Editor, editor_for, start_named
from cadenza.plans.models import Goal, Plan
from cadenza.plans.queries import PlanRows
from cadenza.plans.rules import ActionKind, PlanState, SelfViewField
from cadenza.plans.sealable import Sealable
from cadenza.plans.views import usual_rhythm
from cadenza.practice.dismissals import BUTTON
from cadenza.practice.forms import STAGE_WORDS
from cadenza.practice.queries import practice_at, prompts_at
from cadenza.practice.rules import Stage
from cadenza.web.answers import fragment, is_htmx, onward, page, saved
from cadenza.web.ops import once, settled


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@settled
def edit(request: HouseRequest, handle: str, cycle: str) -> HttpResponse:
    """The plan's words under their owner's pen; a POST saves what changed in any of them."""
    plan = access.plan_at(request.person, "write", handle, cycle, at=request.at)
    if PlanState(plan.state) not in rules.OPEN_STATES:
        return onward(request, reverse("plan", args=[handle, cycle]))
    if request.method != "POST":
        editor = _editor(request, plan)
        sealable: list[Sealable] = [plan, *editor.rows.goals, *(view for view, _form in editor.self_views)]
        actions.note_private_reading(plan, sealable, by=request.person, at=request.at)
        return _show(request, plan, editor)
    editor = _editor(request, plan, _typed(request))
    try:
        changed = actions.save_words(plan.pk, editor.edits(), by=request.person, at=request.at)
    except Refused as no:
        if is_htmx(request):
            raise
        editor.refuse(no.objections)
        return _show(request, plan, editor, status=422)
    hints = fragment(request, "plans/editor_hints.html", _hints(request, plan, editor, changed.rows)) if is_htmx(request) else ""
    first, *more = changed.saved or [(plan, frozenset(), "")]
    here = reverse("plan-edit", args=[handle, cycle])
    return saved(request, row=first[0], fields=first[1], prefix=first[2], more=more, at=request.at, extra=hints, location=here)


@signed_in
@require_POST
@once
def add_goal(request: HouseRequest, handle: str, cycle: str) -> HttpResponse:
    """One more goal, begun from a gap, from what a key result needs, from last quarter or from nothing."""

    def act(plan: Plan) -> None:
        draft = actions.draft_from(start_named(request.POST.get("start", "")), plan.pk, by=request.person, at=request.at)
        actions.add_goal(
            plan.pk, replace(draft, review_how=draft.review_how or usual_rhythm(practice_at(request.at))), by=request.person, at=request.at
        )

    return _then(request, handle, cycle, act, focus="goal")


@signed_in
@require_POST
@once
def drop_goal(request: HouseRequest, handle: str, cycle: str, number: int) -> HttpResponse:
    """Drop a goal that nobody agreed yet; an agreed one is dropped on its own page, with what was learned."""
    return _then(
        request, handle, cycle, lambda plan: actions.drop_goal(_goal(plan, number).pk, reason="", by=request.person, at=request.at)
    )


@signed_in
@require_POST
@once
def take_back_change(request: HouseRequest, handle: str, cycle: str, number: int) -> HttpResponse:
    """Leave an agreed goal as it is in force."""
    plan = access.plan_at(request.person, "write", handle, cycle, at=request.at)
    actions.take_back_change(_goal(plan, number).pk, by=request.person, at=request.at)
    return onward(request, reverse("plan-edit", args=[handle, cycle]))


@signed_in
@require_POST
@once
def add_action(request: HouseRequest, handle: str, cycle: str, number: int) -> HttpResponse:
    """One more action of the kind that was clicked."""
    kind = request.POST.get("kind", "")
    draft = ActionDraft(kind=ActionKind(kind) if kind in set(ActionKind) else ActionKind.EXPERIENCE)
    return _then(
        request,
        handle,
        cycle,
        lambda plan: actions.add_action(_goal(plan, number).pk, draft, by=request.person, at=request.at),
        focus="action",
        number=number,
    )


@signed_in
@require_POST
@once
def remove_action(request: HouseRequest, handle: str, cycle: str, number: int, action: int) -> HttpResponse:
    """Take an action out."""

    def act(plan: Plan) -> None:
        found = _goal(plan, number).actions.filter(number=action, removed_at=None).first()
        if found is None:
            raise Unseen
        actions.remove_action(found.pk, by=request.person, at=request.at)

    return _then(request, handle, cycle, act)


@signed_in
@require_POST
@once
def add_block(request: HouseRequest, handle: str, cycle: str) -> HttpResponse:
    """One more block of protected days."""
    return _then(request, handle, cycle, lambda plan: protecting.add_block(plan.pk, by=request.person, at=request.at), focus="block")


@signed_in
@require_POST
@once
def remove_block(request: HouseRequest, handle: str, cycle: str, number: int) -> HttpResponse:
    """Take a block of protected days out."""
    return _then(
        request, handle, cycle, lambda plan: protecting.remove_block(plan.pk, number, by=request.person, at=request.at), focus="time"
    )


@signed_in
@require_POST
@once
def share(request: HouseRequest, handle: str, cycle: str) -> HttpResponse:
    """Let the manager read the draft, with those halves of the current state that are ticked."""
    halves = [field for field in SelfViewField if request.POST.get(f"share-{field}")]
    return _then(
        request,
        handle,
        cycle,
        lambda plan: actions.share_plan(plan.pk, by=request.person, at=request.at, self_views=halves),
        focus="agreement",
    )


@signed_in
@require_POST
@once
def offer(request: HouseRequest, handle: str, cycle: str) -> HttpResponse:
    """Offer the plan for agreement; what is missing is shown beside its field."""
    return _then(request, handle, cycle, lambda plan: actions.offer_plan(plan.pk, by=request.person, at=request.at), focus="agreement")


def _then(
    request: HouseRequest, handle: str, cycle: str, act: Callable[[Plan], object], *, focus: str = "", number: int = 0
) -> HttpResponse:
    """Keep what was typed, do what the button says, show the page anew. Refused, everything typed stays in its field."""
    plan = access.plan_at(request.person, "write", handle, cycle, at=request.at)
    editor = _editor(request, plan, _typed(request))
    try:
        actions.save_words(plan.pk, editor.edits(), by=request.person, at=request.at)
        act(plan)
    except Refused as no:
        editor.refuse(no.objections)
        return _show(request, plan, editor, status=422)
    if not is_htmx(request):
        return onward(request, reverse("plan-edit", args=[handle, cycle]))
    return _show(request, access.plan_at(request.person, "write", handle, cycle, at=request.at), focus=focus, number=number)


def _show(
    request: HouseRequest, plan: Plan, editor: Editor | None = None, *, status: int = 200, focus: str = "", number: int = 0
) -> HttpResponse:
    editor = editor or _editor(request, plan)
    context = {
        **_hints(request, plan, editor, editor.rows),
        "starts": editing.starts_for(plan.owner, plan.cycle, editor.rows.goals, editor.near),
        "kinds": KINDS.items(),
        "stages": [(STAGE_WORDS[Stage(stage)], prompts) for stage, prompts in prompts_at(request.at).goal_setting.items()],
        "focus": focus,
        "focus_number": number,
        "version": queries.latest_version(plan),
    }
    return page(request, "plans/edit.html", context, partial="editor", status=status)


def _hints(request: HouseRequest, plan: Plan, editor: Editor, rows: PlanRows) -> dict[str, object]:
    """What the page says beside the fields: the five questions of each goal, and how much is there."""
    told = editing.progress(plan, rows, kinds=practice_at(request.at).said_again)
    return {"plan": plan, "editor": editor, "form": editor, "progress": told}


def _editor(request: HouseRequest, plan: Plan, sent: QueryDict | None = None) -> Editor:
    rows = queries.rows_of(plan, opened_for_owner=True)
    results = editing.near_key_results(plan.owner, plan.cycle, {goal.proposed("key_result_id") for goal in rows.goals})
    self_views = queries.self_views_of(plan, opened_for_owner=True)
    return editor_for(rows, self_views, editing.options_for(plan, results, at=request.at), results, sent)


def _typed(request: HouseRequest) -> QueryDict:
    """What was sent, without the button that happened to have the focus: HTMX adds it to every saving."""
    sent = request.POST.copy() if is_htmx(request) else request.POST
    if is_htmx(request):
        sent.pop(BUTTON, None)
    return sent


def _goal(plan: Plan, number: int) -> Goal:
    found = plan.goals.filter(number=number, dropped_at=None).first()
    if found is None:
        raise Unseen
    return found
