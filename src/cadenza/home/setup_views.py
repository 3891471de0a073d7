"""First run: the owner's account, the organisation, its year, the first people, mail, the two roles; and invitations."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from cadenza.home.settings_forms import (
    FirstPersonForm,
    FirstRolesForm,
    FiscalYearForm,
    NewPasswordForm,
    OrganisationForm,
    OwnerForm,
    TrialMailForm,
)
from cadenza.home.settings_views import attempt, who
from cadenza.objections import Unseen
from cadenza.people import access, actions, setup_links
from cadenza.people.actions import PersonDraft
from cadenza.people.days import day_of, organisation
from cadenza.people.granting import holders
from cadenza.people.inviting import invitation_for
from cadenza.people.mails import send_trial
from cadenza.people.models import Account, Person
from cadenza.people.rules import GrantedRole
from cadenza.people.sessions import begin
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.strategy.actions import ensure_cycle
from cadenza.web.answers import onward, page
from cadenza.web.forms import HouseForm
from cadenza.web.ops import at_of, once

BACKEND = "cadenza.people.sign_in.HouseBackend"


def for_the_owner(view: Callable[[HouseRequest], HttpResponse]) -> Callable[[HttpRequest], Any]:
    """A step of set-up: for the owner, until set-up is done; to everybody else it does not exist."""

    @wraps(view)
    def guarded(request: HouseRequest) -> HttpResponse:
        if not access.is_setting_up(request.person):
            raise Unseen("set-up")
        return view(request)

    return signed_in(once(guarded))


def owner(request: HttpRequest) -> HttpResponseBase:
    """The owner's link: it makes the first account. An owner who has one goes on where set-up stands."""
    person: Person | None = getattr(request, "person", None)
    if person is not None and access.is_setting_up(person):
        return onward(request, reverse("setup-organisation"))
    key = request.POST.get("key") or request.GET.get("key", "")
    setup_links.owner_link_for(key, at=at_of(request))
    return become_owner(request, key)


@once
def become_owner(request: HttpRequest, key: str) -> HttpResponse:
    """Show the form of the owner's link, and make the account from it."""
    form = OwnerForm(request.POST or None)
    made: list[Person] = []
    if request.method == "POST" and attempt(
        form, lambda: made.append(setup_links.become_owner(key, **form.cleaned_data, at=at_of(request)))
    ):
        let_in(request, made[0].account)
        return onward(request, reverse("setup-organisation"))
    return step(request, "owner", form, key=key)


@for_the_owner
def describe(request: HouseRequest) -> HttpResponse:
    """What the organisation is called, where its days begin."""
    known = organisation()
    form = OrganisationForm(request.POST or None, initial={"name": known.name, "country": known.country})
    if request.method == "POST" and attempt(form, lambda: setup_links.describe_organisation(**form.cleaned_data, **who(request))):
        return onward(request, reverse("setup-periods"))
    return step(request, "organisation", form)


@for_the_owner
def periods(request: HouseRequest) -> HttpResponse:
    """In which month the fiscal year begins."""
    form = FiscalYearForm(request.POST or None, initial={"month": organisation().fiscal_year_starts_in})
    if request.method == "POST" and attempt(form, lambda: setup_links.begin_year_in(form.cleaned_data["month"], **who(request))):
        return onward(request, reverse("setup-people"))
    return step(request, "periods", form)


@for_the_owner
def people(request: HouseRequest) -> HttpResponse:
    """Add the first few by hand, or go to the import and come back."""
    form = FirstPersonForm(request.POST or None)
    if request.method == "POST" and attempt(form, lambda: add_first(form, request)):
        return onward(request, reverse("setup-people"))
    known = Person.objects.order_by("-pk")
    return step(request, "people", form, newest=known[:20], total=known.count(), import_url=reverse("import"))


def add_first(form: HouseForm, request: HouseRequest) -> None:
    """One person more."""
    values = dict(form.cleaned_data)
    manager = values.pop("manager")
    actions.add_person(PersonDraft(**values), manager=manager, **who(request))


@for_the_owner
def mail(request: HouseRequest) -> HttpResponse:
    """Send one mail and see whether it arrives."""
    form = TrialMailForm(request.POST or None, initial={"address": request.user.email})
    if request.method == "POST" and attempt(form, lambda: send_trial(form.cleaned_data["address"])):
        messages.success(request, _("The mail is on its way. Look into the inbox before you go on."))
        return onward(request, reverse("setup-email"))
    return step(request, "email", form, server=bool(settings.EMAIL_URL))


@for_the_owner
def finish(request: HouseRequest) -> HttpResponse:
    """Name HR admin and privacy officer, two people, and end set-up."""
    form = FirstRolesForm(request.POST or None, initial=first_roles(request))
    if request.method == "POST" and attempt(form, lambda: end_setup(form, request)):
        messages.success(request, _("Set-up is done. Invite people when you are ready."))
        return onward(request, "/")
    return step(request, "done", form, total=Person.objects.count())


def first_roles(request: HouseRequest) -> dict[str, Person | None]:
    """Who holds the two roles already."""
    found = {}
    for name, role in (("hr_admin", GrantedRole.HR_ADMIN), ("privacy_officer", GrantedRole.PRIVACY_OFFICER)):
        found[name] = Person.objects.filter(pk__in=holders(role, request.at)).first()
    return found


def end_setup(form: HouseForm, request: HouseRequest) -> None:
    """Grant what is not held yet, end set-up, and open the running quarter."""
    for name, role in (("hr_admin", GrantedRole.HR_ADMIN), ("privacy_officer", GrantedRole.PRIVACY_OFFICER)):
        person = form.cleaned_data[name]
        if person.pk not in holders(role, request.at):
            actions.grant_role(person, role, **who(request))
    actions.finish_setup(**who(request))
    ensure_cycle(day_of(request.at), **who(request))


@once
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The one-time link: choose a password, and be signed in."""
    found = invitation_for(token, at=at_of(request))
    form = NewPasswordForm(request.POST or None)
    made: list[Account] = []
    if request.method == "POST" and attempt(
        form, lambda: made.append(actions.accept_invitation(token, form.cleaned_data["password"], at=at_of(request)))
    ):
        let_in(request, made[0])
        return onward(request, "/")
    context = {"form": form, "address": found.person.email}
    return page(request, "home/setup/invitation.html", context, status=422 if form.is_bound else 200)


def let_in(request: HttpRequest, account: Account | None) -> None:
    """Sign a new account in, with both clocks of its session started."""
    assert account is not None
    login(request, account, backend=BACKEND)
    begin(request)


STEPS = ("owner", "organisation", "periods", "people", "email", "done")


def step(request: HttpRequest, name: str, form: HouseForm, **more: object) -> HttpResponse:
    """One page of set-up, with where it stands among the others."""
    words = {
        "owner": _("You"),
        "organisation": _("Organisation"),
        "periods": _("Year"),
        "people": _("People"),
        "email": _("Mail"),
        "done": _("Roles"),
    }
    steps = [
        {"name": one, "label": words[one], "here": one == name, "href": reverse(f"setup-{one}") if one != "owner" else ""} for one in STEPS
    ]
    return page(request, f"home/setup/{name}.html", {"form": form, "steps": steps, **more}, status=422 if form.is_bound else 200)
