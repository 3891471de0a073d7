"""Search in what everybody here may read: people, teams, objectives and key results, frameworks. Never in anybody's plan (TRUST T03)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from cadenza.capability.models import Capability
from cadenza.capability.queries import readable_capabilities
from cadenza.learning.access import visible_options
from cadenza.learning.forms import kind_word
from cadenza.learning.models import Option
from cadenza.people.access import present, visible_people
from cadenza.people.models import Person, Team
from cadenza.plans.queries import current_cycle
from cadenza.strategy.models import KeyResult, Objective
from cadenza.web.paging import number_in

SHORTEST, LONGEST = 2, 100
FEW, MANY = 6, 25
"""Rows of each kind on the first page, and on a page of one kind."""


@dataclass(frozen=True)
class Hit:
    """One thing found: what it is called, one line about it, where it is."""

    title: str
    line: str
    href: str


@dataclass
class Part:
    """The hits of one kind; `more` tells that there are further ones."""

    kind: str
    heading: str
    hits: list[Hit]
    more: bool


@dataclass
class Found:
    """What the search page shows."""

    asked: str
    kind: str = ""
    number: int = 1
    parts: list[Part] = field(default_factory=list)
    too_short: bool = False


def found_for(viewer: Person, given: QueryDict, *, at: datetime) -> Found:
    """Look for what was typed. `kind` and `page` turn the pages of one kind; anything else in the address is left alone."""
    found = Found(asked=" ".join(given.get("q", "").split())[:LONGEST])
    if len(found.asked) < SHORTEST:
        found.too_short = bool(found.asked)
        return found
    found.kind = given.get("kind", "") if given.get("kind", "") in KINDS else ""
    found.number = min(number_in(given), 400)
    size = MANY if found.kind else FEW
    first = (found.number - 1) * size if found.kind else 0
    for kind in [found.kind] if found.kind else KINDS:
        heading, rows, as_hit = KINDS[kind](viewer, found.asked, at)
        taken = list(rows[first : first + size + 1])
        if taken or found.kind:
            found.parts.append(Part(kind, heading, [as_hit(row) for row in taken[:size]], len(taken) > size))
    return found


Look = tuple[str, QuerySet[Any], Callable[[Any], Hit]]


def _people(viewer: Person, asked: str, at: datetime) -> Look:
    people = present(visible_people(viewer, at=at)) | Person.objects.filter(pk=viewer.pk)
    words = Q(name__icontains=asked) | Q(called__icontains=asked) | Q(email__istartswith=asked)
    rows = people.filter(words).select_related("team").order_by("name", "pk")

    def hit(person: Person) -> Hit:
        line = " · ".join(part for part in (person.title, person.team.name if person.team else "") if part)
        return Hit(person.name, line, reverse("person", args=[person.handle]))

    return _("People"), rows, hit


def _teams(viewer: Person, asked: str, at: datetime) -> Look:
    """A team's name and lead are open; its board is not, so a hit leads to the lead's card."""
    rows = Team.objects.filter(name__icontains=asked, lead__isnull=False).select_related("lead", "parent").order_by("name", "pk")

    def hit(team: Team) -> Hit:
        assert team.lead is not None
        return Hit(team.name, _("Led by %(name)s") % {"name": team.lead.name}, reverse("person", args=[team.lead.handle]))

    return _("Teams"), rows, hit


def _results(viewer: Person, asked: str, at: datetime) -> Look:
    cycle = current_cycle(at)
    rows = KeyResult.objects.filter(Q(title__icontains=asked) | Q(key__istartswith=asked), cycle=cycle).select_related("cycle", "objective")

    def hit(result: KeyResult) -> Hit:
        return Hit(f"{result.key} {result.title}", result.objective.title, reverse("key-result", args=[result.cycle.key, result.key]))

    return _("Key results"), rows.order_by("key"), hit


def _objectives(viewer: Person, asked: str, at: datetime) -> Look:
    rows = Objective.objects.filter(title__icontains=asked, cycle=current_cycle(at)).select_related("cycle", "team").order_by("title", "pk")

    def hit(objective: Objective) -> Hit:
        return Hit(objective.title, objective.team.name if objective.team else _("Company"), reverse("okrs", args=[objective.cycle.key]))

    return _("Objectives"), rows, hit


def _capabilities(viewer: Person, asked: str, at: datetime) -> Look:
    rows = (
        readable_capabilities(viewer, at=at)
        .filter(Q(name__icontains=asked) | Q(family__icontains=asked))
        .select_related("framework")
        .order_by("name", "pk")
    )

    def hit(capability: Capability) -> Hit:
        line = " · ".join(part for part in (capability.framework.name, capability.family) if part)
        return Hit(capability.name, line, reverse("capability", args=[capability.slug]))

    return _("Capabilities"), rows, hit


def _options(viewer: Person, asked: str, at: datetime) -> Look:
    rows = (
        visible_options(viewer, at=at).filter(Q(title__icontains=asked) | Q(what__icontains=asked), retired_at=None).order_by("title", "pk")
    )

    def hit(option: Option) -> Hit:
        return Hit(option.title, kind_word(option.kind), reverse("learning-option", args=[option.slug]))

    return _("Learning"), rows, hit


KINDS: dict[str, Callable[[Person, str, datetime], Look]] = {
    "people": _people,
    "teams": _teams,
    "key-results": _results,
    "objectives": _objectives,
    "capabilities": _capabilities,
    "learning": _options,
}
