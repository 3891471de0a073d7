"""The doors at the end of a key result or an objective: close, say what helped, take back, remove, publish."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cadenza.objections import Unseen
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.strategy import access, actions, closing, forms
from cadenza.strategy.round_views import whole
from cadenza.strategy.rules import Move
from cadenza.strategy.views import form_page, key_result_url, objective_url, tree_url
from cadenza.web.answers import onward, page
from cadenza.web.ops import once


@signed_in
@once
def close_key_result(request: HouseRequest, cycle: str, key: str) -> HttpResponse:
    """Close one key result with its final figure."""
    result = access.key_result_by_key(request.person, "move", cycle, key, at=request.at)
    form = forms.EndingForm(request.POST or None, result=result)
    if request.method == "POST" and form.is_valid():
        with form.refusing():
            closing.close_key_result(result.pk, form.ending(), by=request.person, at=request.at)
            return onward(request, key_result_url(result) + "#helped")
    heading = _("Close the key result")
    return form_page(request, form, result.cycle, heading=heading, button=heading, back=key_result_url(result), result=result)


@signed_in
@once
def answer_help(request: HouseRequest, cycle: str, key: str) -> HttpResponse:
    """The owner says of each capability whether having built it helped, and by what (IMP-4)."""
    result = access.key_result_by_key(request.person, "see", cycle, key, at=request.at)
    result = access.result_to_answer_for(request.person, result.pk, at=request.at)
    answers = closing.help_answers_of(result)
    needs = result.requirements.select_related("capability").order_by("capability__name", "pk")
    shown = [forms.HelpForm(request.POST or None, need=one, answer=answers.get(one.capability_id)) for one in needs]
    if request.method == "POST" and whole(shown):
        for form in shown:
            _keep(request, result.pk, form)
        if not any(form.errors for form in shown):
            return onward(request, key_result_url(result) + "#helped")
    wrong = request.method == "POST"
    context = {"result": result, "forms": shown, "back": key_result_url(result), "wrong": wrong}
    return page(request, "strategy/helped.html", context, status=422 if wrong else 200)


def _keep(request: HouseRequest, result_id: int, form: forms.HelpForm) -> None:
    """Append one answer, when it says something new."""
    given = form.cleaned_data
    if form.answer and (form.answer.helped, form.answer.by_what) == (given["helped"], given["by_what"].strip()):
        return
    with form.refusing():
        closing.answer_help(result_id, form.need.capability_id, **given, by=request.person, at=request.at)


@signed_in
@require_POST
@once
def take_back(request: HouseRequest, cycle: str, key: str, pk: int) -> HttpResponse:
    """Take back one's own last check-in."""
    result = access.key_result_by_key(request.person, "check-in", cycle, key, at=request.at)
    if not result.check_ins.filter(pk=pk).exists():
        raise Unseen
    actions.take_back(pk, by=request.person, at=request.at)
    return onward(request, key_result_url(result) + "#check-ins")


@signed_in
@require_POST
@once
def remove_key_result(request: HouseRequest, cycle: str, key: str) -> HttpResponse:
    """Take away a key result that was added by mistake."""
    result = access.key_result_by_key(request.person, "remove-key-result", cycle, key, at=request.at)
    actions.remove_key_result(result.pk, by=request.person, at=request.at)
    return onward(request, objective_url(result.objective))


@signed_in
@require_POST
@once
def remove_objective(request: HouseRequest, cycle: str, pk: int) -> HttpResponse:
    """Take away an objective that was added by mistake."""
    objective = access.objective_for(request.person, "remove-objective", pk, at=request.at)
    access.belongs(objective.cycle_id, access.cycle_by_key(request.person, cycle, at=request.at))
    actions.remove_objective(pk, by=request.person, at=request.at)
    return onward(request, tree_url(objective.cycle))


@signed_in
@require_POST
@once
def move_objective(request: HouseRequest, cycle: str, pk: int) -> HttpResponse:
    """Publish, close, drop or reopen an objective."""
    objective = access.objective_for(request.person, "move-objective", pk, at=request.at)
    access.belongs(objective.cycle_id, access.cycle_by_key(request.person, cycle, at=request.at))
    wanted = request.POST.get("move", "")
    if wanted not in {one.value for one in Move}:
        raise Unseen
    actions.move_objective(pk, Move(wanted), by=request.person, at=request.at)
    return onward(request, objective_url(objective))


@signed_in
@once
def answer_review(request: HouseRequest, cycle: str, key: str) -> HttpResponse:
    """Answer the review's standing question for one key result (STRAT-5)."""
    result = access.key_result_by_key(request.person, "answer-review", cycle, key, at=request.at)
    form = forms.held_back_form(request.POST, result)
    if request.method == "POST" and form.is_valid():
        with form.refusing():
            note = form.cleaned_data["note"]
            closing.answer_held_back(result.pk, capability_id=form.capability_id, note=note, by=request.person, at=request.at)
            show = request.POST.get("show", "")
            return onward(request, f"{reverse('okr-review', args=[cycle])}?show={show}#{key}" if show.isalpha() else key_result_url(result))
    heading, button = _("The OKR review’s question"), _("Keep answer")
    return form_page(request, form, result.cycle, heading=heading, button=button, back=key_result_url(result), result=result)
