"""What HR asks somebody to look into and what came of it (HR-2); the rows of system and talent reviews stand in modules of their own."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cadenza.people.models import Person
from cadenza.sealing.registry import Level, personal_text
from cadenza.stewardship.fairness_models import FairnessNote, FairnessPicture
from cadenza.stewardship.rules import WORDS_LENGTH, FollowUpState, Sign
from cadenza.stewardship.system_review_models import Addition, Decision, DecisionNews, SystemReview, SystemReviewSeat
from cadenza.stewardship.talent_models import TalentAnswer, TalentSeat, TalentSession, TalentSnapshot, TalentStep


@personal_text(level=Level.P2, whose="asked", words="what HR asks for", answer="what whoever was asked says about it")
class FollowUp(models.Model):
    """A question that HR, or a manager of managers, asks about one sign of drift. It names a sign and a person, never words of a plan."""

    sign = models.CharField(max_length=24, choices=Sign.choices())
    about = models.ForeignKey(Person, models.PROTECT, related_name="+")
    """Whose plan, handover or commitments the sign is about."""
    asked = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    words = models.TextField(max_length=WORDS_LENGTH)
    state = models.CharField(max_length=10, choices=FollowUpState.choices(), default=FollowUpState.OPEN)
    answer = models.TextField(max_length=WORDS_LENGTH, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sign", "about"], condition=~Q(state=FollowUpState.CLOSED), name="one_open_follow_up_of_a_sign_about_a_person"
            )
        ]
        indexes = [
            models.Index(fields=["asked", "state"], name="follow_ups_by_asked"),
            models.Index(fields=["asked_by", "state"], name="follow_ups_by_asker"),
        ]


__all__ = [
    "Addition",
    "Decision",
    "DecisionNews",
    "FairnessNote",
    "FairnessPicture",
    "FollowUp",
    "SystemReview",
    "SystemReviewSeat",
    "TalentAnswer",
    "TalentSeat",
    "TalentSession",
    "TalentSnapshot",
    "TalentStep",
]
