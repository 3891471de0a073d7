"""The doors of application: one page for one education action, with both answers side by side and the question that is open."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cadenza.objections import Unseen
from cadenza.people.days import day_of
from cadenza.people.relations import manager_of
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.plans import access, actions, application_rules, applications
from cadenza.plans.application_queries import ASKED_STATES, said_of
from cadenza.plans.application_rules import WORDS_LIMIT, Use
from cadenza.plans.applications import ApplicationDraft
from cadenza.plans.models import Action, Plan
from cadenza.plans.reset_rules import Side
from cadenza.plans.rules import ActionKind
from cadenza.practice.queries import practice_at
from cadenza.web.answers import onward, page
from cadenza.web.forms import DateField, HouseForm, Lines, Pills
from cadenza.web.ops import once


class ApplicationForm(HouseForm):
    """In which work it was used, or what stood in the way (LEARN-3)."""

    say_optional = False
    use_required_attribute = False

    use = forms.ChoiceField(
        label=gettext_lazy("Was it used in the work?"),
        choices=[(Use.USED, gettext_lazy("Yes, in this work")), (Use.NOT_USED, gettext_lazy("Not used yet"))],
        widget=Pills,
        required=False,
    )
    work = Lines(label=gettext_lazy("In which work?"), rows=2, required=False, max_length=WORDS_LIMIT)
    used_on = DateField(label=gettext_lazy("On which day, or up to when?"), required=False)
    link = forms.CharField(label=gettext_lazy("Where can it be seen? (only if there is something)"), required=False, max_length=500)
    in_the_way = Lines(label=gettext_lazy("If not: what stood in the way?"), rows=2, required=False, max_length=WORDS_LIMIT)

    def draft(self) -> ApplicationDraft:
        given = self.cleaned_data
        use = Use(given["use"]) if given["use"] else None
        return ApplicationDraft(use, given["work"], given["used_on"], given["link"], given["in_the_way"])


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def application(request: HouseRequest, handle: str, cycle: str, number: int, action: int) -> HttpResponse:
    """Both answers about one action; whoever has not answered the open question answers it here."""
    asked = "application.write" if request.method == "POST" else "application.see"
    plan = access.plan_at(request.person, asked, handle, cycle, at=request.at)
    found = _action(plan, number, action)
    form = ApplicationForm(request.POST or None, initial={"used_on": day_of(request.at)})
    if request.method != "POST":
        actions.note_reading(plan, by=request.person, at=request.at)
    elif form.is_valid():
        with form.refusing():
            applications.say_application(found.pk, form.draft(), by=request.person, at=request.at)
            return onward(request, reverse("action-application", args=[handle, cycle, number, action]))
    return _shown(request, found, form)


def _shown(request: HouseRequest, found: Action, form: ApplicationForm) -> HttpResponse:
    plan, today = found.goal.plan, day_of(request.at)
    own = request.person.pk == plan.owner_id
    said = said_of([found], today=today).get(found.pk, [])
    now = next((one for one in said if one.open), None)
    answers = now is not None and now.of(Side.PERSON if own else Side.MANAGER) is None and plan.state in ASKED_STATES
    when = practice_at(request.at).follow_ups
    first = application_rules.asked_on(found.done_on, application_rules.Week.FOURTH, when) if found.done_on and not said else None
    context = {
        "plan": plan,
        "action": found,
        "said": said,
        "own": own,
        "manager": manager_of(plan.owner, at=request.at),
        "first": first,
        "form": form if answers or form.is_bound else None,
    }
    return page(request, "plans/application.html", context, status=422 if form.is_bound else 200)


def _action(plan: Plan, number: int, action: int) -> Action:
    rows = Action.objects.select_related("goal", "option").filter(kind=ActionKind.EDUCATION, removed_at=None, done_on__isnull=False)
    found = rows.filter(goal__plan=plan, goal__number=number, number=action).first()
    if found is None:
        raise Unseen
    found.goal.plan = plan
    return found
