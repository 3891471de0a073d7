"""Imports objectives and key results from a table: one code path for the command and the pages (DATA-4, STRAT-1 to STRAT-3).

Words instead of figures become draft milestones and are never refused. A figure that somebody has checked in here since is not
overwritten. A cycle that is missing is made on the organisation's calendar.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cadenza.people.access import is_setting_up
from cadenza.people.models import Person
from cadenza.strategy import access, rules
from cadenza.strategy.actions import POINTING_FIELDS, ensure_cycle
from cadenza.strategy.import_plan import Comparison, PlannedObjective, PlannedResult
from cadenza.strategy.import_rows import result_key
from cadenza.strategy.models import Cycle, KeyResult, Objective
from cadenza.trail.record import NewEntry, record_many
from cadenza.web.file_cells import cleaned
from cadenza.web.file_lines import Choices, may_apply
from cadenza.web.file_mappings import ColumnMap
from cadenza.web.file_report import Report
from cadenza.web.files import Table
from cadenza.web.revisions import Edit, as_text, base_of

EDITED = ("title", "owner", "direction", "baseline", "target", "commit_target", "stretch_target", "unit", "due_date")
"""Fields that people also edit on pages; a change by file counts as one of their revisions."""


BATCH = 500
"""Rows that are written with one statement."""


class CommandLine:
    """Whoever runs the installation's own command: nobody in particular."""

    pk = None


def may_import(viewer: Person, *, at: datetime, held: bool = False) -> bool:
    """Executives, and whoever stands at the top of the line: those whose write right reaches every objective (TRUST B1)."""
    return is_setting_up(viewer) or access.is_executive(viewer, at=at, held=held) or access.is_top(viewer, at=at)


def _require(by: Person | None, at: datetime, *, held: bool = False) -> None:
    """Raise PermissionDenied unless they may; `held` keeps the role so until the transaction ends (TRUST T39)."""
    if by is not None and not may_import(by, at=at, held=held):
        raise PermissionDenied


def check_objectives(table: Table, mapping: ColumnMap, *, by: Person | None, at: datetime, choices: Choices | None = None) -> Report:
    """What this file would change. Changes nothing."""
    _require(by, at)
    return Comparison(table, mapping, choices or Choices(), at).report()


@transaction.atomic
def apply_objectives(table: Table, mapping: ColumnMap, *, by: Person | None, at: datetime, choices: Choices | None = None) -> Report:
    """Write what is good of this file; with bad rows nothing, unless they are left out by choice."""
    _require(by, at, held=True)
    choices = choices or Choices()
    compared = Comparison(table, mapping, choices, at)
    report = compared.report()
    if not may_apply(report, table, leave_out_bad_rows=choices.leave_out_bad_rows):
        return report
    _Writer(compared, by, at).write()
    report.applied = True
    return report


