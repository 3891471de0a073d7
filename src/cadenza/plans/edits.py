"""What a saved field of a plan may hold: known fields only, of the right kind, pointing at something that exists (TRUST T12)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from cadenza.capability.models import Capability, FrameworkVersion
from cadenza.capability.queries import ladder_numbers
from cadenza.capability.rules import VersionState, no_such_level
from cadenza.objections import N_, Objection, objection
from cadenza.people.models import Person
from cadenza.people.rules import PRESENT
from cadenza.plans.models import Action, Goal, Plan, ProtectedBlock, SelfView
from cadenza.plans.time_rules import objections_to_hours
from cadenza.practice.models import Coached
from cadenza.strategy.models import KeyResult
from cadenza.web.numbers import whole
from cadenza.web.revisions import Edit, Revised, as_text
from cadenza.wording import Flaw

Edits = Mapping[str, Edit]

EDITABLE: Mapping[type[Revised], frozenset[str]] = {
    Plan: frozenset({"direction_picture", "aimed_role", "hours_a_week"}),
    SelfView: frozenset({"text"}),
    Goal: frozenset({*Goal.AGREED_TERMS, "live_work", "supporter", "support_words", "review_how", "elsewhere_words"}),
    ProtectedBlock: frozenset({"name", "first_day", "last_day"}),
    Action: frozenset({"kind", "what", "tracked_where", "partner", "applied_in", "due_date"}),
}
"""Everything else in these rows changes by a verb of its own, never because a form carried its name."""

HIGHEST_LEVEL = 20
"""More than any published framework's ladder; a guard against slips of the keyboard."""

LEVELED = ("capability", "level_now", "level_aimed")
"""Fields of a goal that hang together: levels are those of the capability."""


@dataclass
class PlanEdits:
    """What one save of the plan page carries: the fields of several rows, each with the base that its page was made from."""

    plan: Edits = field(default_factory=dict)
    strengths: Edits = field(default_factory=dict)
    difficulties: Edits = field(default_factory=dict)
    goals: Mapping[int, Edits] = field(default_factory=dict)
    """Goal key -> edits."""
    actions: Mapping[int, Edits] = field(default_factory=dict)
    """Action key -> edits."""
    blocks: Mapping[int, Edits] = field(default_factory=dict)
    """Protected block key -> edits."""
    dismissed: Mapping[str, Collection[Flaw]] = field(default_factory=dict)
    """Name of a text in its form -> the coach's hints that its writer set aside, for the very words that are sent (COACH-3)."""


def objections_to_edits(row: Revised, edits: Edits, *, prefix: str, by: Person, plan: Plan) -> list[Objection]:
    """Why these values cannot be kept. Raises ValueError on a field that no form may carry."""
    unknown = set(edits) - EDITABLE[type(row)]
    if unknown:
        raise ValueError(f"not editable: {sorted(unknown)}")
    found: list[Objection] = []
    for name, edit in edits.items():
        if as_text(edit.value) != row.read_field(name):
            found += _objections_to_value(row, name, as_text(edit.value), where=f"{prefix}{name}", by=by, plan=plan)
    if isinstance(row, Goal) and not found:
        found = _objections_to_levels(row, edits, prefix=prefix)
    return found


def _objections_to_levels(goal: Goal, edits: Edits, *, prefix: str) -> list[Objection]:
    """Levels that the goal's capability has not: those that are changed, or both for another capability. Rules PLAN-5, CAP-1.

    The goal keeps its version of the ladder while it keeps its capability. Whoever has none of it stands below the first level.
    """
    named = {name: as_text(edits[name].value) if name in edits else goal.read_field(name) for name in LEVELED}
    key = whole(named["capability"])
    changed = {name for name, text in named.items() if text != goal.read_field(name)}
    if key is None or not changed:
        return []
    levels = ladder_numbers([key], version=None if "capability" in changed else goal.framework_version_id).get(key, [])
    judged = changed if "capability" not in changed else named
    wanted = {name: int(text) for name, text in named.items() if name != "capability" and name in judged and text}
    return [
        no_such_level(level, levels, where=f"{prefix}{name}")
        for name, level in wanted.items()
        if levels and level not in levels and (name == "level_aimed" or level > min(levels))
    ]


