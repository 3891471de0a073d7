"""The settings' first page, the periods, one's own account, and the names that pickers offer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_safe

from cadenza.custody import access as custody_access
from cadenza.home.access import living_link
from cadenza.home.models import MailChoice
from cadenza.home.settings_forms import AccountForm, FiscalYearForm, MailForm, OrganisationForm, ThemeForm
from cadenza.people import access, actions, queries, setup_links
from cadenza.people.days import organisation
from cadenza.people.relations import reports_of
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.web.answers import onward, page
from cadenza.web.forms import HouseForm
from cadenza.web.ops import once


@dataclass(frozen=True)
class Card:
    """One part of the settings: where it is, which power opens it ("" for everybody), and what it is for."""

    page: str
    power: str
    label: Promise
    what: Promise


CARDS = (
    Card(
        "account-settings", "", _l("Your account"), _l("Your name as you like it, time zone, light or dark, password, mail and calendar.")
    ),
    Card("settings-people", "list-people", _l("People"), _l("Who is here, who reports to whom, invitations, leavers.")),
    Card("settings-teams", "change-teams", _l("Teams"), _l("Names, leads, HR partners, which team lies in which.")),
    Card("settings-roles", "view-roles", _l("Roles"), _l("HR admin, privacy officer, operator and others, always seen by two people.")),
    Card("settings-periods", "change-organisation", _l("Organisation and periods"), _l("Name, time zone, country and fiscal year.")),
    Card("settings-calendars", "view-calendars", _l("Calendar addresses"), _l("Whose calendar has an address, and revoking one.")),
    Card("settings-prompts", "change-organisation", _l("Prompts"), _l("The questions that plans and reviews ask.")),
    Card(
        "settings-practice",
        "change-organisation",
        _l("Practice"),
        _l("Weeks, days of grace, thresholds of drift, how strict the coach is."),
    ),
    Card(
        "characteristics-asked",
        "confirm-role",
        _l("Characteristics"),
        _l("What people are asked about themselves for equality monitoring."),
    ),
    Card("fairness", "confirm-role", _l("Fairness"), _l("Whether formal plans, ratings of change and live work fall evenly on groups.")),
    Card("access-cases", "cases", _l("Access cases"), _l("Requests for everything that is held about somebody.")),
    Card("audit", "audit", _l("Audit"), _l("Who opened what about whom, and changes of rights.")),
    Card("retention", "retention", _l("Keeping and erasing"), _l("What is due, what went, and how long records are kept.")),
    Card("retention-holds", "holds", _l("Holds"), _l("Whose records are held, and until when.")),
    Card("retention-erasures", "erasures", _l("Erasures"), _l("Leavers’ records that go before their time.")),
    Card("import", "import-people", _l("Import"), _l("People, objectives, frameworks and roles from your own files.")),
)


def attempt(form: HouseForm, act: Callable[[], object]) -> bool:
    """Try what a valid form asks for; a refusal goes beside its fields."""
    if form.is_valid():
        with form.refusing():
            act()
            return True
    return False


def require_power(request: HouseRequest, action: str) -> None:
    """403 on a page about no person, for whoever does not hold the role it takes."""
    access.show_to(request.person, action, at=request.at)


@require_safe
@signed_in(person=False)
def index(request: HouseRequest) -> HttpResponse:
    """What can be set, by whoever reads: everybody has their own account, roles open the rest."""
    powers = access.powers_at_large(request.person, at=request.at) if request.person else frozenset()
    if request.person:
        powers |= custody_access.pages_of(request.person, at=request.at)
    cards = [card for card in CARDS if not card.power or card.power in powers]
    return page(request, "home/settings/index.html", {"cards": cards})


@signed_in
@once
def periods(request: HouseRequest) -> HttpResponse:
    """The organisation's name, zone, country and fiscal year."""
    require_power(request, "change-organisation")
    known = organisation()
    initial = {"name": known.name, "timezone": known.timezone if known.timezone != "UTC" else "", "country": known.country}
    form = OrganisationForm(request.POST or None, initial=initial, prefix="organisation")
    year = FiscalYearForm(request.POST or None, initial={"month": known.fiscal_year_starts_in}, prefix="year")
    if (
        request.method == "POST"
        and year.is_valid()
        and attempt(form, lambda: setup_links.describe_organisation(**form.cleaned_data, **who(request)))
    ):
        setup_links.begin_year_in(year.cleaned_data["month"], **who(request))
        messages.success(request, _("Saved."))
        return onward(request, reverse("settings-periods"))
    return page(request, "home/settings/periods.html", {"form": form, "year": year}, status=422 if form.is_bound else 200)


@signed_in(person=False)
@once
def account(request: HouseRequest) -> HttpResponse:
    """One's own account: called, zone, theme; the password and the stand-in have pages of their own."""
    form = account_form(request)
    if request.method == "POST" and attempt(form, lambda: keep_account(request, form)):
        messages.success(request, _("Saved."))
        return onward(request, reverse("account-settings"))
    return account_page(request, form=form, status=422 if form.is_bound else 200)


def account_page(
    request: HouseRequest, *, form: HouseForm | None = None, mail: HouseForm | None = None, fresh: str = "", status: int = 200
) -> HttpResponse:
    """The account page, with a form that could not be saved, or with the calendar address that has just been made."""
    person = request.person
    context: dict[str, Any] = {"form": form or account_form(request), "address": request.user.email, "fresh": fresh}
    if person:
        chosen = MailChoice.objects.filter(person=person).first() or MailChoice()
        context["leads"] = reports_of(person, at=request.at).exists()
        context["standing"] = queries.standing_of(person, at=request.at)
        context["link"] = living_link(person)
        context["mail"] = mail or MailForm(initial={"weekly": chosen.weekly, "on_the_day": chosen.on_the_day}, prefix="mail")
    return page(request, "home/settings/account.html", context, status=status)


def account_form(request: HouseRequest) -> HouseForm:
    """What the account holds now, and what was sent to change it."""
    person = request.person
    initial = {"theme": request.user.theme, "called": person.called if person else "", "timezone": person.timezone if person else ""}
    sent = request.POST if request.method == "POST" and request.path == reverse("account-settings") else None
    return (AccountForm if person else ThemeForm)(sent, initial=initial)


def keep_account(request: HouseRequest, form: HouseForm) -> None:
    """Save what the account page holds: the theme with the account, the rest with the person."""
    values = dict(form.cleaned_data)
    actions.choose_theme(request.user, values.pop("theme"))
    if request.person:
        actions.change_contact(request.person, values, by=request.person, at=request.at)


@require_safe
@signed_in
def suggest(request: HouseRequest) -> HttpResponse:
    """A few names from the directory for what was typed into a picker."""
    typed = next((value for _name, value in request.GET.items() if isinstance(value, str) and value), "")
    people = queries.people_like(request.person, typed, at=request.at)
    return page(request, "home/settings/suggest.html", {"people": people})


def who(request: HouseRequest) -> dict[str, Any]:
    """By whom and when, as every action wants to know."""
    return {"by": request.person, "at": request.at}