class _Writer:
    """Writes one comparison, in the caller's transaction."""

    def __init__(self, compared: Comparison, by: Person | None, at: datetime) -> None:
        self.compared, self.by, self.at = compared, by, at
        self.entries: list[NewEntry] = []
        self.made: dict[int, Objective] = {}
        self._families: dict[int | None, str] = {}
        self._reached: Counter[tuple[int, str]] = Counter()

    def note(self, kind: str, **facts: Any) -> None:
        self.entries.append(NewEntry(kind, self.by.pk if self.by else None, None, self.at, facts | {"imported": True}))

    def write(self) -> None:
        """Objectives first, then the new key results, both in bulk; what changes is saved one by one."""
        good = [planned for planned in self.compared.results if not planned.bad and planned.objective is not None]
        wanted = list({id(p.objective): p.objective for p in good if p.objective is not None}.values())
        self._objectives(wanted)
        orders = Counter(KeyResult.objects.filter(objective__in=self._standing(wanted)).values_list("objective_id", flat=True))
        added = [self._added(planned, orders) for planned in good if planned.new and planned.row.key_result]
        for result in KeyResult.objects.bulk_create(added, batch_size=BATCH):
            self.note("strategy.key-result-added", key_result=result.pk, objective=result.objective_id)
            if result.critical:
                self.note("strategy.key-result-marked-critical", key_result=result.pk, cycle=result.cycle_id)
        for planned in good:
            if planned.standing is not None and not planned.new:
                self._change(planned, planned.standing)
        for one in wanted:
            self._align(one)
        record_many(self.entries)

    def _standing(self, wanted: list[PlannedObjective]) -> list[int]:
        return [one.standing.pk for one in wanted if one.standing is not None]

    def _objectives(self, wanted: list[PlannedObjective]) -> None:
        """Every objective of the file as a row: those that stand are changed, the others made, cycles with them."""
        cycles: dict[str, Cycle] = {}
        orders: Counter[int] = Counter()
        new: list[tuple[PlannedObjective, Objective]] = []
        for one in wanted:
            if one.standing is not None:
                self._change_objective(one, one.standing)
                self.made[id(one)] = one.standing
                continue
            if one.span.key not in cycles:
                cycle = cycles[one.span.key] = ensure_cycle(one.span.start_date, by=self.by, at=self.at)
                orders[cycle.pk] = Objective.objects.filter(cycle=cycle).count()
            cycle = cycles[one.span.key]
            orders[cycle.pk] += 1
            row = Objective(cycle=cycle, level=one.level, team_id=one.team, owner_id=one.owner, title=one.title)
            row.external_key, row.order = one.external_key, orders[cycle.pk]
            new.append((one, row))
        made = Objective.objects.bulk_create([row for _, row in new], batch_size=BATCH)
        for (one, _), row in zip(new, made, strict=True):
            self.made[id(one)] = row
            self.note("strategy.objective-added", objective=row.pk, cycle=row.cycle_id)

    def _added(self, planned: PlannedResult, orders: Counter[int]) -> KeyResult:
        objective = self.made[id(planned.objective)]
        taken = self.compared.keys_taken[objective.cycle.key]
        wanted = result_key(planned.row.key)
        key = wanted if wanted and wanted not in taken else self._next_key(objective, taken)
        taken.add(key)
        orders[objective.pk] += 1
        return KeyResult(objective=objective, cycle=objective.cycle, key=key, order=orders[objective.pk], **planned.values)

    def _next_key(self, objective: Objective, taken: set[str]) -> str:
        """The first free key of the team's family; where the last search ended, the next one begins."""
        family = self._families.get(objective.team_id)
        if family is None:
            family = self._families[objective.team_id] = objective.team.name if objective.team else "CO"
        where = objective.cycle_id, family
        key = rules.next_key(family, taken, after=self._reached[where])
        self._reached[where] = int(key.rpartition("-")[2])
        return key

    def _change_objective(self, wanted: PlannedObjective, standing: Objective) -> None:
        edits: dict[str, Edit] = {}
        if wanted.owner is not None and wanted.owner != standing.owner_id:
            edits["owner"] = Edit(as_text(wanted.owner), base_of(standing, "owner"))
        if wanted.title.casefold() != cleaned(standing.title).text.casefold():
            edits["title"] = Edit(wanted.title, base_of(standing, "title"))
        fields = set(standing.apply_edits(edits, by=self.by or CommandLine(), at=self.at))
        if wanted.external_key and wanted.external_key != standing.external_key:
            standing.external_key = wanted.external_key
            fields.add("external_key")
        if fields:
            standing.save(update_fields=[*fields, "revisions"])
            self.note("strategy.objective-changed", objective=standing.pk, fields=",".join(sorted(fields)))

    def _change(self, planned: PlannedResult, result: KeyResult) -> None:
        changes = {name: then for name, (_, then) in planned.changes.items() if name.split(" ")[0] not in {"parent", "objective"}}
        if not changes:
            return
        edits = {
            name: Edit(as_text(changes[column]), base_of(result, name))
            for name in EDITED
            if (column := "owner_id" if name == "owner" else name) in changes
        }
        fields = set(result.apply_edits(edits, by=self.by or CommandLine(), at=self.at))
        for name in ("current", "confidence", "critical", "state", "external_key"):
            if name in changes:
                setattr(result, name, changes[name])
                fields.add(name)
        if fields & (POINTING_FIELDS | {"state"}):
            result.changed_at = self.at
        result.save(update_fields=[*fields, "revisions", "changed_at"])
        self.note("strategy.key-result-changed", key_result=result.pk, fields=",".join(sorted(fields)))
        if "critical" in changes:
            kind = "strategy.key-result-marked-critical" if result.critical else "strategy.key-result-no-longer-critical"
            self.note(kind, key_result=result.pk, cycle=result.cycle_id)

    def _align(self, wanted: PlannedObjective) -> None:
        if not wanted.above:
            return
        objective = self.made[id(wanted)]
        above = [self.made.get(id(a)) if isinstance(a, PlannedObjective) else a for a in wanted.above]
        new = [a for a in _present(above) if a.pk not in {o.pk for o in objective.serves.all()}]
        if new:
            objective.serves.add(*new)
            self.note("strategy.objective-aligned", objective=objective.pk, serves=",".join(str(a.pk) for a in new[:20]))


def _present(many: Iterable[Objective | None]) -> Iterator[Objective]:
    yield from (one for one in many if one is not None)
