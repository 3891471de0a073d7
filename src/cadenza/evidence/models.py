"""Facts from delivery about a person and a capability, what people say to each other about the work, and the assessments that cite them."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from cadenza.asks.models import Ask
from cadenza.capability.models import Capability
from cadenza.evidence.file_rules import FileKind
from cadenza.evidence.rules import EvidenceKind, InputSource, NeedKind
from cadenza.people.models import Person
from cadenza.sealing.registry import Level, personal_text, plain_text


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
    ask = models.OneToOneField(Ask, models.PROTECT, null=True, blank=True, related_name="+")
    """The request that it answers, if somebody was asked."""
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


@personal_text(level=Level.P2, whose="person", name="what the file was called where it came from")
@plain_text("ref", "sha256")
class EvidenceFile(models.Model):
    """A file beside a piece of evidence. Its bytes lie under the data folder by its reference; its name is shown and never used as a path."""

    ref = models.CharField(max_length=24, unique=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=4, choices=FileKind.choices())
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class FeedbackQuery(models.QuerySet["Feedback"]):
    """What may be asked of feedback in a row."""

    def unread(self) -> Self:
        """What its receiver has not opened yet, or what was put right since."""
        late = FeedbackCorrection.objects.filter(feedback=OuterRef("pk"), read_at=None)
        return self.filter(Q(read_at=None) | Exists(late))

    def shared(self) -> Self:
        """What the receiver's manager may read too."""
        return self.filter(shared_at__isnull=False)


@personal_text(level=Level.P2, whose="person", seen="what was seen", effect="what came of it")
@plain_text("ref")
class Feedback(models.Model):
    """What one person tells another about a situation in the work, under their name (FB-1). On the receiver's own timeline until shared."""

    ref = models.CharField(max_length=12, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    giver = models.ForeignKey(Person, models.PROTECT, related_name="+")
    capability = models.ForeignKey(Capability, models.PROTECT, null=True, blank=True, related_name="+")
    """What it is about; empty where it answers a request about a goal that names none. The goal itself lies in `plans`."""
    happened_on = models.DateField()
    seen = models.TextField(max_length=2000)
    effect = models.TextField(max_length=2000)
    ask = models.OneToOneField(Ask, models.PROTECT, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    """When its receiver first opened it: from then on its words stand."""
    shared_at = models.DateTimeField(null=True, blank=True)
    shared_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """The giver when giving, or the receiver later: whoever opened it to the receiver's manager."""

    objects = FeedbackQuery.as_manager()

    class Meta:
        ordering = ["-given_at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-given_at"], name="feedback_by_person"),
            models.Index(fields=["giver", "-given_at"], name="feedback_by_giver"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("giver")), name="nobody_gives_themselves_feedback"),
            models.CheckConstraint(condition=Q(shared_at=None) | Q(shared_by__isnull=False), name="shared_feedback_says_by_whom"),
        ]


@personal_text(level=Level.P2, whose="feedback__person", text="what the giver puts right")
class FeedbackCorrection(models.Model):
    """What a giver put right after it was read: beside the words, never over them. Appended only."""

    feedback = models.ForeignKey(Feedback, models.PROTECT, related_name="corrections")
    text = models.TextField(max_length=2000)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    """When the receiver opened it: until then they have not been told of it."""

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["feedback"], name="feedback_put_right_unread", condition=Q(read_at=None))]


class PerformanceInput(models.Model):
    """Where talk about performance brought up a need (GAP-2): the occasion, its day, the kind of need and what became of it.

    It ends in an assessment here, or in a suggested goal that points back to it from `plans`.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    source = models.CharField(max_length=16, choices=InputSource.choices())
    held_on = models.DateField()
    kind = models.CharField(max_length=20, choices=NeedKind.choices())
    capability = models.ForeignKey(Capability, models.PROTECT, null=True, blank=True, related_name="+")
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, blank=True, related_name="+")
    gap = models.OneToOneField(GapAssessment, models.PROTECT, null=True, blank=True, related_name="came_from")
    captured_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    captured_at = models.DateTimeField()

    class Meta:
        ordering = ["-held_on", "-pk"]
