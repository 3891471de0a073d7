"""The doors of feedback: one's own page, asking, giving, one piece, and what a manager was told."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cadenza.capability.queries import capabilities_in_force
from cadenza.evidence import feedback
from cadenza.evidence.feedback_access import feedback_for
from cadenza.evidence.feedback_rules import objections_to_name
from cadenza.objections import Refused, Unseen, refuse_if
from cadenza.people.access import known
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import manager_of
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.plans.editing import near_people
from cadenza.plans.forms import shown_person
from cadenza.plans.goal_feedback import goals_to_ask_about, put_beside
from cadenza.rhythm import feedback_pages as pages
from cadenza.rhythm.feedback import ask_for_feedback
from cadenza.rhythm.feedback_forms import BesideForm, CorrectionForm, FeedbackForm, GiveForm, QuestionForm
from cadenza.web.answers import onward, page
from cadenza.web.ops import once


@signed_in
@require_safe
def own(request: HouseRequest) -> HttpResponse:
    """What the reader received, asked for and gave."""
    found = pages.feedback_page(request.person, show=request.GET.get("show", ""), number=request.GET.get("page", ""), at=request.at)
    return page(request, "rhythm/feedback.html", {"found": found, "subject": request.person, "own": True})


@signed_in
@require_safe
def of_person(request: HouseRequest, handle: str) -> HttpResponse:
    """What a manager was told of somebody's feedback; to the person their own page."""
    subject = known(handle)
    found = pages.feedback_of(subject, request.person, number=request.GET.get("page", ""), at=request.at)
    if subject.pk == request.person.pk:
        return onward(request, reverse("feedback"))
    feedback.note_opening_list((row.feedback for row in found.rows), subject, by=request.person, at=request.at)
    return page(request, "rhythm/feedback.html", {"found": found, "subject": subject, "own": False})


@signed_in
@once
def ask(request: HouseRequest) -> HttpResponse:
    """Ask up to three people in one step."""
    goals = list(goals_to_ask_about(request.person))
    form = QuestionForm(
        request.POST or None,
        goals=goals,
        capabilities=list(capabilities_in_force()),
        today=day_of(request.at),
        about=request.GET.get("about", ""),
    )
    if request.method == "POST" and form.is_valid():
        with form.refusing():
            made = ask_for_feedback(form.question(), by=request.person, at=request.at)
            words = ngettext("%(count)d person is asked.", "%(count)d people are asked.", len(made)) % {"count": len(made)}
            messages.info(request, words)
            return onward(request, f"{reverse('feedback')}?show=asked")
    context = {"form": form, "near_people": near_people(request.person)}
    return page(request, "rhythm/feedback_ask.html", context, status=422 if form.is_bound else 200)


@signed_in
@once
def give(request: HouseRequest) -> HttpResponse:
    """Give somebody feedback unasked."""
    meant = Person.objects.filter(handle=request.GET.get("to", "")).first()
    form = GiveForm(request.POST or None, capabilities=list(capabilities_in_force()), to=shown_person(meant), today=day_of(request.at))
    if request.method == "POST" and form.is_valid():
        with form.refusing():
            made = feedback.give_feedback(_receiver(form), form.draft(), by=request.person, at=request.at)
            messages.info(request, _("It is with %(name)s. You can change it until they read it.") % {"name": made.person.name})
            return onward(request, reverse("feedback-one", args=[made.ref]))
    context = {"form": form, "near_people": near_people(request.person)}
    return page(request, "rhythm/feedback_give.html", context, status=422 if form.is_bound else 200)


def _receiver(form: GiveForm) -> int:
    """Whom it is for. Raises Refused when the name means nobody here, or several."""
    found = form.receiver
    refuse_if(objections_to_name(known=found is not None))
    assert found is not None
    return found.pk


@signed_in
@require_safe
def one(request: HouseRequest, ref: str) -> HttpResponse:
    """One piece of feedback."""
    return shown(request, ref)


@signed_in
@require_POST
@once
def read(request: HouseRequest, ref: str) -> HttpResponse:
    """The receiver opens it."""
    feedback.read_feedback(ref, by=request.person, at=request.at)
    return onward(request, reverse("feedback-one", args=[ref]))


@signed_in
@require_POST
@once
def change(request: HouseRequest, ref: str) -> HttpResponse:
    """Word it anew, until it is read."""
    form = FeedbackForm(request.POST)
    if form.is_valid():
        with form.refusing():
            feedback.change_feedback(ref, form.draft(), by=request.person, at=request.at)
            return kept(request, ref, _("The new words are in their place."))
    return shown(request, ref, form=form)


@signed_in
@require_POST
@once
def correct(request: HouseRequest, ref: str) -> HttpResponse:
    """Put something right beside what was read."""
    form = CorrectionForm(request.POST)
    if form.is_valid():
        with form.refusing():
            feedback.correct_feedback(ref, form.cleaned_data["text"], by=request.person, at=request.at)
            return kept(request, ref, _("The correction stands beside it."))
    return shown(request, ref, correction=form)


@signed_in
@require_POST
@once
def share(request: HouseRequest, ref: str) -> HttpResponse:
    """The receiver opens it to their manager."""
    try:
        feedback.share_feedback(ref, by=request.person, at=request.at)
    except Refused:
        return onward(request, reverse("feedback-one", args=[ref]))  # unread, or shared meanwhile: the page says which
    return kept(request, ref, _("Your manager can read it from now on."))


@signed_in
@require_POST
@once
def beside(request: HouseRequest, ref: str) -> HttpResponse:
    """The receiver puts it beside a goal."""
    form = BesideForm(request.POST, goals=list(goals_to_ask_about(request.person)))
    if not form.is_valid():
        raise Unseen
    put_beside(ref, form.cleaned_data["goal"], by=request.person, at=request.at)
    return kept(request, ref, _("It stands beside the goal."))


def shown(request: HouseRequest, ref: str, *, form: FeedbackForm | None = None, correction: CorrectionForm | None = None) -> HttpResponse:
    """The page of one piece, with whichever form was refused as it was sent."""
    found, parts = feedback_for(request.person, "see" if request.method != "POST" else "correct", ref, at=request.at)
    feedback.note_opening(found, by=request.person, at=request.at)
    whole = pages.one_page(found, parts)
    taken = {goal.pk for goal in whole.goals}
    goals = [goal for goal in goals_to_ask_about(request.person) if goal.pk not in taken] if whole.receives else []
    context: dict[str, Any] = {
        "found": whole,
        "manager": manager_of(found.person, at=request.at),
        "form": form or (FeedbackForm(None, words=found) if whole.changes else None),
        "correction": correction or CorrectionForm(None),
        "beside": BesideForm(None, goals=goals) if goals else None,
    }
    return page(request, "rhythm/feedback_one.html", context, status=422 if request.method == "POST" else 200)


def kept(request: HouseRequest, ref: str, words: str) -> HttpResponse:
    messages.info(request, words)
    return onward(request, reverse("feedback-one", args=[ref]))
