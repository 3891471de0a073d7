"""What the organisation asks for, and what each person answered: sealed in one unit of their own, readable by nobody else on any page."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cadenza.people.models import Person
from cadenza.sealing.registry import Level, personal_text, plain_text


@plain_text("label")
class Question(models.Model):
    """A characteristic that the organisation chose to ask for (FAIR-1). Never changed: retired, and asked anew in other words."""

    label = models.CharField(max_length=100)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]


@plain_text("label")
class Choice(models.Model):
    """One answer that can be given."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="choices")
    label = models.CharField(max_length=80)
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["question", "place"]
        constraints = [models.UniqueConstraint(fields=["question", "place"], name="one_answer_of_a_place")]


@personal_text(level=Level.P4, whose="person", sealed="what the person says of themself for equality monitoring")
@plain_text("token")
class Declaration(models.Model):
    """What one person answered, sealed as a whole and filled up to one length, so that not even how much was answered can be seen."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="+")
    token = models.CharField(max_length=32, unique=True)
    """Names its unit of retention: taking everything back destroys the key, and a later declaration gets another one."""
    sealed = models.BinaryField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(token=""), name="a_declaration_has_its_unit")]
