"""One handover: from whom to whom, since when, what the outgoing manager says and what became of each open commitment."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cadenza.handover.rules import Answer, Course
from cadenza.people.models import Person
from cadenza.plans.models import Commitment
from cadenza.sealing.registry import Level, personal_text, plain_text
from cadenza.web.revisions import Revised


@personal_text(
    level=Level.P2,
    whose="the people who are handed over",
    deliverables="what the team has in hand",
    risks="what could go wrong, and by when",
    contacts="people whom the next manager should know",
)
@plain_text("revisions")
class Briefing(Revised):
    """What an outgoing manager writes once for everybody they hand over. Copied into each pack when that pack is sent."""

    WORDS = ("deliverables", "risks", "contacts")

    outgoing = models.OneToOneField(Person, models.PROTECT, related_name="+")
    deliverables = models.TextField(max_length=5000, blank=True)
    risks = models.TextField(max_length=5000, blank=True)
    contacts = models.TextField(max_length=5000, blank=True)


@personal_text(
    level=Level.P2,
    whose="person",
    advice="what the outgoing manager says the next one should know about working with the person",
    deliverables="what the team had in hand when this was sent",
    risks="what could go wrong",
    contacts="people whom the next manager should know",
    comment="what the person says to it",
)
@plain_text("ref", "revisions")
class Handover(Revised):
    """A person's way from one manager to the next (HAND-1, HAND-2).

    The plan itself is never copied: a pack reads it live, and private notes, agendas and formal plans are of rooms that this one
    cannot import.
    """

    ref = models.CharField(max_length=12, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="handovers")
    outgoing = models.ForeignKey(Person, models.PROTECT, related_name="+")
    incoming = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """Who comes next; empty while nobody is named."""
    since = models.DateTimeField()
    """The effective instant: when the outgoing manager's line ends."""
    opened_at = models.DateTimeField()
    advice = models.TextField(max_length=5000, blank=True)
    deliverables = models.TextField(max_length=5000, blank=True)
    risks = models.TextField(max_length=5000, blank=True)
    contacts = models.TextField(max_length=5000, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(max_length=5000, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    """When the person said that they had read it, with or without a comment."""
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    called_off_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["person__name", "since", "pk"]
        indexes = [
            models.Index(fields=["outgoing", "sent_at"], name="handovers_by_outgoing"),
            models.Index(fields=["incoming", "accepted_at"], name="handovers_by_incoming"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("outgoing")), name="nobody_hands_themselves_over"),
            models.UniqueConstraint(
                fields=["person", "outgoing"], condition=Q(accepted_at=None, called_off_at=None), name="one_open_handover_of_a_pair"
            ),
        ]

    @property
    def course(self) -> Course:
        return Course(
            self.person_id, self.outgoing_id, self.incoming_id, self.since, self.sent_at is not None, self.accepted_at is not None
        )


class HandedCommitment(models.Model):
    """What the incoming manager said to one open commitment, by name (HAND-2). Appended only."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="commitments")
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="+")
    held_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    """Who held it until then."""
    answer = models.CharField(max_length=11, choices=Answer.choices())
    at = models.DateTimeField()

    class Meta:
        ordering = ["commitment__due_date", "pk"]
        constraints = [models.UniqueConstraint(fields=["handover", "commitment"], name="one_answer_to_a_commitment")]
