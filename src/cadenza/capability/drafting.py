"""Verbs of a draft: the next version of a framework is written by hand, level by level, and stays out of sight until it is published (CAP-1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from cadenza.capability import access, queries, rules
from cadenza.capability.actions import capabilities_of, next_version, write_ladders
from cadenza.capability.models import Capability, FrameworkVersion, Level, Statement
from cadenza.capability.rules import VERSION_MOVES, CapabilityEntry, LevelEntry, VersionMove
from cadenza.objections import Unseen, refuse_if
from cadenza.people.models import Person
from cadenza.trail.record import record
from cadenza.web.revisions import Edit


@transaction.atomic
def begin_version(slug: str, *, by: Person, at: datetime) -> FrameworkVersion:
    """Begin the next version as a copy of the one in force, words and order alike (CAP-1)."""
    access.require_role(by, "change-framework", at=at)
    framework = access.framework_by_slug(by, slug, at=at)
    current = queries.in_force().filter(framework=framework).first()
    version = next_version(framework)
    if current is not None:
        entries = queries.entries_of(current)
        write_ladders(version, capabilities_of(framework, entries), entries)
    record("capability.version-begun", by=by, about=None, at=at, framework=framework.pk, version=version.number)
    return version


@transaction.atomic
def save_ladder(
    version_id: int, names: Mapping[int, Edit], texts: Mapping[int, Edit], *, by: Person, at: datetime
) -> list[tuple[Level | Statement, frozenset[str]]]:
    """Take over what was reworded: level -> its name, statement -> its text. Answers each row with the fields that really changed.

    An emptied statement stays as an empty row until the version is published, so that nobody types into nothing. Raises Conflict.
    """
    version = _draft(version_id, by=by, at=at)
    levels = Level.objects.select_for_update(of=("self",)).filter(version=version, pk__in=names)
    statements = Statement.objects.select_for_update(of=("self",)).filter(level__version=version, pk__in=texts)
    found: list[tuple[Level | Statement, frozenset[str]]] = []
    found += [(row, row.apply_edits({"name": names[row.pk]}, by=by, at=at)) for row in levels]
    found += [(row, row.apply_edits({"text": texts[row.pk]}, by=by, at=at)) for row in statements]
    if len(found) < len(names) + len(texts):  # somebody took the level out while it was being reworded
        raise Unseen
    changed = [row for row, fields in found if fields]
    for row in changed:
        row.save()
    if changed:
        record("capability.ladder-reworded", by=by, about=None, at=at, version=version.pk, texts=len(changed))
    return found


@transaction.atomic
def add_statement(version_id: int, level_id: int, text: str, *, by: Person, at: datetime) -> Statement:
    """Add what is seen at a level, after what stands there (CAP-1)."""
    version = _draft(version_id, by=by, at=at)
    level = Level.objects.select_related("capability").filter(version=version, pk=level_id).first()
    if level is None:
        raise Unseen
    refuse_if(rules.objections_to_framework("-", [_entry(level.capability, level.number, level.name, text)]))
    last = level.statements.aggregate(last=Max("order"))["last"]
    statement = Statement.objects.create(level=level, order=0 if last is None else last + 1, text=text.strip())
    record("capability.statement-added", by=by, about=None, at=at, version=version.pk, level=level.pk)
    return statement


@transaction.atomic
def add_level(version_id: int, capability_id: int, number: int, *, name: str, text: str, by: Person, at: datetime) -> Level:
    """Add a level to a capability of the draft, with the first thing that is seen there. Ladders may be uneven (CAP-1)."""
    version = _draft(version_id, by=by, at=at)
    capability = Capability.objects.filter(framework=version.framework_id, pk=capability_id).first()
    if capability is None:
        raise Unseen
    taken = [LevelEntry(one, "", ("-",)) for one in version.levels.filter(capability=capability).values_list("number", flat=True)]
    added = LevelEntry(number, name.strip(), (text,))
    refuse_if(rules.objections_to_framework("-", [CapabilityEntry(capability.family, capability.name, (*taken, added))]))
    level = Level.objects.create(version=version, capability=capability, number=number, name=name.strip())
    Statement.objects.create(level=level, text=text.strip())
    record("capability.level-added", by=by, about=None, at=at, version=version.pk, capability=capability.pk, level=number)
    return level


@transaction.atomic
def remove_level(version_id: int, level_id: int, *, by: Person, at: datetime) -> Capability:
    """Take a level out of the draft; the versions before keep theirs. Answers whose level it was (CAP-1)."""
    version = _draft(version_id, by=by, at=at)
    level = Level.objects.select_related("capability").filter(version=version, pk=level_id).first()
    if level is None:
        raise Unseen
    record("capability.level-removed", by=by, about=None, at=at, version=version.pk, capability=level.capability_id, level=level.number)
    level.delete()
    return level.capability


@transaction.atomic
def add_capability(version_id: int, entry: CapabilityEntry, *, by: Person, at: datetime) -> Capability:
    """Add a capability to the draft with its first level. One that an earlier version held comes back as the same row (CAP-1)."""
    version = _draft(version_id, by=by, at=at)
    standing = list(Capability.objects.filter(levels__version=version).distinct())
    family = next((one.family for one in standing if one.family.casefold() == entry.family.casefold()), entry.family)
    entry = replace(entry, family=family)
    refuse_if(rules.objections_to_framework(version.framework.name, [*(_entry(one, 1, "", "-") for one in standing), entry]))
    known = capabilities_of(version.framework, [entry])
    write_ladders(version, known, [entry])
    capability = known[entry.family.casefold(), entry.name.casefold()]
    record("capability.capability-added", by=by, about=None, at=at, version=version.pk, capability=capability.pk)
    return capability


@transaction.atomic
def discard_version(version_id: int, *, by: Person, at: datetime) -> FrameworkVersion:
    """Stop writing a draft. Its number is not used again; the version in force stays in force (CAP-1)."""
    version = access.version_for(by, version_id, at=at)
    refuse_if(rules.objections_to_version_move(version.state, VersionMove.DISCARD))
    version.state = VERSION_MOVES[rules.VersionState.DRAFT, VersionMove.DISCARD]
    version.save(update_fields=["state"])
    record("capability.version-discarded", by=by, about=None, at=at, framework=version.framework_id, version=version.number)
    return version


def _draft(version_id: int, *, by: Person, at: datetime) -> FrameworkVersion:
    version = access.version_for(by, version_id, at=at)
    refuse_if(rules.objections_to_changing_version(version.state))
    return version


def _entry(capability: Capability, number: int, name: str, text: str) -> CapabilityEntry:
    return CapabilityEntry(capability.family, capability.name, (LevelEntry(number, name, (text,)),))
