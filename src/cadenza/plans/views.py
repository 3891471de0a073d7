"""The plan page's doors: reading it, offering and agreeing it, the manager's part, suggestions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cadenza.objections import Objection, Refused, Unseen
from cadenza.people.rules import Relation
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.plans import access, actions, editing, pages, paths, queries
from cadenza.plans.actions import SuggestionDraft
from cadenza.plans.forms import AnswerForm, CommitmentForm, PauseForm, PerspectiveForm, SuggestionForm, start_named
from cadenza.plans.models import Plan
from cadenza.plans.pages import PlanPage
from cadenza.plans.rules import Lane, SelfViewField
from cadenza.plans.state_page import state_page
from cadenza.practice.dismissals import sent_with
from cadenza.practice.practice_rules import Practice
from cadenza.practice.queries import practice_at
from cadenza.web.answers import fragment, fresh_base, is_htmx, onward, page, saved
from cadenza.web.ops import once, settled
from cadenza.web.revisions import Edit


def plan_url(handle: str, cycle: str) -> str:
    """The address of a plan."""
    return reverse("plan", args=[handle, cycle])


@signed_in
@require_GET
def my_plan(request: HouseRequest) -> HttpResponse:
    """To one's current plan; without one, the way to begin it."""
    found = queries.current_plan_of(request.person, at=request.at)
    cycle = queries.current_cycle(request.at)
    if found is not None and (cycle is None or found.cycle_id == cycle.pk):
        return onward(request, plan_url(request.person.handle, found.cycle.key), status=302)
    me = request.person
    starts = editing.starts_for(me, cycle, (), editing.near_key_results(me, cycle, ())) if cycle else ()
    return page(request, "plans/begin.html", {"cycle": cycle, "last": found, "who": me, "starts": starts})


@signed_in
@require_POST
@once
def begin_plan(request: HouseRequest) -> HttpResponse:
    """Begin one's plan for the running quarter."""
    cycle = queries.current_cycle(request.at)
    if cycle is None:
        raise Unseen
    made = actions.start_plan(request.person.pk, cycle.pk, by=request.person, at=request.at)
    return onward(request, reverse("plan-edit", args=[request.person.handle, made.cycle.key]))


@signed_in
@require_POST
@once
def begin_goal(request: HouseRequest) -> HttpResponse:
    """Begin a goal of one's own from what the clicked button names, and the plan with it where there is none (DESIGN 5: one click)."""
    start = start_named(request.POST.get("start", ""))
    made = actions.begin_goal(start, by=request.person, at=request.at, review_how=usual_rhythm(practice_at(request.at)))
    return onward(request, f"{reverse('plan-edit', args=[request.person.handle, made.plan.cycle.key])}#edit-goal-{made.number}")


@signed_in
@require_GET
def plan(request: HouseRequest, handle: str, cycle: str) -> HttpResponse:
    """A plan as this reader may have it: its words, or its state and dates alone."""
    found, relations = access.plan_with_relations(request.person, "see-state", handle, cycle, at=request.at)
    if not access.may(relations, "see", found.state):
        return page(request, "plans/plan_state.html", {"page": state_page(found, relations, at=request.at)})
    actions.note_reading(found, by=request.person, at=request.at)
    whole = pages.plan_page(found, request.person, relations, at=request.at)
    actions.note_private_reading(found, whole.sealable, by=request.person, at=request.at)
    return page(request, "plans/plan.html", _context(whole), partial="plan")


@signed_in
@require_POST
@once
def offer_plan(request: HouseRequest, handle: str, cycle: str) -> HttpResponse:
    """Offer the plan as it stands."""
    found = access.plan_at(request.person, "offer", handle, cycle, at=request.at)
    return _settle(request, found, lambda: actions.offer_plan(found.pk, by=request.person, at=request.at))


@signed_in
@require_POST
@once
def agree_plan(request: HouseRequest, handle: str, cycle: str, version: int) -> HttpResponse:
    """Agree the version that was read."""
    found = access.plan_at(request.person, "agree", handle, cycle, at=request.at)
    return _settle(request, found, lambda: actions.agree_plan(found.pk, version, by=request.person, at=request.at))


@signed_in
@require_POST
@once
def commit(request: HouseRequest, handle: str, cycle: str, goal: int) -> HttpResponse:
    """Commit to something for one goal."""
    found = access.plan_at(request.person, "commitments.write", handle, cycle, at=request.at)
    form = CommitmentForm(request.POST, prefix=f"goal-{goal}-commitment")
    done = False
    if form.is_valid():
        try:
            given = form.cleaned_data
            promise = {"what": given["what"], "due_date": given["due_date"], "dismissed": sent_with(form, "what") or ()}
            actions.add_commitment(found.pk, goal_number=goal, by=request.person, at=request.at, **promise)
            done = True
        except Refused as no:
            form.refuse(_near(no.objections, f"goal-{goal}-commitment-"))
    return _promised(request, found, goal, None if done else form)