def _objections_to_value(row: Revised, name: str, text: str, *, where: str, by: Person, plan: Plan) -> list[Objection]:
    column: Any = row._meta.get_field(name)
    if text == "":
        return [] if column.null or column.blank else [objection("needs-a-choice", N_("Choose one."), where=where)]
    if isinstance(column, models.ForeignKey):
        return _objections_to_choice(name, text, where=where, by=by, plan=plan)
    if column.choices:
        known = text in {value for value, _ in column.choices}
        return [] if known else [objection("needs-a-choice", N_("Choose one."), where=where)]
    if column.max_length and len(text) > column.max_length:
        return [
            objection(
                "too-long",
                N_("Shorten this to %(most)d characters; it has %(count)d."),
                where=where,
                most=column.max_length,
                count=len(text),
            )
        ]
    return _objections_to_kind(column, text, where=where)


def _objections_to_kind(column: Any, text: str, *, where: str) -> list[Objection]:
    try:
        value = column.to_python(text)
    except ValidationError:
        value = None
    if isinstance(column, models.DateField) and not isinstance(value, date):
        return [objection("needs-a-date", N_("Enter a date, such as 18 12 2026."), where=where)]
    if column.name == "hours_a_week":
        return [replace(one, where=where) for one in objections_to_hours(text)]
    if isinstance(column, models.IntegerField) and (value is None or not 0 <= value <= HIGHEST_LEVEL):
        return [objection("needs-a-level", N_("Choose a level."), where=where)]
    return []


def _objections_to_choice(name: str, text: str, *, where: str, by: Person, plan: Plan) -> list[Objection]:
    key = whole(text) or 0
    there = {
        "key_result": KeyResult.objects.filter(pk=key, cycle=plan.cycle_id),
        "capability": Capability.objects.filter(pk=key),
        "supporter": Person.objects.filter(pk=key, status__in=PRESENT).exclude(pk=plan.owner_id),
        "partner": Person.objects.filter(pk=key, status__in=PRESENT).exclude(pk=plan.owner_id),
    }[name]
    return [] if there.exists() else [objection("needs-a-choice", N_("Choose one from the list."), where=where)]


def save_edits(row: Revised, edits: Edits, *, by: Person, at: datetime) -> frozenset[str]:
    """Take the edits over in memory; the caller keeps the row. A goal that gets another capability keeps that framework's version."""
    changed = row.apply_edits(edits, by=by, at=at)
    if isinstance(row, Goal) and "capability" in changed:
        row.framework_version = framework_version_of(row.proposed("capability_id"))
    return changed


def set_aside(row: Revised, edits: Edits, dismissed: Mapping[str, Collection[Flaw]], *, prefix: str) -> bool:
    """Remember the dismissed hints of the texts that now stand in a row as they were sent; answers whether that is news (COACH-3)."""
    if not isinstance(row, Coached):
        return False
    named = {name: dismissed[f"{prefix}{name}"] for name in edits if f"{prefix}{name}" in dismissed}
    stands = {name: flaws for name, flaws in named.items() if row.read_field(name) == as_text(edits[name].value)}
    news = [row.set_aside(name, flaws) for name, flaws in stands.items()]  # each of them, whatever the first one says
    return any(news)


def framework_version_of(capability_id: int | None) -> FrameworkVersion | None:
    """The version of the framework that a goal is written against: the one published now (CAP-1)."""
    versions = FrameworkVersion.objects.filter(framework__capabilities=capability_id, state=VersionState.PUBLISHED)
    return versions.order_by("-number").first() if capability_id else None
