"""Forms of the settings, account and set-up pages. They parse; the actions judge."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _l

from cadenza.capability.models import RoleProfile
from cadenza.people import rules
from cadenza.people.forms import PersonField
from cadenza.people.models import Team
from cadenza.people.queries import team_tree
from cadenza.people.rules import GrantedRole, PersonStatus, Theme
from cadenza.web.forms import DateField, HouseForm, Pills

MONTHS = [
    (1, _l("January")),
    (2, _l("February")),
    (3, _l("March")),
    (4, _l("April")),
    (5, _l("May")),
    (6, _l("June")),
    (7, _l("July")),
    (8, _l("August")),
    (9, _l("September")),
    (10, _l("October")),
    (11, _l("November")),
    (12, _l("December")),
]
THEMES = [(Theme.SYSTEM, _l("As the device")), (Theme.LIGHT, _l("Light")), (Theme.DARK, _l("Dark"))]
STATUSES = [(PersonStatus.ACTIVE, _l("Here")), (PersonStatus.ABSENT, _l("Away for a while")), (PersonStatus.VACANT, _l("A vacancy"))]
ROLE_WORDS = {
    GrantedRole.HR_ADMIN: _l("HR admin"),
    GrantedRole.EXECUTIVE: _l("Executive"),
    GrantedRole.PRIVACY_OFFICER: _l("Privacy officer"),
    GrantedRole.OPERATOR: _l("Operator"),
    GrantedRole.CASE_REVIEWER: _l("Case reviewer"),
}


class TeamField(forms.ChoiceField):
    """One team of the tree, or none."""

    def __init__(self, *, nothing: Any, without: Sequence[int] = (), **more: Any) -> None:
        self.without, self.nothing = without, nothing
        more.setdefault("required", False)
        super().__init__(choices=self._teams, **more)

    def _teams(self) -> list[tuple[str, str]]:
        rows = [(str(row.team.pk), "\u2003" * row.depth + row.team.name) for row in team_tree() if row.team.pk not in self.without]
        return [("", str(self.nothing)), *rows]

    def clean(self, value: Any) -> Team | None:
        chosen = super().clean(value)
        return Team.objects.filter(pk=chosen).first() if chosen else None


class ZoneSelect(forms.Select):
    """All time zones in one control. Rendered in one go: Django's own way costs a template for each of five hundred."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        nothing = next(iter(self.choices), ("", ""))[1]
        given = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>{}</select>", flatatt(given), zone_options(str(value or ""), str(nothing)))


@cache
def zone_options(chosen: str, nothing: str) -> SafeString:
    """The options, one of them chosen. At most a few hundred zones are ever chosen, so keeping them is cheap."""
    named = [("", nothing), *((zone, zone.replace("_", " ")) for zone in sorted(rules.zones()))]
    plain, picked = '<option value="{}">{}</option>', '<option value="{}" selected>{}</option>'
    return format_html_join("", "{}", ((format_html(picked if value == chosen else plain, value, words),) for value, words in named))


class ZoneField(forms.ChoiceField):
    """A time zone; empty means the organisation's."""

    widget = ZoneSelect

    def __init__(self, *, nothing: Any = "", **more: Any) -> None:
        super().__init__(choices=lambda: [("", nothing), *((zone, zone) for zone in sorted(rules.zones()))], **more)


class CountryField(forms.CharField):
    """A country by its two letters, or none."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=2, required=False, **more)

    def clean(self, value: Any) -> str:
        return str(super().clean(value)).upper()


class PersonForm(HouseForm):
    """What HR keeps up about somebody."""

    name = forms.CharField(label=_l("Full name"), max_length=rules.NAME_LENGTH)
    called = forms.CharField(
        label=_l("Called"), max_length=rules.NAME_LENGTH, required=False, help_text=_l("What the person likes to be called.")
    )
    email = forms.EmailField(label=_l("E-mail address"), required=False)
    title = forms.CharField(label=_l("Job title"), max_length=200, required=False)
    start_date = DateField(label=_l("First day"), required=False)
    status = forms.ChoiceField(label=_l("Where they stand"), choices=STATUSES, widget=Pills, initial=PersonStatus.ACTIVE)
    country = CountryField(label=_l("Country"), help_text=_l("Two letters, such as GB. Sets the working days."))
    timezone = ZoneField(label=_l("Time zone"), required=False, nothing=_l("The organisation's"))
    site = forms.CharField(
        label=_l("Site"), max_length=100, required=False, help_text=_l("With its region, public holidays follow: Leeds, England.")
    )
    external_id = forms.CharField(label=_l("Number in your HR system"), max_length=100, required=False)


class NewPersonForm(PersonForm):
    """Somebody to be added, with their team and manager."""

    team = TeamField(label=_l("Team"), nothing=_l("No team"))
    manager = PersonField(label=_l("Manager"), required=False)


class ManagerForm(HouseForm):
    """A new manager from a day on; none ends the line."""

    manager = PersonField(label=_l("Who will they report to?"), required=False, help_text=_l("A name or an e-mail address. Empty: nobody."))
    since = DateField(label=_l("From which day?"), help_text=_l("Today takes effect at once. A later day begins at midnight."))


class RoleProfileForm(HouseForm):
    """Another role profile from a day on; none ends the present one."""

    say_optional = False
    profile = forms.ChoiceField(label=_l("Which role profile do they have?"), required=False)
    since = DateField(label=_l("From which day?"), help_text=_l("The one until then ends on that day and stays in the history."))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.offered = list(RoleProfile.objects.order_by("order", "role", "level"))
        choices = [("", str(_l("No role profile"))), *((str(one.pk), one.name) for one in self.offered)]
        self.fields["profile"] = forms.ChoiceField(label=self.fields["profile"].label, required=False, choices=choices)

    @property
    def chosen(self) -> int | None:
        """The profile to give; None ends the present one."""
        return int(self.cleaned_data["profile"]) if self.cleaned_data["profile"] else None


class TeamOfPersonForm(HouseForm):
    """A person's team, and an HR partner of their own."""

    team = TeamField(label=_l("Team"), nothing=_l("No team"))
    hr_partner = PersonField(label=_l("HR partner"), required=False, help_text=_l("A name or an e-mail address. Empty: the team's."))


