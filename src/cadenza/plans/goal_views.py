"""One goal's doors: reading it with its history, saying what is done, asking for help, leaving it."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cadenza.objections import Unseen
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.plans import access, actions, pages, reviews
from cadenza.plans.application_queries import application_parts
from cadenza.plans.editing import near_people
from cadenza.plans.forms import DoneForm, DropForm, StandingForm, shown_person
from cadenza.plans.goal_feedback import feedback_beside
from cadenza.plans.models import Action, Goal
from cadenza.web.answers import onward, page
from cadenza.web.numbers import whole
from cadenza.web.ops import once


@signed_in
@require_GET
def goal(request: HouseRequest, handle: str, cycle: str, number: int) -> HttpResponse:
    """One goal whole: its actions, evidence, commitments and every state it has had."""
    return _show(request, handle, cycle, number)


@signed_in
@require_POST
@once
def done(request: HouseRequest, handle: str, cycle: str, number: int, action: int) -> HttpResponse:
    """An action is done: on which day, and what shows it."""
    found = _action(request, handle, cycle, number, action)
    form = DoneForm(request.POST, prefix=f"action-{action}")
    if form.is_valid():
        given = form.cleaned_data
        with form.refusing():
            actions.mark_action_done(found.pk, done_on=given["done_on"], evidence=given["doing_evidence"], by=request.person, at=request.at)
            return onward(request, _url(handle, cycle, number))
    return _show(request, handle, cycle, number, done_forms={action: form})


@signed_in
@require_POST
@once
def ask(request: HouseRequest, handle: str, cycle: str, number: int, action: int) -> HttpResponse:
    """Ask the person whom an exposure names, in the action's own words."""
    actions.ask_partner(_action(request, handle, cycle, number, action).pk, by=request.person, at=request.at)
    return onward(request, _url(handle, cycle, number))


@signed_in
@require_POST
@once
def cite(request: HouseRequest, handle: str, cycle: str, number: int) -> HttpResponse:
    """Put a piece of one's evidence beside the goal."""
    found = _goal(request, handle, cycle, number)
    piece = whole(request.POST.get("evidence", ""))
    if piece is None:
        raise Unseen
    actions.cite_evidence(found.pk, piece, by=request.person, at=request.at)
    return onward(request, _url(handle, cycle, number))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def drop(request: HouseRequest, handle: str, cycle: str, number: int) -> HttpResponse:
    """Drop a goal, with what was learned; said in full before it happens."""
    found = _goal(request, handle, cycle, number)
    form = DropForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.refusing():
            actions.drop_goal(found.pk, reason=form.cleaned_data["learned"], by=request.person, at=request.at)
            return onward(request, reverse("plan", args=[handle, cycle]))
    return page(request, "plans/drop.html", {"goal": found, "plan": found.plan, "form": form}, status=422 if form.is_bound else 200)


@signed_in
@require_POST
@once
def state(request: HouseRequest, handle: str, cycle: str, number: int) -> HttpResponse:
    """Say how a goal stands between reviews: blocked, and who clears it, or cleared again."""
    plan = access.plan_at(request.person, "reset.see", handle, cycle, at=request.at)  # the two of them
    found = plan.goals.filter(number=number, dropped_at=None, agreed_in__isnull=False).first()
    if found is None:
        raise Unseen
    form = StandingForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        block = {"blocked_by": given["in_the_way"], "remove_by": given["remove_by"], "asked": given["asked"]}
        remover = given["remover"].pk if given["remover"] else None
        with form.refusing():
            reviews.set_goal_status(
                found.pk, given["status"], reason=given["reason"], remover_id=remover, **block, by=request.person, at=request.at
            )
            return onward(request, _url(handle, cycle, number))
    return _show(request, handle, cycle, number, standing=form)


def _show(
    request: HouseRequest,
    handle: str,
    cycle: str,
    number: int,
    *,
    done_forms: dict[int, DoneForm] | None = None,
    standing: StandingForm | None = None,
) -> HttpResponse:
    plan, relations = access.plan_with_relations(request.person, "see", handle, cycle, at=request.at)
    actions.note_reading(plan, by=request.person, at=request.at)
    whole = pages.goal_page(plan, request.person, relations, number, at=request.at)
    actions.note_private_reading(plan, [whole.goal], by=request.person, at=request.at)
    forms = {
        line.action.number: DoneForm(initial={"done_on": whole.today}, prefix=f"action-{line.action.number}") for line in whole.actions
    }
    forms |= done_forms or {}
    bound = standing or next(iter((done_forms or {}).values()), None)
    context = {
        "page": whole,
        "form": bound,
        "feedback": feedback_beside(whole.goal, request.person, at=request.at) if whole.sees_evidence else (),
        "lines": [(line, forms[line.action.number]) for line in whole.actions],
        "standing": (standing or _standing(whole)) if whole.sets_state else None,
        **application_parts(plan, relations, [line.action for line in whole.actions], today=whole.today),
        "near_people": near_people(plan.owner) if whole.sets_state else (),
    }
    return page(request, "plans/goal.html", context, status=422 if bound else 200)


def _standing(whole: pages.GoalPage) -> StandingForm:
    """The form as it opens: the present state, and its block with the one who clears it; the manager by default (DESIGN 5)."""
    block = whole.block
    other = whole.manager if whole.is_own else whole.plan.owner
    return StandingForm(
        initial={
            "status": whole.goal.status,
            "in_the_way": block.blocked_by if block else "",
            "remover": shown_person(block.remover if block else other),
            "remove_by": block.remove_by if block else whole.today + timedelta(days=7),
            "asked": block.asked if block else "",
        }
    )


def _url(handle: str, cycle: str, number: int) -> str:
    return reverse("goal", args=[handle, cycle, number])


def _goal(request: HouseRequest, handle: str, cycle: str, number: int) -> Goal:
    plan = access.plan_at(request.person, "write", handle, cycle, at=request.at)
    found = plan.goals.filter(number=number, dropped_at=None).first()
    if found is None:
        raise Unseen
    found.plan = plan
    return found


def _action(request: HouseRequest, handle: str, cycle: str, number: int, action: int) -> Action:
    found = _goal(request, handle, cycle, number).actions.filter(number=action, removed_at=None).first()
    if found is None:
        raise Unseen
    return found
