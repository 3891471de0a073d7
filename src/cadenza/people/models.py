"""Who is in the organisation, who reports to whom from when until when, and who may sign in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from cadenza.people.rules import GrantedRole, PersonStatus, Theme


class ByteOrderedField(models.CharField[str, str]):
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


class Account(AbstractBaseUser):
    """An address that signs in. Apart from `Person`: vacancies and leavers have none, an operator may be no person."""

    email = models.EmailField(unique=True, max_length=254)
    is_active = models.BooleanField(default=True)
    theme = models.CharField(max_length=8, choices=Theme.choices(), default=Theme.SYSTEM)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "account"


class Organisation(models.Model):
    """The one organisation this installation serves: its name, zone and fiscal calendar."""

    name = models.CharField(max_length=100)
    timezone = models.CharField(max_length=64, default="UTC")
    country = models.CharField(max_length=2, blank=True)
    fiscal_year_starts_in = models.PositiveSmallIntegerField(default=1)
    """Month 1-12 in which the fiscal year, and so its first quarter, begins."""
    set_up_at = models.DateTimeField(null=True, blank=True)


class Team(models.Model):
    """A named group with a lead, inside other teams."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    lead = models.ForeignKey("Person", models.PROTECT, null=True, blank=True, related_name="+")
    hr_partner = models.ForeignKey("Person", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(F("parent"), Lower("name"), name="one_team_of_a_name_in_a_team", nulls_distinct=False)]


class Person(models.Model):
    """Somebody in the organisation; may be a vacancy, a stub that an import named, or a leaver. Never deleted by cascade."""

    account = models.OneToOneField(Account, models.SET_NULL, null=True, blank=True, related_name="person")
    handle = models.SlugField(max_length=80, unique=True)
    external_id = models.CharField(max_length=100, null=True, blank=True, unique=True)  # noqa: DJ001  unique, so absent is NULL
    name = models.CharField(max_length=100)
    called = models.CharField(max_length=100, blank=True)
    email = models.EmailField(max_length=254, null=True, blank=True, unique=True)  # noqa: DJ001
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
        indexes = [models.Index(Lower("name"), name="person_by_name")]

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

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("manager")), name="nobody_reports_to_themselves"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="a_line_ends_after_it_begins"),
            models.UniqueConstraint(fields=["person"], condition=Q(until=None), name="one_open_line_per_person"),
        ]
        indexes = [models.Index(fields=["manager", "until"], name="lines_by_manager"), models.Index(fields=["person", "since"], name="lines_by_person")]


class Delegation(models.Model):
    """Somebody stands in for a manager towards that manager's reports, in [since, until) (TRUST X10)."""

    manager = models.ForeignKey(Person, models.PROTECT, related_name="delegations_given")
    delegate = models.ForeignKey(Person, models.PROTECT, related_name="delegations_held")
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(manager=F("delegate")), name="nobody_stands_in_for_themselves"),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="a_delegation_ends_after_it_begins"),
        ]


class Grant(models.Model):
    """A role given to a person, from an instant until another: HR admin, executive, privacy officer, operator, case reviewer."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=GrantedRole.choices())
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "role"], condition=Q(until=None), name="one_open_grant_of_a_role")]


class HRScope(models.Model):
    """An HR generalist looks after a person, dated; from the person's `hr_partner`, else the team's."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="hr_scopes")
    partner = models.ForeignKey(Person, models.PROTECT, related_name="hr_scopes_held")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person"], condition=Q(until=None), name="one_open_hr_scope_per_person")]
        indexes = [models.Index(fields=["partner", "until"], name="scopes_by_partner")]


class Freeze(models.Model):
    """Nothing about this person is destroyed or overwritten in [since, until) (TRUST L13). Written by custody."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)


class Invitation(models.Model):
    """A one-time link with which a person makes their account. The token itself is never stored, only its hash."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
