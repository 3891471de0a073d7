"""Settings, teams: the tree, a new team, one team's name, place, lead and HR partner."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from cadenza.home.settings_forms import TeamForm
from cadenza.home.settings_views import attempt, require_power, who
from cadenza.objections import Unseen
from cadenza.people import actions, queries
from cadenza.people.models import Team
from cadenza.people.scopes import inside
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.web.answers import onward, page
from cadenza.web.ops import once


@signed_in
@once
def teams(request: HouseRequest) -> HttpResponse:
    """All teams as a tree, and a form for one more."""
    require_power(request, "change-teams")
    form = TeamForm(request.POST or None)
    if request.method == "POST" and attempt(form, lambda: create(form, request)):
        messages.success(request, _("The team is there."))
        return onward(request, reverse("settings-teams"))
    return page(request, "home/settings/teams.html", {"form": form, "rows": queries.team_tree()}, status=422 if form.is_bound else 200)


def create(form: TeamForm, request: HouseRequest) -> None:
    """The team that a form describes."""
    given = form.cleaned_data
    team = actions.create_team(given["name"], parent=given["parent"], lead=given["lead"], **who(request))
    if given["hr_partner"]:
        actions.set_team_hr_partner(team, given["hr_partner"], **who(request))


@signed_in
@once
def team(request: HouseRequest, slug: str) -> HttpResponse:
    """Change one team."""
    require_power(request, "change-teams")
    found = Team.objects.select_related("parent", "lead", "hr_partner").filter(slug=slug).first()
    if found is None:
        raise Unseen(slug)
    initial = {"name": found.name, "parent": found.parent_id, "lead": found.lead, "hr_partner": found.hr_partner}
    form = TeamForm(request.POST or None, initial=initial)
    form.fields["parent"].without = inside(found)  # type: ignore[attr-defined]  # a TeamField
    if request.method == "POST" and attempt(form, lambda: change(found, form, request)):
        messages.success(request, _("Saved."))
        return onward(request, reverse("settings-teams"))
    return page(request, "home/settings/team.html", {"form": form, "team": found}, status=422 if form.is_bound else 200)


def change(team: Team, form: TeamForm, request: HouseRequest) -> None:
    """Each part through its own verb, and only when it changes."""
    given = form.cleaned_data
    if given["name"] != team.name:
        actions.rename_team(team, given["name"], **who(request))
    if given["parent"] != team.parent:
        actions.move_team(team, given["parent"], **who(request))
    if given["lead"] != team.lead:
        actions.name_team_lead(team, given["lead"], **who(request))
    if given["hr_partner"] != team.hr_partner:
        actions.set_team_hr_partner(team, given["hr_partner"], **who(request))