@signed_in
@require_POST
@once
def take_back_commitment(request: HouseRequest, handle: str, cycle: str, commitment: int) -> HttpResponse:
    """Take back a commitment that nobody has agreed yet."""
    found = access.plan_at(request.person, "commitments.write", handle, cycle, at=request.at)
    mine = access.commitment_for(request.person, "commitments.write", commitment, at=request.at)
    if mine.plan_id != found.pk:
        raise Unseen
    actions.take_back_commitment(commitment, by=request.person, at=request.at)
    return onward(request, plan_url(handle, cycle))


@signed_in
@require_POST
@settled
def perspective(request: HouseRequest, handle: str, cycle: str, field: str) -> HttpResponse:
    """The manager's view beside one half of the current state, saved while it is written."""
    if field not in set(SelfViewField):
        raise Unseen
    found = access.plan_at(request.person, "perspective.write", handle, cycle, at=request.at)
    form = PerspectiveForm(request.POST, prefix=field)
    edit = form.edits(["text"]).get("text", Edit("", ""))
    row = actions.write_perspective(found.pk, SelfViewField(field), edit, by=request.person, at=request.at)
    first = fragment(request, "plans/first_base.html", {"field": field, "base": fresh_base(row, "text", field)})
    return saved(request, row=row, fields=["text"], at=request.at, prefix=field, extra=first, location=plan_url(handle, cycle))


@signed_in
@require_POST
@once
def share_self_view(request: HouseRequest, handle: str, cycle: str, field: str) -> HttpResponse:
    """Share one half of the current state with the manager, for good."""
    if field not in set(SelfViewField):
        raise Unseen
    found = access.plan_at(request.person, "share", handle, cycle, at=request.at)
    actions.share_self_view(found.pk, SelfViewField(field), by=request.person, at=request.at)
    return onward(request, plan_url(handle, cycle))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def suggest(request: HouseRequest, handle: str, cycle: str) -> HttpResponse:
    """Suggest a goal to the plan's owner; also for a draft that the writer cannot read."""
    found, relations = access.plan_with_relations(request.person, "suggest", handle, cycle, at=request.at)
    form = SuggestionForm(request.POST or None, options=editing.suggestion_options(found, at=request.at))
    if form.is_bound and form.is_valid() and not _deserves_a_look(request, form, found, relations):
        with form.refusing():
            actions.suggest_goal(found.pk, _suggested(form), by=request.person, at=request.at)
            return page(request, "plans/suggested.html", {"plan": found, "readable": not found.is_private})
    return page(request, "plans/suggest.html", {"plan": found, "form": form}, status=422 if form.is_bound else 200)


@signed_in
@require_POST
@once
def accept_suggestion(request: HouseRequest, handle: str, cycle: str, suggestion: int) -> HttpResponse:
    """Make a suggested goal one's own."""
    found = _of_plan(request, handle, cycle, suggestion)
    form = AnswerForm(request.POST, prefix=f"suggestion-{suggestion}")
    given = form.cleaned_data if form.is_valid() else {}
    words = {name: given.get(name, "") for name in ("outcome", "answer", "elsewhere_words")}
    try:
        actions.accept_suggestion(suggestion, by=request.person, at=request.at, review_how=usual_rhythm(practice_at(request.at)), **words)
    except Refused as no:
        form.refuse(no)
        return page(request, "plans/plan.html", _context(_page_of(request, found), answers={suggestion: form}), status=422)
    return onward(request, reverse("plan-edit", args=[handle, cycle]))


@signed_in
@require_POST
@once
def decline_suggestion(request: HouseRequest, handle: str, cycle: str, suggestion: int) -> HttpResponse:
    """Say no to a suggested goal."""
    _of_plan(request, handle, cycle, suggestion)
    form = AnswerForm(request.POST, prefix=f"suggestion-{suggestion}")
    answer = form.cleaned_data["answer"] if form.is_valid() else ""
    actions.decline_suggestion(suggestion, by=request.person, at=request.at, answer=answer)
    messages.info(request, _("You said no to the suggested goal. Nothing follows from it."))
    return onward(request, plan_url(handle, cycle))


def plan_again(request: HouseRequest, found: Plan, *, pause: PauseForm) -> HttpResponse:
    """The plan with a refused small form as it was sent."""
    return page(request, "plans/plan.html", _context(_page_of(request, found), pause=pause), status=422)


