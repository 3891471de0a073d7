"""Options of the catalogue, what each builds and for whom, their earlier versions, and what people suggest for it (LEARN-1)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from cadenza.capability.models import Capability, RoleProfile
from cadenza.learning.rules import TITLE_LENGTH, URL_LENGTH, WORDS_LENGTH, Fit, OptionKind, OptionState, SuggestionAnswer
from cadenza.people.models import Person
from cadenza.sealing.registry import Level, personal_text, plain_text


@plain_text("slug", "title", "what", "currency", "url")
class Option(models.Model):
    """One thing to learn from. What was done with it keeps pointing at it, so it is retired and never deleted."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=TITLE_LENGTH)
    kind = models.CharField(max_length=13, choices=OptionKind.choices())
    what = models.TextField(max_length=WORDS_LENGTH, blank=True)
    hours = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    cost = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    url = models.URLField(max_length=URL_LENGTH, blank=True)
    """For people to open. Nothing here ever fetches it (TRUST T24)."""
    version = models.PositiveIntegerField(default=1)
    """The number of its latest `OptionVersion`."""
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    profiles = models.ManyToManyField(RoleProfile, related_name="+", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("title"), name="one_option_of_a_title")]
        ordering = ["title", "pk"]

    @property
    def state(self) -> OptionState:
        return OptionState.RETIRED if self.retired_at else OptionState.OFFERED


class OptionFit(models.Model):
    """The option builds this capability, up to this level or at any."""

    option = models.ForeignKey(Option, models.CASCADE, related_name="fits")
    capability = models.ForeignKey(Capability, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["option", "capability", "level"], name="one_fit_of_a_level"),
            models.UniqueConstraint(fields=["option", "capability"], condition=Q(level=None), name="one_fit_at_any_level"),
        ]
        ordering = ["capability__order", "capability_id", "level", "pk"]

    @property
    def as_fit(self) -> Fit:
        return Fit(self.capability_id, self.level)


@plain_text("words")
class OptionVersion(models.Model):
    """An option as it stood from a moment on, frozen (HR-3)."""

    option = models.ForeignKey(Option, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    words = models.JSONField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["option", "number"], name="one_option_version_of_a_number")]
        ordering = ["-number"]


@plain_text("url")
@personal_text(level=Level.P1, whose="by", title="what they suggest", why="which work it would help with", answer="what they were told")
class OptionSuggestion(models.Model):
    """Something that anybody suggests for the catalogue; HR admin takes it up or says why not (TRUST L1)."""

    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    title = models.CharField(max_length=TITLE_LENGTH)
    kind = models.CharField(max_length=13, choices=OptionKind.choices())
    capability = models.ForeignKey(Capability, models.PROTECT, null=True, blank=True, related_name="+")
    why = models.TextField(max_length=WORDS_LENGTH)
    url = models.URLField(max_length=URL_LENGTH, blank=True)
    state = models.CharField(max_length=8, choices=SuggestionAnswer.choices(), default=SuggestionAnswer.OPEN)
    answer = models.TextField(max_length=WORDS_LENGTH, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    option = models.ForeignKey(Option, models.PROTECT, null=True, blank=True, related_name="+")
    """What it became."""

    class Meta:
        ordering = ["-at", "-pk"]
