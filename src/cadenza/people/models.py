"""Who is in the organisation, who reports to whom from when until when, and who may sign in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from cadenza.people.rules import GrantedRole, PersonStatus, Theme
from cadenza.sealing.registry import Level, personal_text, plain_text

Dated_co = TypeVar("Dated_co", bound=models.Model, covariant=True)


class Dated(models.QuerySet[Dated_co]):
    """Rows that hold from an instant until another, the end exclusive."""

    def in_force(self, at: datetime) -> Self:
        """Those that hold at this instant; a row dated ahead is among them from the moment it begins."""
        return self.filter(Q(until=None) | Q(until__gt=at), since__lte=at)

    def not_over(self, at: datetime) -> Self:
        """Those that hold now or are planned."""
        return self.filter(Q(until=None) | Q(until__gt=at))


if TYPE_CHECKING:
    TextColumn = models.CharField[str, str]
else:
    TextColumn = models.CharField


class ByteOrderedField(TextColumn):
    """Text compared byte by byte on both databases, so that a path range is a prefix search (DEPENDENCIES 5.9)."""

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        found: dict[str, Any] = dict(super().db_parameters(connection))
        if connection.vendor == "postgresql":
            found["collation"] = "C"
        return found


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; addresses are kept in lower case, for they are compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> Account:
        account = self.model(email=email.strip().lower(), **more)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, email: str | None) -> Account:
        return self.get(email=(email or "").strip().lower())


@personal_text(level=Level.P1, whose="the account's holder", email="the address that signs in", password="a salted hash")  # noqa: S106  the field's description
class Account(AbstractBaseUser):
    """An address that signs in. Apart from `Person`: vacancies and leavers have none, an operator may be no person."""

    email = models.EmailField(unique=True, max_length=254)
    is_active = models.BooleanField(default=True)
    theme = models.CharField(max_length=8, choices=Theme.choices(), default=Theme.SYSTEM)
    created_at = models.DateTimeField(auto_now_add=True)
    rotate_sessions_at = models.DateTimeField(null=True, blank=True)
    """Sessions whose id is older than this get a new one at their next request (TRUST T23: after a role grant)."""

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "account"


@plain_text("name", "timezone", "country")
class Organisation(models.Model):
    """The one organisation this installation serves: its name, zone and fiscal calendar."""

    name = models.CharField(max_length=100)
    timezone = models.CharField(max_length=64, default="UTC")
    country = models.CharField(max_length=2, blank=True)
    fiscal_year_starts_in = models.PositiveSmallIntegerField(default=1)
    """Month 1-12 in which the fiscal year, and so its first quarter, begins."""
    owner = models.ForeignKey("Person", models.PROTECT, null=True, blank=True, related_name="+")
    """Who sets the organisation up. May grant every role until `set_up_at`, and nothing more afterwards (TRUST X8)."""
    set_up_at = models.DateTimeField(null=True, blank=True)

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        Organisation.changes += 1

    changes: ClassVar[int] = 0
    """Counts saves in this process, so that `people.days` forgets what it remembered."""


@plain_text("name", "slug")
class Team(models.Model):
    """A named group with a lead, inside other teams."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    lead = models.ForeignKey("Person", models.PROTECT, null=True, blank=True, related_name="+")
    hr_partner = models.ForeignKey("Person", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(F("parent"), Lower("name"), condition=Q(parent__isnull=False), name="one_team_of_a_name_in_a_team"),
            models.UniqueConstraint(Lower("name"), condition=Q(parent=None), name="one_team_of_a_name_at_the_top"),
        ]


