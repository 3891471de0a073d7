"""The doors of the quarterly reset: its four steps, sharing one's part, finishing, beginning the next draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cadenza.objections import Objection, Refused, Unseen
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.plans import access, actions, resets
from cadenza.plans import reset_rules as rules
from cadenza.plans.models import Plan
from cadenza.plans.reset_forms import CHANGES, ENDS, ResetForm, bases_of, fresh_bases_of
from cadenza.plans.reset_pages import Part, ResetPage, reset_page
from cadenza.plans.reset_rules import Change, GoalEnd, Step
from cadenza.web.answers import fragment, is_htmx, onward, page, saved
from cadenza.web.ops import once, settled
from cadenza.web.revisions import Edit

STEPS = tuple(Step)


@signed_in
@require_GET
def reset(request: HouseRequest, handle: str, cycle: str) -> HttpResponse:
    """To the first step; to the last one where everything is said."""
    found = access.plan_at(request.person, "reset.see", handle, cycle, at=request.at)
    return HttpResponseRedirect(step_url(found, Step.CHECK if resets.is_done(found) else Step.ACHIEVED))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@settled
def step(request: HouseRequest, handle: str, cycle: str, step: str) -> HttpResponse:
    """One step: what is written is kept while it is written, for nobody else's eyes."""
    if step not in set(Step):
        raise Unseen
    whole = _page_of(request, handle, cycle, Step(step))
    if request.method != "POST":
        return _shown(request, whole)
    form = ResetForm(request.POST, page=whole)
    if not form.is_valid():
        return _shown(request, whole, form=form)
    try:
        resets.save_part(whole.plan.pk, form.words(), by=request.person, at=request.at)
    except Refused as no:
        form.refuse(no)
        return _shown(request, whole, form=form)
    return _kept(request, whole, form.words())


@signed_in
@require_POST
@once
def share(request: HouseRequest, handle: str, cycle: str) -> HttpResponse:
    """Share one's part with the other one."""
    whole = _page_of(request, handle, cycle, Step.CHECK, action="reset.write")
    try:
        resets.share_part(whole.plan.pk, by=request.person, at=request.at)
    except Refused as no:
        return _shown(request, whole, refused=_linked(whole, no.objections))
    if whole.other:
        messages.info(request, _("%(name)s can read your view now.") % {"name": whole.other.short_name})
    return onward(request, step_url(whole.plan, Step.CHECK))


@signed_in
@require_POST
@once
def finish(request: HouseRequest, handle: str, cycle: str) -> HttpResponse:
    """End the reset without the manager's view."""
    whole = _page_of(request, handle, cycle, Step.CHECK, action="reset.finish")
    try:
        resets.finish_alone(whole.plan.pk, by=request.person, at=request.at)
    except Refused as no:
        return _shown(request, whole, refused=_linked(whole, no.objections))
    return onward(request, step_url(whole.plan, Step.CHECK))


@signed_in
@require_POST
@once
def begin_next(request: HouseRequest, handle: str, cycle: str) -> HttpResponse:
    """Begin the next draft with what goes on."""
    whole = _page_of(request, handle, cycle, Step.CHECK, action="reset.finish")
    try:
        draft = resets.begin_next(whole.plan.pk, by=request.person, at=request.at)
    except Refused as no:
        return _shown(request, whole, refused=_linked(whole, no.objections))
    return onward(request, reverse("plan-edit", args=[handle, draft.cycle.key]))


def step_url(plan: Plan, step: Step) -> str:
    """The address of a step."""
    return reverse("reset-step", args=[plan.owner.handle, plan.cycle.key, step.value])


def _page_of(request: HouseRequest, handle: str, cycle: str, step: Step, *, action: str = "reset.see") -> ResetPage:
    found = access.plan_at(request.person, action, handle, cycle, at=request.at)
    actions.note_reading(found, by=request.person, at=request.at)
    whole = reset_page(found, request.person, step, at=request.at)
    if request.method != "POST":
        actions.note_private_reading(found, [part.mine for part in whole.parts], by=request.person, at=request.at)
    return whole


def _kept(request: HouseRequest, whole: ResetPage, words: Mapping[int, Mapping[str, Edit]]) -> HttpResponse:
    """Saved: the answer to an autosave, or on to the step that the button named."""
    plan, here = whole.plan, whole.step
    after = STEPS[STEPS.index(here) + 1] if here is not Step.CHECK else here
    if not is_htmx(request) or not whole.parts:
        return onward(request, step_url(plan, after if "go" in request.POST else here))
    now = reset_page(plan, request.person, here, at=request.at)
    bases = fragment(request, "plans/reset_bases.html", {"bases": fresh_bases_of(now, words), "fresh": True})
    return saved(request, row=now.parts[0].mine, fields=(), at=request.at, extra=bases)


def _shown(
    request: HouseRequest, whole: ResetPage, *, form: ResetForm | None = None, refused: list[tuple[str, Objection]] | None = None
) -> HttpResponse:
    wrong = form is not None or refused is not None
    steps = [
        (one, name, step_url(whole.plan, one))
        for one, name in (
            (Step.ACHIEVED, _("What changed in the work")),
            (Step.CHANGED, _("Against today’s key results")),
            (Step.CARRY, _("What becomes of each goal")),
            (Step.CHECK, _("Check and share")),
        )
    ]
    context = {
        "page": whole,
        "form": form or ResetForm(None, page=whole),
        "bases": bases_of(whole),
        "steps": steps,
        "after": step_url(whole.plan, STEPS[min(STEPS.index(whole.step) + 1, len(STEPS) - 1)]),
        "refused": refused,
        "rows": [_row(whole, part) for part in whole.parts] if whole.step is Step.CHECK else [],
    }
    return page(request, "plans/reset.html", context, status=422 if wrong else 200)


def _row(whole: ResetPage, part: Part) -> dict[str, object]:
    """One goal on the last page: each voice with its answers in words."""
    voices = [
        {
            "row": one,
            "mine": one.author_id == whole.viewer.pk,
            "change": CHANGES[Change(one.change)] if one.change else "",
            "end": ENDS[GoalEnd(one.end)] if one.end else "",
            "evidence": one.evidence.all() if one.pk and one.shared_at else [p for p in part.evidence if p.pk in rules.cited(one.cites)],
        }
        for one in part.voices
    ]
    return {"part": part, "voices": voices, "ended": ENDS[GoalEnd(part.goal.ended_as)] if part.goal.ended_as else ""}


def _linked(whole: ResetPage, objections: Iterable[Objection]) -> list[tuple[str, Objection]]:
    """Each reason with the field that mends it, on whichever step that is."""
    found = []
    for one in objections:
        name = one.where.rpartition("-")[2]
        at = next((step for step, fields in rules.FIELDS.items() if name in fields), None)
        first = "_0" if name in {"change", "end", "level_seen", "cites"} else ""
        found.append((f"{step_url(whole.plan, at)}#id_{one.where}{first}" if at else "", one))
    return found
