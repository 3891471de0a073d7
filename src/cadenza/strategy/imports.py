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
from cadenza.strategy.models import KeyResult, Objective
from cadenza.trail.record import NewEntry, record_many
from cadenza.web.file_lines import Choices, may_apply
from cadenza.web.file_mappings import ColumnMap
from cadenza.web.file_report import Report
from cadenza.web.files import Table
from cadenza.web.revisions import Edit, as_text, base_of

EDITED = ("title", "owner", "direction", "baseline", "target", "unit", "due_date")
"""Fields that people also edit on pages; a change by file counts as one of their revisions."""


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

    def note(self, kind: str, **facts: Any) -> None:
        self.entries.append(NewEntry(kind, self.by.pk if self.by else None, None, self.at, facts | {"imported": True}))

    def write(self) -> None:
        good = [planned for planned in self.compared.results if not planned.bad and planned.objective is not None]
        orders: Counter[int] = Counter()
        for planned in good:
            objective = self._objective(planned)
            if planned.new and planned.row.key_result:
                orders[objective.pk] += 1
                self._add(planned, objective, objective.key_results.count() + 1)
            elif planned.standing is not None:
                self._change(planned, planned.standing)
        for wanted in {id(p.objective): p.objective for p in good}.values():
            if wanted is not None:
                self._align(wanted)
        record_many(self.entries)

    def _objective(self, planned: PlannedResult) -> Objective:
        wanted = planned.objective
        assert wanted is not None
        if id(wanted) in self.made:
            return self.made[id(wanted)]
        standing = wanted.standing
        if standing is None:
            cycle = ensure_cycle(wanted.span.start_date, by=self.by, at=self.at)
            standing = Objective.objects.create(
                cycle=cycle,
                level=wanted.level,
                team_id=wanted.team,
                owner_id=wanted.owner,
                title=wanted.title,
                external_key=wanted.external_key,
                order=Objective.objects.filter(cycle=cycle).count() + 1,
            )
            self.note("strategy.objective-added", objective=standing.pk, cycle=cycle.pk)
        else:
            self._change_objective(wanted, standing)
        self.made[id(wanted)] = standing
        return standing

    def _change_objective(self, wanted: PlannedObjective, standing: Objective) -> None:
        edits: dict[str, Edit] = {}
        if wanted.owner is not None and wanted.owner != standing.owner_id:
            edits["owner"] = Edit(as_text(wanted.owner), base_of(standing, "owner"))
        if wanted.title.casefold() != standing.title.casefold():
            edits["title"] = Edit(wanted.title, base_of(standing, "title"))
        fields = set(standing.apply_edits(edits, by=self.by or CommandLine(), at=self.at))
        if wanted.external_key and wanted.external_key != standing.external_key:
            standing.external_key = wanted.external_key
            fields.add("external_key")
        if fields:
            standing.save(update_fields=[*fields, "revisions"])
            self.note("strategy.objective-changed", objective=standing.pk, fields=",".join(sorted(fields)))

    def _add(self, planned: PlannedResult, objective: Objective, order: int) -> None:
        taken = self.compared.keys_taken[objective.cycle.key]
        wanted = result_key(planned.row.key)
        family = objective.team.name if objective.team else "CO"
        key = wanted if wanted and wanted not in taken else rules.next_key(family, taken)
        taken.add(key)
        result = KeyResult.objects.create(objective=objective, cycle=objective.cycle, key=key, order=order, **planned.values)
        self.note("strategy.key-result-added", key_result=result.pk, objective=objective.pk)
        if result.critical:
            self.note("strategy.key-result-marked-critical", key_result=result.pk, cycle=result.cycle_id)

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
        objective = self.made[id(wanted)]
        above = [self.made.get(id(a)) if isinstance(a, PlannedObjective) else a for a in wanted.above]
        new = [a for a in _present(above) if a.pk not in {o.pk for o in objective.serves.all()}]
        if new:
            objective.serves.add(*new)
            self.note("strategy.objective-aligned", objective=objective.pk, serves=",".join(str(a.pk) for a in new[:20]))


def _present(many: Iterable[Objective | None]) -> Iterator[Objective]:
    yield from (one for one in many if one is not None)