@personal_text(
    level=Level.P1,
    whose="the person",
    handle="a short name for addresses, made from the first name that was recorded",
    external_id="the number in the organisation's own HR system",
    name="full name",
    called="what the person likes to be called",
    email="work address",
    title="job title",
    country="country of work",
    timezone="time zone of work",
    site="place of work",
)
@plain_text("path")
class Person(models.Model):
    """Somebody in the organisation; may be a vacancy, a stub that an import named, or a leaver. Never deleted by cascade."""

    account = models.OneToOneField(Account, models.SET_NULL, null=True, blank=True, related_name="person")
    handle = models.SlugField(max_length=80, unique=True)
    external_id = models.CharField(max_length=100, null=True, blank=True, unique=True)
    name = models.CharField(max_length=100)
    called = models.CharField(max_length=100, blank=True)
    email = models.EmailField(max_length=254, null=True, blank=True, unique=True)
    title = models.CharField(max_length=200, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="members")
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=PersonStatus.choices(), default=PersonStatus.ACTIVE)
    country = models.CharField(max_length=2, blank=True)
    timezone = models.CharField(max_length=64, blank=True)
    site = models.CharField(max_length=100, blank=True)
    hr_partner = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    path = ByteOrderedField(max_length=1000, blank=True, db_index=True)
    """Ids from the top of the line down to this person, "/1/17/204/". Derived from today's reporting lines; `settle_lines` keeps it."""

    class Meta:
        indexes = [models.Index(Lower("name"), name="person_by_name"), models.Index(fields=["status"], name="person_by_status")]

    @property
    def short_name(self) -> str:
        return self.called or self.name


class ReportingLine(models.Model):
    """Person -> manager from an instant until another. A change of manager is a new line, never an edit."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="lines")
    manager = models.ForeignKey(Person, models.PROTECT, related_name="lines_to_me")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    """Exclusive; empty while the line has no known end."""
    ended_at = models.DateTimeField(null=True, blank=True)
    """When the end was written down. An end at or before it takes effect for requests already under way (TRUST T39)."""

    objects = Dated["ReportingLine"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("manager")), name="nobody_reports_to_themselves"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="a_line_ends_after_it_begins"),
            models.UniqueConstraint(fields=["person"], condition=Q(until=None), name="one_open_line_per_person"),
        ]
        indexes = [
            models.Index(fields=["manager", "until"], name="lines_by_manager"),
            models.Index(fields=["person", "since"], name="lines_by_person"),
        ]


class Delegation(models.Model):
    """Somebody stands in for a manager towards that manager's reports, in [since, until) (TRUST X10)."""

    manager = models.ForeignKey(Person, models.PROTECT, related_name="delegations_given")
    delegate = models.ForeignKey(Person, models.PROTECT, related_name="delegations_held")
    since = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    """When the end was written down. An end at or before it takes effect for requests already under way (TRUST T39)."""

    objects = Dated["Delegation"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(manager=F("delegate")), name="nobody_stands_in_for_themselves"),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="a_delegation_ends_after_it_begins"),
        ]
        indexes = [models.Index(fields=["delegate", "until"], name="delegations_by_delegate")]


class Grant(models.Model):
    """A role given to a person, from an instant until another: HR admin, executive, privacy officer, operator, case reviewer."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=GrantedRole.choices())
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """The second pair of eyes (TRUST X8); empty for what the owner granted during set-up."""
    ended_at = models.DateTimeField(null=True, blank=True)
    """When the end was written down. An end at or before it takes effect for requests already under way (TRUST T39)."""

    objects = Dated["Grant"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "role"], condition=Q(until=None), name="one_open_grant_of_a_role")]


class HRScope(models.Model):
    """An HR generalist looks after a person, dated; from the person's `hr_partner`, else the team's."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="hr_scopes")
    partner = models.ForeignKey(Person, models.PROTECT, related_name="hr_scopes_held")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    """When the end was written down. An end at or before it takes effect for requests already under way (TRUST T39)."""

    objects = Dated["HRScope"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person"], condition=Q(until=None), name="one_open_hr_scope_per_person")]
        indexes = [models.Index(fields=["partner", "until"], name="scopes_by_partner")]


class Freeze(models.Model):
    """Nothing about this person is destroyed or overwritten in [since, until) (TRUST L13). Written by custody."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)


@plain_text("token_hash")
class Invitation(models.Model):
    """A one-time link with which a person makes their account. The token itself is never stored, only its hash."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class GrantProposal(models.Model):
    """A role that one person wants somebody to have, until a second person confirms or declines (TRUST X8)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=GrantedRole.choices())
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    confirmed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "role"], condition=Q(decided_at=None), name="one_open_proposal_of_a_role")]


@plain_text("token_hash")
class OwnerLink(models.Model):
    """The one-time link with which the owner begins set-up. The token itself is never stored, only its hash."""

    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class PathWindow(models.Model):
    """From when until when the paths of all people agree with the dated lines. One row; kept by `people.paths`."""

    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    """The next instant at which a line begins or ends; paths are wrong from then on until they are settled anew."""
