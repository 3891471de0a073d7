"""Holds, erasures that two people decided, and certificates of what was purged (TRUST M2, L18, 1.8)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cadenza.custody.retention_rules import RecordKind
from cadenza.people.models import Freeze, Person
from cadenza.people.rules import Coded
from cadenza.sealing.registry import Level, personal_text, plain_text


class Cause(Coded):
    """Why something was purged."""

    SCHEDULE = "schedule"
    ERASURE = "erasure"
    REPLAY = "replay"
    """A backup was restored, and what had gone since went again (TRUST N24)."""


@personal_text(
    level=Level.P3,
    whose="nobody: privacy officer and case reviewer write it",
    reason="why records are held",
    lifting="why they need not be",
)
class Hold(models.Model):
    """A legal hold on one person's records: nothing of them is purged, erased or overwritten (TRUST L13, L18). Set by one, lifted by two."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    freeze = models.OneToOneField(Freeze, models.PROTECT, related_name="+")
    """What every destroying action asks for."""
    reason = models.TextField(max_length=500, blank=True)
    set_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """Empty for one that a restore put back."""
    set_at = models.DateTimeField()
    lifting = models.TextField(max_length=500, blank=True)
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-set_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person"], condition=Q(lifted_at=None), name="one_standing_hold_on_a_person")]


@personal_text(level=Level.P3, whose="nobody: the privacy officer writes it", reason="why records go before their time")
class Erasure(models.Model):
    """A leaver's records are to go before their time: proposed by the privacy officer, decided by HR admin (TRUST 1.8)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.TextField(max_length=500)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    carried_out = models.BooleanField(default=False)
    certificate = models.ForeignKey("Certificate", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person"], condition=Q(decided_at=None), name="one_open_erasure_of_a_person")]


@plain_text("counts", "digest")
class Certificate(models.Model):
    """What one run took away: kinds, counts, ids and days, no word. Its fingerprint stands in the house's own chain (TRUST 1.8, L18)."""

    at = models.DateTimeField()
    cause = models.CharField(max_length=8, choices=Cause.choices())
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """Whoever pressed the button; empty for the nightly run."""
    counts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    """Over everything above and below; empty while the run is under way."""

    class Meta:
        ordering = ["-at", "-pk"]


@plain_text("step")
class Run(models.Model):
    """One run of the schedule: where it stands, so that whoever goes on with it does so from there. No record of what went: see Certificate."""

    at = models.DateTimeField()
    """The instant as of which things are due, and of the certificate."""
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """Whoever pressed the button; empty for the nightly run and the command."""
    step = models.CharField(max_length=16)
    """The kind that is next."""
    after = models.BigIntegerField(default=0)
    """The last row of that kind that was looked at."""
    failed = models.PositiveSmallIntegerField(default=0)
    """Kinds that failed, and wait for another night."""
    ended_at = models.DateTimeField(null=True, blank=True)
    certificate = models.ForeignKey(Certificate, models.SET_NULL, null=True, blank=True, related_name="+")


@plain_text("mark")
class Purged(models.Model):
    """One record that is gone: its kind and number, about whom it was. What a restored backup is cleared by."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="records")
    kind = models.CharField(max_length=16, choices=RecordKind.choices())
    row = models.BigIntegerField()
    about = models.BigIntegerField(null=True, blank=True)
    """An id and no key: it outlives the person's row."""
    mark = models.CharField(max_length=16, blank=True)
    """A fingerprint of its reference or of when it was made: after a restore a number may be another row's."""

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind", "row"], name="purged_records")]


class Restored(models.Model):
    """A backup was put back: what was erased after it was made is to go again (TRUST N24). Cleared by the restore, or by the next night."""

    backup_at = models.DateTimeField()
    restored_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)
