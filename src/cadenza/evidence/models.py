"""Dated, observable facts from delivery about a person and a capability, and the gap assessments that cite them."""

from __future__ import annotations

from django.db import models

from cadenza.capability.models import Capability
from cadenza.evidence.rules import EvidenceKind, NeedKind
from cadenza.people.models import Person
from cadenza.sealing.registry import Level, personal_text


@personal_text(level=Level.P2, whose="person", what="what was seen in the work", link="where it can be read")
class Evidence(models.Model):
    """One fact from delivery: what was seen, where, when, by whom. Never a score."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="evidence")
    capability = models.ForeignKey(Capability, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=16, choices=EvidenceKind.choices())
    what = models.TextField(max_length=2000)
    happened_on = models.DateField()
    link = models.URLField(max_length=500, blank=True)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    """Set by whoever added it; shown as withdrawn where an assessment cites it."""

    class Meta:
        indexes = [models.Index(fields=["person", "-happened_on"], name="evidence_by_person")]


@personal_text(level=Level.P2, whose="person", why="what the evidence shows together", disagreement="how the other side sees it")
class GapAssessment(models.Model):
    """Person x capability: level now, level needed, the evidence, and who agreed it (GAP-1)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="gap_assessments")
    capability = models.ForeignKey(Capability, models.PROTECT, related_name="gap_assessments")
    kind = models.CharField(max_length=20, choices=NeedKind.choices(), default=NeedKind.SKILL_GAP)
    level_now = models.PositiveSmallIntegerField()
    level_needed = models.PositiveSmallIntegerField()
    why = models.TextField(max_length=2000, blank=True)
    evidence = models.ManyToManyField(Evidence, related_name="cited_in")
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    person_agreed_at = models.DateTimeField(null=True, blank=True)
    manager_agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_manager = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    disagreement = models.TextField(max_length=2000, blank=True)
    disagreed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "capability", "-proposed_at"], name="assessments_by_person")]