def usual_rhythm(practice: Practice) -> str:
    """How progress is looked at unless the person says otherwise (REV-4, HR-3)."""
    return _("In our 1:1, near weeks %d, %d and %d of the quarter") % practice.review_weeks


def _of_plan(request: HouseRequest, handle: str, cycle: str, suggestion: int) -> Plan:
    """The plan in the address, to which the suggestion in the address belongs."""
    found = access.plan_at(request.person, "answer-suggestion", handle, cycle, at=request.at)
    if access.suggestion_for(request.person, "answer-suggestion", suggestion, at=request.at).plan_id != found.pk:
        raise Unseen
    return found


def _deserves_a_look(request: HouseRequest, form: SuggestionForm, found: Plan, relations: frozenset[Relation]) -> bool:
    """Whether the suggester is first shown why this capability lies off the person's path; sent again, it goes through (PLAN-10 WARN)."""
    capability = form.key_of("capability")
    if capability is None or form.cleaned_data["aims_elsewhere"] or request.POST.get("seen") == str(capability):
        return False
    reads = access.may(relations, "see", found.state)
    form.refuse(paths.off_path(found, [capability], reads=reads, at=request.at).get(capability, ()))
    return bool(form.warnings)


def _suggested(form: SuggestionForm) -> SuggestionDraft:
    given = form.cleaned_data
    return SuggestionDraft(
        outcome=given["outcome"],
        why=given["why"],
        lane=Lane(given["lane"]),
        key_result_id=form.key_of("key_result"),
        capability_id=form.key_of("capability"),
        aims_elsewhere=given["aims_elsewhere"],
        note=given["note"],
    )


def _settle(request: HouseRequest, found: Plan, act: Callable[[], object]) -> HttpResponse:
    """Offer or agree, then show the whole page anew; refused, show the reasons where the button was, and nothing else moves."""
    try:
        act()
    except Refused as no:
        whole = _page_of(request, found)
        context = {**_context(whole), "refused": pages.linked(whole, no.objections)}
        return page(request, "plans/plan.html", context, partial="agreement", status=422)
    if not is_htmx(request):
        return onward(request, plan_url(found.owner.handle, found.cycle.key))
    response = render(request, "plans/plan.html#plan", {**_context(_page_of(request, found)), "swapped": True})
    response["HX-Retarget"], response["HX-Reswap"] = "#plan", "outerHTML show:#plan:top"
    return response


def _promised(request: HouseRequest, found: Plan, goal: int, form: CommitmentForm | None) -> HttpResponse:
    """After a commitment: the goal's part of the aside, and the state of the agreement; the other goals' drafts stay untouched."""
    if form is None and not is_htmx(request):
        return onward(request, f"{plan_url(found.owner.handle, found.cycle.key)}#commitment-{goal}")
    context = _context(_page_of(request, found), {goal: form} if form else {})
    context["block"] = next((block for block in context["commitment_blocks"] if block["card"].goal.number == goal), None)
    status = 422 if form else 200
    if is_htmx(request):
        return render(request, "plans/plan.html#commitment-saved", context, status=status)
    return render(request, "plans/plan.html", context, status=status)


def _page_of(request: HouseRequest, found: Plan) -> PlanPage:
    fresh, relations = access.plan_with_relations(request.person, "see", found.owner.handle, found.cycle.key, at=request.at)
    return pages.plan_page(fresh, request.person, relations, at=request.at)


def _context(
    whole: PlanPage,
    bound: dict[int, CommitmentForm] | None = None,
    *,
    answers: dict[int, AnswerForm] | None = None,
    pause: PauseForm | None = None,
) -> dict[str, Any]:
    """A plan page with its small forms: one for each goal's commitment, one for each half of the current state."""
    cards = [card for _lane, _label, found in whole.lanes for card in found]
    started = {"due_date": whole.plan.cycle.end_date}
    forms = {card.goal.number: CommitmentForm(initial=started, prefix=f"goal-{card.goal.number}-commitment") for card in cards}
    forms |= bound or {}
    return {
        "page": whole,
        "commitment_blocks": [{"card": card, "form": forms[card.goal.number]} for card in cards],
        "halves": [
            (half, PerspectiveForm(initial={"text": half.mine.text if half.mine else ""}, prefix=half.field)) for half in whole.halves
        ],
        "pause_form": pause or PauseForm(),
        "suggestions": [
            (one, (answers or {}).get(one.pk) or AnswerForm(prefix=f"suggestion-{one.pk}"), looks) for one, looks in whole.suggestions
        ],
    }


def _near(objections: Iterable[Objection], prefix: str) -> list[Objection]:
    return [Objection(o.code, o.message, o.where.removeprefix(prefix), o.values, o.warning) for o in objections]
