"""Settings, roles: who holds which, what waits for a second person, and the buttons to grant, confirm, decline and end."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cadenza.home.settings_forms import ROLE_WORDS, GrantForm
from cadenza.home.settings_views import attempt, require_power, who
from cadenza.objections import Refused, Unseen
from cadenza.people import access, actions, queries
from cadenza.people.models import GrantProposal
from cadenza.people.rules import GrantedRole
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.web.answers import onward, page
from cadenza.web.ops import once
from cadenza.web.words import say


@signed_in
@once
def roles(request: HouseRequest) -> HttpResponse:
    """Who holds which role, and a form to propose one."""
    require_power(request, "view-roles")
    form = GrantForm(request.POST or None)
    if request.method == "POST" and attempt(form, lambda: grant(form, request)):
        messages.success(request, _("Noted. A second person is asked to confirm it."))
        return onward(request, reverse("settings-roles"))
    now = queries.roles_now(at=request.at)
    held = [(words, now.holding.get(role.value, [])) for role, words in ROLE_WORDS.items()]
    powers = access.powers_at_large(request.person, at=request.at)
    context = {"form": form, "now": now, "held": held, "powers": powers, "role_words": ROLE_WORDS}
    return page(request, "home/settings/roles.html", context, status=422 if form.is_bound else 200)


def grant(form: GrantForm, request: HouseRequest) -> None:
    """The grant that a form describes."""
    actions.grant_role(form.cleaned_data["person"], GrantedRole(form.cleaned_data["role"]), **who(request))


@require_POST
@signed_in
@once
def decide(request: HouseRequest, pk: int, answer: str) -> HttpResponse:
    """Confirm or decline a proposed role."""
    require_power(request, "confirm-role")
    proposal = GrantProposal.objects.filter(pk=pk).first()
    if proposal is None:
        raise Unseen("proposal")
    verb = actions.confirm_role if answer == "confirm" else actions.decline_role
    try:
        verb(proposal, **who(request))
    except Refused as refused:
        return sorry(request, refused)
    messages.success(request, _("The role is granted.") if answer == "confirm" else _("The proposal is turned down."))
    return onward(request, reverse("settings-roles"))


@require_POST
@signed_in
@once
def end(request: HouseRequest, handle: str, role: str) -> HttpResponse:
    """Take a role back."""
    require_power(request, "view-roles")
    person = access.known(handle)
    if role not in set(GrantedRole):
        raise Unseen(handle)
    try:
        actions.end_role(person, GrantedRole(role), **who(request))
    except Refused as refused:
        return sorry(request, refused)
    messages.success(request, _("The role has ended."))
    return onward(request, reverse("settings-roles"))


def sorry(request: HouseRequest, refused: Refused) -> HttpResponse:
    """Back to the list, with the reason."""
    for objection in refused.objections:
        messages.error(request, say(objection))
    return onward(request, reverse("settings-roles"))
