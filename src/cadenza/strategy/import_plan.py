"""Compares the rows of an objectives file with what stands, and says what would change. Reads, never writes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format

from cadenza.objections import N_, Objection
from cadenza.people.days import day_of, organisation
from cadenza.people.models import Person, Team
from cadenza.people.rules import PersonStatus
from cadenza.strategy import rules
from cadenza.strategy.drafts import findings_in, said_of
from cadenza.strategy.import_rows import ObjectiveRow, direction_of, read_objectives
from cadenza.strategy.models import CheckIn, Cycle, KeyResult, Objective
from cadenza.strategy.rules import CycleSpan, Direction, ObjectiveLevel, ResultState, figure
from cadenza.web.file_cells import cleaned
from cadenza.web.file_lines import SHOWN_LENGTH, Choices
from cadenza.web.file_mappings import ColumnMap
from cadenza.web.file_report import Difference, Example, Problem, Report
from cadenza.web.files import Table

EXAMPLES = 8
ObjectiveKey = tuple[str, str, int | None, str]
"""Cycle, level, team, title without case: what makes an objective of a file the same as one that stands."""


@dataclass(slots=True)
class PlannedObjective:
    """An objective of the file; `standing` is the one it was found to be."""

    key: ObjectiveKey
    span: CycleSpan
    level: ObjectiveLevel
    team: int | None
    title: str
    owner: int | None
    external_key: str = ""
    standing: Objective | None = None
    parents: list[tuple[int, str]] = field(default_factory=list)
    """(line, key or title) of objectives above."""
    above: list[PlannedObjective | Objective] = field(default_factory=list)


@dataclass(slots=True)
class PlannedResult:
    """One row: a key result, or an objective alone."""

    row: ObjectiveRow
    objective: PlannedObjective | None = None
    owner: int | None = None
    standing: KeyResult | None = None
    values: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    new: bool = False
    bad: bool = False


class Comparison:
    """One file beside what stands."""

    def __init__(self, table: Table, mapping: ColumnMap, choices: Choices, at: datetime) -> None:
        self.at, self.today, self.month = at, day_of(at), organisation().fiscal_year_starts_in
        read = read_objectives(table, mapping, choices.mends, self.month)
        self.rows, self.problems, self.fatal = read.rows, read.problems, read.unusable_columns
        self.objectives: dict[ObjectiveKey, PlannedObjective] = {}
        self.results = [PlannedResult(row, bad=row.bad) for row in self.rows]
        if self.fatal:
            return
        self._know()
        for planned in self.results:
            if not planned.bad:
                self._place(planned)
        self._split_keys()
        seen: dict[tuple[ObjectiveKey, str], int] = {}
        for planned in self.results:
            if not planned.bad:
                self._compare(planned, seen)
        self._align()

    def _know(self) -> None:
        """Everything that stands, read once."""
        people = list(Person.objects.exclude(status=PersonStatus.LEAVER).values_list("pk", "email", "name", "team_id"))
        self.by_email = {email: pk for pk, email, _, _ in people if email}
        self.by_name: defaultdict[str, list[int]] = defaultdict(list)
        for pk, _, name, _ in people:
            self.by_name[name.casefold()].append(pk)
        self.team_of = {pk: team for pk, _, _, team in people}
        teams = {pk: (name, parent, lead) for pk, name, parent, lead in Team.objects.values_list("pk", "name", "parent_id", "lead_id")}
        self.lead_of = {pk: lead for pk, (_, _, lead) in teams.items()}
        self.teams: defaultdict[str, list[int]] = defaultdict(list)
        for pk in teams:
            names: list[str] = []
            step: int | None = pk
            while step is not None and len(names) < 20:
                names.append(teams[step][0].casefold())
                step = teams[step][1]
            for depth in range(1, len(names) + 1):
                self.teams["/".join(reversed(names[:depth]))].append(pk)
        self.cycles = {cycle.key: cycle for cycle in Cycle.objects.all()}
        self.standing: dict[ObjectiveKey, Objective] = {}
        self.objective_of: dict[int, Objective] = {}
        for objective in Objective.objects.select_related("cycle").prefetch_related("serves"):
            self.objective_of[objective.pk] = objective
            title = _as_cell(objective.title).casefold()
            self.standing.setdefault((objective.cycle.key, objective.level, objective.team_id, title), objective)
        results = list(KeyResult.objects.select_related("cycle"))
        self.result_by_title = {(r.objective_id, _as_cell(r.title).casefold()): r for r in results}
        self.result_by_key = {(r.cycle.key, r.key.casefold()): r for r in results}
        self.result_by_key |= {(r.cycle.key, r.external_key.casefold()): r for r in results if r.external_key}
        self.keys_taken: defaultdict[str, set[str]] = defaultdict(set)
        for result in results:
            self.keys_taken[result.cycle.key].add(result.key)
        self.checked_in = set(CheckIn.objects.values_list("key_result_id", flat=True).distinct())

    # --- whose it is, and in which quarter

    def refuse(self, planned: PlannedResult, column: str, code: str, message: str, /, **values: object) -> None:
        planned.bad = True
        self.problems.append(Problem(planned.row.number, column, Objection(code, message, column, values)))

    def warn(self, planned: PlannedResult, column: str, code: str, message: str, /, **values: object) -> None:
        self.problems.append(Problem(planned.row.number, column, Objection(code, message, column, values, warning=True)))

    def _place(self, planned: PlannedResult) -> None:
        row = planned.row
        owner, team = self._owner(planned, "owner", row.owner)
        holder = self._owner(planned, "objective_owned_by", row.owned_by)[0] if row.says_owned_by else owner
        if row.team is not None:
            team = self._team(planned, row.team)
        level = row.level or (ObjectiveLevel.TEAM if team is not None and not row.owner_is_address else ObjectiveLevel.COMPANY)
        if row.level is None and not planned.bad:
            self.warn(
                planned, "level", "objective-level-guessed", N_("No level is given. It is taken for the %(level)s's."), level=level.value
            )
        if level is ObjectiveLevel.TEAM and team is None and not planned.bad:
            self.refuse(planned, "owner", "no-team", N_("A team's objective needs a team, or an owner who is in one."))
        if planned.bad:
            return
        span = self._span(planned)
        planned.owner = owner
        key: ObjectiveKey = (span.key, level.value, team if level is ObjectiveLevel.TEAM else None, (row.objective or "").casefold())
        found = self.objectives.get(key)
        if found is None:
            found = self.objectives[key] = PlannedObjective(
                key, span, level, key[2], row.objective or "", holder, standing=self.standing.get(key)
            )
        planned.objective = found
        found.parents += [
            (row.number, parent) for parent in row.parents if parent.casefold() not in {p.casefold() for _, p in found.parents}
        ]

    def _owner(self, planned: PlannedResult, column: str, text: str | None) -> tuple[int | None, int | None]:
        """(person, team) that an owner's cell means: an address, a team or its path, else a name that only one has."""
        if text is None:
            return None, None
        if "@" in text:
            person = self.by_email.get(text)
            if person is None:
                self.refuse(planned, column, "unknown-owner", N_("Nobody here has the address “%(text)s”."), text=text[:SHOWN_LENGTH])
            return person, self.team_of.get(person) if person else None
        teams = self._teams_called(text)
        people = self.by_name.get(text.casefold(), [])
        if len(teams) > 1:
            self.refuse(
                planned, column, "ambiguous-owner", N_("Several teams are called “%(text)s”. Write the path."), text=text[:SHOWN_LENGTH]
            )
        elif teams:
            return self.lead_of[teams[0]], teams[0]
        elif len(people) == 1:
            return people[0], self.team_of[people[0]]
        else:
            self.refuse(
                planned,
                column,
                "unknown-owner",
                N_("“%(text)s” is neither a team here nor the name of one person."),
                text=text[:SHOWN_LENGTH],
            )
        return None, None

    def _team(self, planned: PlannedResult, text: str) -> int | None:
        """The objective's team, where a column of its own names it."""
        teams = self._teams_called(text)
        if len(teams) != 1:
            self.refuse(
                planned,
                "objective_team",
                "unknown-objective-team",
                N_("“%(text)s” is not the name or path of one team here."),
                text=text[:SHOWN_LENGTH],
            )
        return teams[0] if len(teams) == 1 else None

    def _teams_called(self, text: str) -> list[int]:
        """Teams of a name or path; a name with a stroke in it is looked for as it is written, too."""
        folded = text.casefold()
        return self.teams.get("/".join(part.strip() for part in folded.split("/")), []) or self.teams.get(folded, [])

    def _span(self, planned: PlannedResult) -> CycleSpan:
        """The quarter of a row: as its period says, else that of its due date, else the present one."""
        row = planned.row
        if row.cycle_key in self.cycles:
            day = self.cycles[row.cycle_key].start_date
        elif row.period is not None:
            day = row.period.start_date
        elif row.due is not None:
            day = row.due
        else:
            self.warn(planned, "period", "no-period", N_("Neither period nor due date: it goes into the present quarter."))
            day = self.today
        standing = next((c for c in self.cycles.values() if c.start_date <= day <= c.end_date), None)
        if standing is not None:
            return CycleSpan(standing.key, standing.start_date, standing.end_date)
        return rules.cycle_at(day, self.month)

    def _split_keys(self) -> None:
        """A key on several lines of one objective is that objective's own; on lines of several objectives it is a mistake."""
        lines: defaultdict[tuple[str, str], list[PlannedResult]] = defaultdict(list)
        for planned in self.results:
            if not planned.bad and planned.objective and planned.row.key:
                lines[planned.objective.span.key, planned.row.key.casefold()].append(planned)
        for same in lines.values():
            if len({id(p.objective) for p in same}) == 1 and len({(p.row.key_result or "").casefold() for p in same}) > 1:
                for planned in same:
                    assert planned.objective is not None
                    planned.objective.external_key = planned.row.key or ""
                    planned.row.key = None
            elif len({id(p.objective) for p in same}) > 1:
                for planned in same[1:]:
                    self.refuse(
                        planned,
                        "key",
                        "key-used-twice",
                        N_("The key %(key)s stands on line %(first)d already."),
                        key=planned.row.key,
                        first=same[0].row.number,
                    )

    # --- what is different

    def _compare(self, planned: PlannedResult, seen: dict[tuple[ObjectiveKey, str], int]) -> None:
        row, objective = planned.row, planned.objective
        assert objective is not None
        title = row.key_result or ""
        known = self.result_by_key.get((objective.span.key, row.key.casefold())) if row.key else None
        same = title.casefold() if known is None else f"\0{known.pk}"  # two results of one title are told apart by their keys
        first = seen.setdefault((objective.key, same), row.number)
        if first != row.number:
            self.refuse(
                planned, "key_result", "same-result-again", N_("The same key result stands on line %(first)d already."), first=first
            )
            return
        if not title:
            planned.new = objective.standing is None
            return
        planned.values = self._values(planned)
        planned.standing = self._standing(planned)
        if planned.standing is not None and objective.standing is None:  # known by the key of its result: the file renames it
            objective.standing = self.objective_of[planned.standing.objective_id]
        if planned.standing is None:
            planned.new = True
            draft = KeyResult(key="X", **planned.values)
            self._object(planned, draft)
            if planned.values["state"] == ResultState.DRAFT:
                self.warn(
                    planned,
                    "target",
                    "draft-result",
                    N_("“%(title)s” comes in as a draft: figures are missing.")
                    if not row.is_draft
                    else N_("“%(title)s” comes in as a draft, as the file says."),
                    title=title[:SHOWN_LENGTH],
                )
                self._coach(planned, draft)
            return
        self._difference(planned, planned.standing)

    def _coach(self, planned: PlannedResult, draft: KeyResult) -> None:
        """What the coach sees in a drafted key result, as one warning: it never keeps a row out, and stands on the draft too (DATA-4)."""
        found = findings_in(draft)
        if found:
            self.warn(planned, "key_result", "coach-findings", N_("The coach on the wording: %(seen)s."), seen=said_of(found))

    def _standing(self, planned: PlannedResult) -> KeyResult | None:
        assert planned.objective is not None
        if planned.row.key:
            found = self.result_by_key.get((planned.objective.span.key, planned.row.key.casefold()))
            if found is not None:
                return found
        objective = planned.objective.standing
        return self.result_by_title.get((objective.pk, (planned.row.key_result or "").casefold())) if objective else None

    def _values(self, planned: PlannedResult) -> dict[str, Any]:
        """A key result as this row describes it."""
        row, objective = planned.row, planned.objective
        assert objective is not None
        direction = direction_of(row)
        finished = direction is not Direction.MILESTONE and row.baseline is not None and row.target is not None
        return {
            "title": row.key_result,
            "owner_id": planned.owner,
            "direction": direction,
            "baseline": row.baseline,
            "target": row.target,
            "commit_target": row.commit,
            "stretch_target": row.stretch,
            "current": row.current,
            "unit": row.unit or "",
            "confidence": row.confidence,
            "due_date": row.due or objective.span.end_date,
            "critical": bool(row.critical),
            "state": ResultState.ACTIVE if finished and not row.is_draft else ResultState.DRAFT,
            "external_key": row.key or "",
        }

    def _object(self, planned: PlannedResult, result: KeyResult) -> None:
        """The room's own rules, on this row (STRAT-2)."""
        assert planned.objective is not None
        span = planned.objective.span
        for why in rules.objections_to_key_result(
            result, cycle_start=span.start_date, cycle_end=span.end_date, finished=result.state != ResultState.DRAFT
        ):
            column = {"due_date": "due", "title": "key_result", "commit_target": "commit", "stretch_target": "stretch"}.get(
                why.where, why.where
            )
            planned.bad = planned.bad or not why.warning
            self.problems.append(Problem(planned.row.number, column, why))

    def _difference(self, planned: PlannedResult, now: KeyResult) -> None:
        """Only what the file says and what stands otherwise; a blank cell says nothing."""
        row, values = planned.row, planned.values
        if now.state in {ResultState.DROPPED, ResultState.CLOSED}:
            self.warn(planned, "key_result", "result-is-over", N_("This key result is closed or dropped here and stays as it is."))
            return
        says = {
            "title": values["title"] if values["title"] != _as_cell(now.title) else None,
            "owner_id": planned.owner,
            "baseline": row.baseline,
            "target": row.target,
            "commit_target": row.commit,
            "stretch_target": row.stretch,
            "unit": row.unit if row.unit != _as_cell(now.unit) else None,
            "due_date": row.due,
            "critical": row.critical,
            "external_key": row.key if (row.key or "").casefold() != now.key.casefold() else None,
            "direction": values["direction"] if row.has_figures else None,
        }
        moving = {"current": row.current, "confidence": row.confidence}
        if now.pk in self.checked_in:
            if any(then is not None and then != getattr(now, name) for name, then in moving.items()):
                self.warn(
                    planned, "current", "checked-in-since", N_("Somebody has checked in on this key result here; its current figure stays.")
                )
        else:
            says |= moving
        planned.changes = {
            name: (getattr(now, name), then) for name, then in says.items() if then is not None and then != getattr(now, name)
        }
        if now.state == ResultState.DRAFT and values["state"] == ResultState.ACTIVE:
            planned.changes["state"] = (now.state, ResultState.ACTIVE)
        if now.state == ResultState.DRAFT and "title" in planned.changes and "state" not in planned.changes:
            self._coach(planned, KeyResult(title=values["title"], target=row.target or now.target))
        if planned.changes:
            would_be = KeyResult(**{f.attname: getattr(now, f.attname) for f in KeyResult._meta.concrete_fields})
            for name, (_, then) in planned.changes.items():
                setattr(would_be, name, then)
            self._object(planned, would_be)

    # --- what serves what

    def _align(self) -> None:
        """Parents by key or title, in the file or known; one cycle, no circle, no company objective under a team's (STRAT-1)."""
        by_number = {planned.row.number: planned for planned in self.results}
        in_file: dict[tuple[str, str], PlannedObjective] = {}
        for planned in self.results:
            if planned.bad or planned.objective is None:
                continue
            for name in (planned.row.key, planned.objective.external_key, planned.objective.title):
                if name:
                    in_file.setdefault((planned.objective.span.key, name.casefold()), planned.objective)
        known: dict[tuple[str, str], Objective] = {}
        for (cycle, _, _, title), objective in self.standing.items():
            known.setdefault((cycle, title), objective)
            if objective.external_key:
                known.setdefault((cycle, objective.external_key.casefold()), objective)
        for (cycle, key), result in self.result_by_key.items():
            known.setdefault((cycle, key), self.objective_of[result.objective_id])
        for below in self.objectives.values():
            for number, parent in below.parents:
                planned = by_number[number]
                where = (below.span.key, parent.casefold())
                above: PlannedObjective | Objective | None = in_file.get(where) or known.get(where)
                if planned.bad:
                    continue
                if above is None:
                    self.warn(
                        planned,
                        "parent",
                        "unknown-parent",
                        N_("No objective of this quarter is called “%(text)s”. It is aligned to nothing."),
                        text=parent[:SHOWN_LENGTH],
                    )
                elif below.level is ObjectiveLevel.COMPANY and above.level != ObjectiveLevel.COMPANY:
                    self.refuse(
                        planned, "parent", "parent-is-a-teams", N_("A company objective cannot serve a team's. Align the other way round.")
                    )
                elif self._leads_back(above, below):
                    self.refuse(planned, "parent", "alignment-loop", N_("This would let an objective serve itself in the end."))
                else:
                    below.above.append(above)

        self._forget_left_out(by_number)

    def _forget_left_out(self, by_number: dict[int, PlannedResult]) -> None:
        """An objective all of whose lines are bad is not written; whatever was to serve it serves nothing, or what stands of it."""
        kept = {id(planned.objective) for planned in self.results if not planned.bad}
        for below in self.objectives.values():
            for above in [one for one in below.above if isinstance(one, PlannedObjective) and id(one) not in kept]:
                below.above.remove(above)
                if above.standing is not None:
                    below.above.append(above.standing)
                elif below.parents and not (first := by_number[below.parents[0][0]]).bad:
                    self.warn(
                        first,
                        "parent",
                        "parent-left-out",
                        N_("The lines of “%(text)s” are left out. It is aligned to nothing."),
                        text=above.title[:SHOWN_LENGTH],
                    )

    def _leads_back(self, start: PlannedObjective | Objective, goal: PlannedObjective) -> bool:
        """Whether what would be above already serves what would be below."""
        ahead: list[PlannedObjective | Objective] = [start]
        seen: set[tuple[object, ...]] = set()
        planned_of = {o.standing.pk: o for o in self.objectives.values() if o.standing}
        while ahead:
            here = ahead.pop()
            if isinstance(here, Objective):
                here = planned_of.get(here.pk, here)
            if here is goal:
                return True
            name = here.key if isinstance(here, PlannedObjective) else ("standing", here.pk)
            if name in seen:
                continue
            seen.add(name)
            standing = here.standing if isinstance(here, PlannedObjective) else here
            if isinstance(here, PlannedObjective):
                ahead += here.above
            if standing is not None:  # what it serves today counts as well
                ahead += list(standing.serves.all())
        return False

    # --- what is said

    def report(self) -> Report:
        report = Report(rows=len(self.rows))
        self._count_alignment()
        for planned in self.results:
            if planned.bad:
                report.left_out += 1
            elif planned.new:
                report.new += 1
                if len(report.new_examples) < EXAMPLES:
                    report.new_examples.append(self._example(planned))
            elif planned.changes:
                report.changed += 1
                if len(report.changed_examples) < EXAMPLES:
                    report.changed_examples.append(self._example(planned))
            else:
                report.unchanged += 1
        if not self.rows and not self.fatal:
            self.problems.append(Problem(1, "", Objection("no-objectives", N_("There is a header and no line under it."), warning=True)))
        report.settle(self.problems)
        return report

    def _count_alignment(self) -> None:
        """An alignment or an owner that is new to a standing objective counts on its first line."""
        first: dict[int, PlannedResult] = {}
        for planned in self.results:
            if not planned.bad and planned.objective is not None:
                first.setdefault(id(planned.objective), planned)
        for planned in first.values():
            objective = planned.objective
            assert objective is not None
            if objective.standing is None:
                continue
            serving = {o.pk for o in objective.standing.serves.all()}
            added = [
                a
                for a in objective.above
                if (a.standing.pk if isinstance(a, PlannedObjective) and a.standing else getattr(a, "pk", None)) not in serving
            ]
            if added:
                planned.changes["parent"] = ("", "; ".join(a.title for a in added))
            if objective.owner is not None and objective.owner != objective.standing.owner_id:
                planned.changes["objective owner"] = (objective.standing.owner_id, objective.owner)
            if objective.title.casefold() != _as_cell(objective.standing.title).casefold():
                planned.changes["objective"] = (objective.standing.title, objective.title)
            if objective.external_key and objective.external_key != objective.standing.external_key:
                planned.changes["objective key"] = (objective.standing.external_key, objective.external_key)

    def _example(self, planned: PlannedResult) -> Example:
        assert planned.objective is not None
        pairs = planned.changes or {name: (None, then) for name, then in planned.values.items() if then not in (None, "", False)}
        differences = tuple(
            Difference(name.removesuffix("_id"), self._shown(name, now), self._shown(name, then)) for name, (now, then) in pairs.items()
        )
        return Example(planned.row.number, planned.row.key_result or planned.objective.title, differences)

    def _shown(self, name: str, value: Any) -> str:
        if value is None:
            return ""
        if name in {"owner_id", "objective owner"}:
            return str(Person.objects.filter(pk=value).values_list("name", flat=True).first() or "")
        if isinstance(value, date):
            return date_format(value, "j F Y")
        return figure(value) if isinstance(value, Decimal) else str(value)


def _as_cell(text: str) -> str:
    """Words as a cell gives them back: what was typed with two spaces is no other title."""
    return cleaned(text).text
