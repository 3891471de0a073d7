"""Capability frameworks, what good looks like at each level, and the role profiles that need them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cadenza.capability.rules import VersionState
from cadenza.people.models import Person
from cadenza.sealing.registry import plain_text
from cadenza.web.revisions import Revised


@plain_text("name", "slug")
class Framework(models.Model):
    """A named set of capabilities; several live side by side (CAP-1)."""

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(max_length=80, unique=True)


class FrameworkVersion(models.Model):
    """One published state of a framework. Never edited after publishing; a plan keeps the one it was written against (CAP-1)."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=VersionState.choices(), default=VersionState.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["framework", "number"], name="one_framework_version_of_a_number"),
            models.UniqueConstraint(
                fields=["framework"], condition=Q(state=VersionState.PUBLISHED), name="one_published_version_per_framework"
            ),
            models.UniqueConstraint(fields=["framework"], condition=Q(state=VersionState.DRAFT), name="one_draft_version_per_framework"),
        ]


@plain_text("name", "slug", "family")
class Capability(models.Model):
    """A capability, the same row across versions of its framework; its levels belong to versions."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="capabilities")
    family = models.CharField(max_length=200, blank=True)
    """The group or track it stands under in the framework."""
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["framework", "family", "name"], name="one_capability_of_a_name_in_a_family")]
        ordering = ["framework_id", "order", "pk"]


@plain_text("name", "revisions")
class Level(Revised):
    """One level of a capability in one version. Ladders may be uneven: another capability may have more or fewer."""

    version = models.ForeignKey(FrameworkVersion, models.PROTECT, related_name="levels")
    capability = models.ForeignKey(Capability, models.PROTECT, related_name="levels")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "capability", "number"], name="one_level_of_a_number")]
        ordering = ["capability__order", "capability_id", "number"]


@plain_text("text", "revisions")
class Statement(Revised):
    """One observable behaviour that a level asks for; a level has one or several."""

    level = models.ForeignKey(Level, models.CASCADE, related_name="statements")
    order = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(max_length=5000)

    class Meta:
        ordering = ["order", "pk"]


@plain_text("role", "level", "slug")
class RoleProfile(models.Model):
    """A job role at a level, with the capabilities it needs (CAP-2)."""

    role = models.CharField(max_length=200)
    level = models.CharField(max_length=50, blank=True)
    slug = models.SlugField(max_length=100, unique=True)
    order = models.PositiveIntegerField(default=0)
    next_profile = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    """What comes after it on the same ladder, when there is such a thing."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "level"], name="one_profile_of_a_role_at_a_level")]

    @property
    def name(self) -> str:
        """Role and level as one."""
        return f"{self.role} {self.level}".strip()


class RoleNeed(models.Model):
    """A role profile needs this capability at this level."""

    profile = models.ForeignKey(RoleProfile, models.CASCADE, related_name="needs")
    capability = models.ForeignKey(Capability, models.PROTECT, related_name="role_needs")
    required_level = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "capability"], name="one_need_of_a_capability_in_a_profile")]


class PersonRole(models.Model):
    """Which role profile a person has, dated: one at a time, with history (CAP-2)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="role_profiles")
    profile = models.ForeignKey(RoleProfile, models.PROTECT, related_name="holders")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    replaces = models.OneToOneField("self", models.SET_NULL, null=True, blank=True, related_name="+")
    """The one that ended because this one began: given back if this one is taken back."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person"], condition=Q(until=None), name="one_open_role_profile_per_person")]
