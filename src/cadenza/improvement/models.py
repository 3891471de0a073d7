"""A formal plan and the entries of its record. Words lie sealed in the entries alone; the case holds who, where it stands and its days."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cadenza.improvement.rules import Kind, Part, Seats, State
from cadenza.people.models import Person
from cadenza.sealing.registry import Level, personal_text, plain_text


@plain_text("ref")
class Case(models.Model):
    """One formal plan (PIP-1 to PIP-19). What it says is its entries; these columns are what lists, dues and access need."""

    ref = models.CharField(max_length=12, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    manager = models.ForeignKey(Person, models.PROTECT, related_name="+")
    """The manager on the case, who need not be today's: TRUST X2."""
    manager_kept = models.BooleanField(default=False)
    hr_partner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decider = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    appeal_manager = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    stand_in = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """Who holds one checkpoint in the manager's place (TRUST X10); empty once it is shared. Whether they may now follows from the rest."""
    stand_in_checkpoint = models.PositiveSmallIntegerField(null=True, blank=True)
    stand_in_since = models.DateTimeField(null=True, blank=True)
    stand_in_until = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=State.choices(), default=State.DRAFT)
    length = models.PositiveIntegerField(default=0)
    """How many entries the record has; only grows."""
    opened_at = models.DateTimeField()
    served_at = models.DateTimeField(null=True, blank=True)
    begun_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    act_by = models.DateField(null=True, blank=True)
    """The day that bounds the present state: input, agreement on the outcome, appeal."""
    ended_at = models.DateTimeField(null=True, blank=True)
    spent_from = models.DateTimeField(null=True, blank=True)
    """From when an ended plan is out of everyday view (TRUST X18)."""

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("manager")), name="nobody_runs_their_own_plan"),
            models.CheckConstraint(condition=~Q(person=F("hr_partner")) & ~Q(manager=F("hr_partner")), name="hr_partner_is_no_party"),
            models.UniqueConstraint(
                fields=["person"],
                condition=~Q(state__in=[State.DRAFT, State.ENDED, State.WITHDRAWN]),  # of drafts HR lets one through (TRUST X2)
                name="one_open_formal_plan_of_a_person",
            ),
        ]
        indexes = [
            models.Index(fields=["manager", "state"], name="formal_plans_by_manager"),
            models.Index(fields=["hr_partner", "state"], name="formal_plans_by_hr"),
        ]

    def seats(self, *, spent: bool, stood_in: bool = False) -> Seats:
        """Who is named, as the rules look at it; `stood_in` says that the stand-in may hold their checkpoint now."""
        return Seats(
            person_id=self.person_id,
            manager_id=self.manager_id,
            manager_kept=self.manager_kept,
            hr_id=self.hr_partner_id,
            decider_id=self.decider_id,
            appeal_id=self.appeal_manager_id,
            stand_in_id=self.stand_in_id if stood_in else None,
            served=self.served_at is not None,
            spent=spent,
        )


@personal_text(level=Level.P3, whose="case.person", sealed="what was written, said, promised or decided, sealed in the case's own unit")
class Entry(models.Model):
    """One entry of a plan's record: appended, never changed, never taken out (PIP-18). A correction is another entry."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="entries")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=26, choices=Kind.choices())
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """Empty for what follows from dated lines by itself."""
    part = models.CharField(max_length=16, choices=Part.choices(), blank=True)
    at = models.DateTimeField()
    """The instant from which it holds."""
    recorded_at = models.DateTimeField()
    sealed = models.BinaryField()

    class Meta:
        ordering = ["case", "sequence"]
        constraints = [models.UniqueConstraint(fields=["case", "sequence"], name="one_entry_of_a_sequence_in_a_formal_plan")]


@plain_text("token_hash", "secret_hash")
class AppealLink(models.Model):
    """The one link by which a person who has left can appeal (TRUST X5). Neither its token nor its code is stored, only their hash."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    secret_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    """Wrong codes so far."""


@personal_text(level=Level.P4, whose="case.person", sealed="what the HR partner notes or asks of counsel, sealed in a unit of its own")
class Advice(models.Model):
    """One version of a note in HR's own workspace beside a plan (TRUST G5). It is no part of the plan's record; a change is another version."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sealed = models.BinaryField()

    class Meta:
        ordering = ["case", "number", "version"]
        constraints = [models.UniqueConstraint(fields=["case", "number", "version"], name="one_version_of_a_number_of_advice")]
