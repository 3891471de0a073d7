"""Settings, people: the list, one person's record, and each change that can be made to it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cadenza.capability import access as capability_access
from cadenza.capability.actions import end_role, give_role, take_back_role
from cadenza.capability.queries import role_of, role_to_take_back, roles_held_by
from cadenza.home.settings_forms import LastDayForm, ManagerForm, NewPersonForm, PersonForm, RoleProfileForm, StandInForm, TeamOfPersonForm
from cadenza.home.settings_views import attempt, require_power, who
from cadenza.objections import Refused, Unseen
from cadenza.people import access, actions, queries
from cadenza.people.actions import PersonDraft
from cadenza.people.days import day_of
from cadenza.people.models import Delegation, Person
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.web.answers import onward, page
from cadenza.web.forms import YEARS
from cadenza.web.ops import once
from cadenza.web.words import say


@require_safe
@signed_in
def people(request: HouseRequest) -> HttpResponse:
    """Everybody, fifty at a time, with a search."""
    require_power(request, "list-people")
    search, number, leavers = request.GET.get("q", "")[:100], request.GET.get("page", "1"), request.GET.get("leavers") == "1"
    found = queries.directory(request.person, search=search, number=number, leavers=leavers, at=request.at)
    context = {"found": found, "leavers": leavers, "powers": access.powers_at_large(request.person, at=request.at)}
    return page(request, "home/settings/people.html", context, partial="rows")


@signed_in
@once
def add(request: HouseRequest) -> HttpResponse:
    """Add somebody by hand."""
    require_power(request, "add-person")
    form = NewPersonForm(request.POST or None)
    added: list[Person] = []
    if request.method == "POST" and attempt(form, lambda: added.append(add_from(form, request))):
        return onward(request, record_url(added[0]))
    return page(request, "home/settings/person_add.html", {"form": form}, status=422 if form.is_bound else 200)


def add_from(form: NewPersonForm, request: HouseRequest) -> Person:
    """The new person that a form describes."""
    values = dict(form.cleaned_data)
    manager = values.pop("manager")
    return actions.add_person(PersonDraft(**values), manager=manager, **who(request))


@require_safe
@signed_in
def record(request: HouseRequest, handle: str) -> HttpResponse:
    """One person's record: what is known, where they stand, what can be changed."""
    person = access.person_for(request.person, "view-record", handle, at=request.at)
    held, today = roles_held_by(person.pk), day_of(request.at)
    gives_role = capability_access.may_give_role(request.person, person, at=request.at)
    context = {
        "person": person,
        "standing": queries.standing_of(person, at=request.at),
        "powers": access.powers(request.person, person, at=request.at),
        "link": request.session.pop("invitation_link", ""),
        "gives_role": gives_role,
        "roles": held,
        "today": today,
        "to_take_back": role_to_take_back(held, today=today) if gives_role else None,
    }
    return page(request, "home/settings/person.html", context)


@signed_in
@once
def edit(request: HouseRequest, handle: str) -> HttpResponse:
    """Change what HR keeps up about somebody."""
    person = access.person_for(request.person, "change-hr-fields", handle, at=request.at)
    form = PersonForm(request.POST or None, initial={name: getattr(person, name) for name in PersonForm.base_fields})
    if request.method == "POST" and attempt(form, lambda: actions.change_person(person, form.cleaned_data, **who(request))):
        return done(request, person, _("Saved."))
    return change_page(request, person, form, _("Change the record"), _("Save"))


@signed_in
@once
def manager(request: HouseRequest, handle: str) -> HttpResponse:
    """Give somebody another manager, from today or from a later day."""
    person = access.person_for(request.person, "change-line", handle, at=request.at)
    form = ManagerForm(request.POST or None, initial={"since": day_of(request.at)})
    if request.method == "POST" and attempt(form, lambda: change_line(person, form, request)):
        return done(request, person, _("The reporting line is changed."))
    return change_page(request, person, form, _("Change the manager"), _("Change the manager"))


def change_line(person: Person, form: ManagerForm, request: HouseRequest) -> None:
    """A new line, or the end of the present one when nobody is named."""
    chosen, since = form.cleaned_data["manager"], form.cleaned_data["since"]
    if chosen is None:
        actions.end_line(person, until=since, **who(request))
    else:
        actions.begin_line(person, chosen, since=since, **who(request))


@require_POST
@signed_in
@once
def withdraw(request: HouseRequest, handle: str) -> HttpResponse:
    """Give up a change of manager that was planned."""
    person = access.person_for(request.person, "change-line", handle, at=request.at)
    try:
        since = datetime.fromisoformat(request.POST.get("since", ""))
    except ValueError:
        raise Unseen("since") from None
    if since.tzinfo is None or since.year not in YEARS:
        raise Unseen("since")
    actions.withdraw_line(person, since=since, **who(request))
    return done(request, person, _("The planned change is withdrawn."))


@signed_in
@once
def team(request: HouseRequest, handle: str) -> HttpResponse:
    """Put somebody into a team, and name their own HR partner if they have one."""
    person = access.person_for(request.person, "change-hr-fields", handle, at=request.at)
    form = TeamOfPersonForm(request.POST or None, initial={"team": person.team_id, "hr_partner": person.hr_partner})
    if request.method == "POST" and attempt(form, lambda: place(person, form, request)):
        return done(request, person, _("Saved."))
    return change_page(request, person, form, _("Change team and HR partner"), _("Save"))