class StandInForm(HouseForm):
    """Who stands in for a manager, from a first day to a last one."""

    delegate = PersonField(label=_l("Who stands in?"))
    first_day = DateField(label=_l("First day"))
    last_day = DateField(label=_l("Last day"))


class LastDayForm(HouseForm):
    """Somebody's last day."""

    last_day = DateField(
        label=_l("What is their last day?"), help_text=_l("Today closes the account at once. A later day closes it when it is over.")
    )


class TeamForm(HouseForm):
    """One team: name, place, lead, HR partner."""

    name = forms.CharField(label=_l("Name"), max_length=rules.NAME_LENGTH)
    parent = TeamField(label=_l("Inside"), nothing=_l("No other team"))
    lead = PersonField(
        label=_l("Lead"),
        required=False,
        help_text=_l("A name or an e-mail address. Leading opens nothing: access follows reporting lines."),
    )
    hr_partner = PersonField(label=_l("HR partner"), required=False, help_text=_l("For all in the team who have none of their own."))


class GrantForm(HouseForm):
    """A role for somebody."""

    person = PersonField(label=_l("Who?"))
    role = forms.ChoiceField(label=_l("Which role?"), choices=[(role.value, words) for role, words in ROLE_WORDS.items()], widget=Pills)


class AccountForm(HouseForm):
    """What people keep up about themselves, and how pages look to them."""

    called = forms.CharField(label=_l("What would you like to be called?"), max_length=rules.NAME_LENGTH, required=False)
    timezone = ZoneField(label=_l("Your time zone"), required=False, nothing=_l("The organisation's"))
    theme = forms.ChoiceField(label=_l("Light or dark"), choices=THEMES, widget=Pills)


class ThemeForm(HouseForm):
    """For an account that is no person."""

    theme = forms.ChoiceField(label=_l("Light or dark"), choices=THEMES, widget=Pills)


class MailForm(HouseForm):
    """Which mail somebody wants (DUE-2)."""

    say_optional = False
    weekly = forms.BooleanField(
        label=_l("On Monday morning, how much is on my list this week"),
        required=False,
        help_text=_l("Nothing comes in a week with nothing on the list. After a public holiday it comes on the next working day."),
    )
    on_the_day = forms.BooleanField(
        label=_l("On a working day on which something falls due, how much"),
        required=False,
        help_text=_l("At most one a day, and none on the day of the weekly one."),
    )


class OrganisationForm(HouseForm):
    """What the organisation is called, and by which clock and calendar it lives."""

    name = forms.CharField(label=_l("What is your organisation called?"), max_length=rules.NAME_LENGTH)
    timezone = ZoneField(label=_l("In which time zone do its days begin?"), nothing="UTC", required=False)
    country = CountryField(label=_l("In which country do most people work?"), help_text=_l("Two letters, such as GB."))


class FiscalYearForm(HouseForm):
    """The month with which the fiscal year begins."""

    month = forms.TypedChoiceField(label=_l("In which month does your fiscal year begin?"), choices=MONTHS, coerce=int)


class NewPasswordForm(HouseForm):
    """A password, chosen once; it can be shown by the browser, so it is typed once."""

    password = forms.CharField(
        label=_l("Choose a password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False, max_length=256
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["password"].help_text = " ".join(password_validators_help_texts())


class OwnerForm(NewPasswordForm):
    """Who sets the organisation up."""

    name = forms.CharField(label=_l("Your full name"), max_length=rules.NAME_LENGTH)
    email = forms.EmailField(label=_l("Your work e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    field_order = ("name", "email", "password")


class FirstPersonForm(HouseForm):
    """One of the first few people."""

    name = forms.CharField(label=_l("Full name"), max_length=rules.NAME_LENGTH)
    email = forms.EmailField(label=_l("E-mail address"))
    title = forms.CharField(label=_l("Job title"), max_length=200, required=False)
    manager = PersonField(label=_l("Manager"), required=False)


class TrialMailForm(HouseForm):
    """Where the trial mail goes."""

    address = forms.EmailField(label=_l("Where should a trial mail go?"))


class FirstRolesForm(HouseForm):
    """The two roles without which set-up cannot end."""

    hr_admin = PersonField(
        label=_l("Who is HR admin?"), help_text=_l("Keeps people, teams and roles in order. A name or an e-mail address.")
    )
    privacy_officer = PersonField(
        label=_l("Who is privacy officer?"),
        help_text=_l("Answers requests for records, and is the second person for roles. Somebody else."),
    )