def place(person: Person, form: TeamOfPersonForm, request: HouseRequest) -> None:
    """Team and HR partner, each only when it changes."""
    actions.join_team(person, form.cleaned_data["team"], **who(request))
    partner = form.cleaned_data["hr_partner"]
    if (partner.pk if partner else None) != person.hr_partner_id:
        actions.set_hr_partner(person, partner, **who(request))


@signed_in
@once
def role_profile(request: HouseRequest, handle: str) -> HttpResponse:
    """Give somebody another role profile from a day on, or end the one they have (CAP-2)."""
    person = capability_access.person_to_give_role(request.person, handle, at=request.at)
    now = role_of(person.pk, day=day_of(request.at))
    form = RoleProfileForm(request.POST or None, initial={"profile": now.pk if now else "", "since": day_of(request.at)})
    if request.method == "POST" and attempt(form, lambda: change_role(person, form, request)):
        return done(request, person, _("The role profile is changed."))
    return change_page(request, person, form, _("Change the role profile"), _("Change the role profile"))


def change_role(person: Person, form: RoleProfileForm, request: HouseRequest) -> None:
    """Another profile, or the end of the present one when none is chosen."""
    since = form.cleaned_data["since"]
    if form.chosen is None:
        end_role(person.pk, until=since, **who(request))
    else:
        give_role(person.pk, form.chosen, since=since, **who(request))


@require_POST
@signed_in
@once
def role_profile_taken_back(request: HouseRequest, handle: str, pk: int) -> HttpResponse:
    """Take back the latest change of a role profile, while no day has passed under it (CAP-2)."""
    person = capability_access.person_to_give_role(request.person, handle, at=request.at)
    take_back_role(person.pk, pk, **who(request))
    return done(request, person, _("The change is taken back."))


@signed_in
@once
def stand_in(request: HouseRequest, handle: str = "") -> HttpResponse:
    """Let somebody stand in for a manager: by HR admin for anybody, by managers for themselves."""
    person = access.person_for(request.person, "delegate", handle or request.person.handle, at=request.at)
    form = StandInForm(request.POST or None, initial={"first_day": day_of(request.at)})
    if request.method == "POST" and attempt(form, lambda: let_stand_in(person, form, request)):
        return done(request, person, _("The stand-in is noted."))
    return change_page(request, person, form, _("Name a stand-in"), _("Let them stand in"))


def let_stand_in(person: Person, form: StandInForm, request: HouseRequest) -> None:
    """The last day counts: the stand-in ends at the midnight after it."""
    given = form.cleaned_data
    actions.delegate_to(person, given["delegate"], since=given["first_day"], until=given["last_day"] + timedelta(days=1), **who(request))


@require_POST
@signed_in
@once
def stand_in_over(request: HouseRequest, handle: str, pk: int) -> HttpResponse:
    """Call a stand-in back."""
    person = access.person_for(request.person, "delegate", handle, at=request.at)
    delegation = Delegation.objects.select_related("manager").filter(pk=pk, manager=person).first()
    if delegation is None:
        raise Unseen("stand-in")
    actions.end_delegation(delegation, **who(request))
    return done(request, person, _("The stand-in has ended."))


@signed_in
@once
def left(request: HouseRequest, handle: str) -> HttpResponse:
    """Record somebody's last day."""
    person = access.person_for(request.person, "mark-left", handle, at=request.at)
    form = LastDayForm(request.POST or None, initial={"last_day": day_of(request.at)})
    if request.method == "POST" and attempt(
        form, lambda: actions.mark_left(person, last_day=form.cleaned_data["last_day"], **who(request))
    ):
        return done(request, person, _("The last day is recorded."))
    return change_page(
        request, person, form, _("Record a last day"), _("Record the last day"), reports=queries.standing_of(person, at=request.at).reports
    )


@require_POST
@signed_in
@once
def invite(request: HouseRequest, handle: str) -> HttpResponse:
    """Send the link to an account. Where no mail server is set up, the page shows the link once, to be handed over."""
    person = access.person_for(request.person, "invite", handle, at=request.at)
    try:
        token = actions.invite(person, **who(request))
    except Refused as refused:
        for objection in refused.objections:
            messages.error(request, say(objection))
        return onward(request, record_url(person))
    if not settings.EMAIL_URL:
        request.session["invitation_link"] = settings.SITE_URL + reverse("invitation", args=[token])
    return done(request, person, _("The invitation is on its way."))


def done(request: HouseRequest, person: Person, words: str) -> HttpResponse:
    """Back to the record, or to one's own account, with a word about what was done."""
    messages.success(request, words)
    own = person.pk == request.person.pk and not access.is_setting_up(request.person)
    return onward(request, reverse("account-settings") if own else record_url(person))


def change_page(request: HouseRequest, person: Person, form: object, heading: str, button: str, **more: object) -> HttpResponse:
    """One form about one person."""
    own = person.pk == request.person.pk
    context = {"person": person, "form": form, "heading": heading, "button": button, "own": own, **more}
    return page(request, "home/settings/person_change.html", context, status=422 if getattr(form, "is_bound", False) else 200)


def record_url(person: Person) -> str:
    """The address of one person's record in the settings."""
    return reverse("settings-person", args=[person.handle])
