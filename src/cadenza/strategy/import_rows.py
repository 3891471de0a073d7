"""Reads the lines of an objectives file into rows with their problems. Knows the columns, not the database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cadenza.objections import N_
from cadenza.strategy.rules import KEY_LENGTH, TITLE_LENGTH, UNIT_LENGTH, CycleSpan, Direction, ObjectiveLevel, cycle_key, cycle_of_key
from cadenza.web.file_cells import FIRST_SIGNS_OF_A_FORMULA, DateOrder, address, as_number, as_switch, is_address, is_nothing
from cadenza.web.file_lines import SHOWN_LENGTH, LineReader, Mends, date_orders, missing_columns
from cadenza.web.file_mappings import ColumnMap, Columns, plain
from cadenza.web.file_report import Problem
from cadenza.web.files import Table

LONGEST_OWNER = 254
EXTERNAL_KEY_LENGTH = 100
LONGEST_FIGURE = 400
DISARMED = re.compile(rf"'+[{re.escape(''.join(FIRST_SIGNS_OF_A_FORMULA))}]")
"""Words that stand where a figure is asked for; they become part of the draft's title."""

OBJECTIVES = Columns(
    names=(
        "level",
        "owner",
        "objective",
        "key_result",
        "baseline",
        "target",
        "current",
        "unit",
        "due",
        "critical",
        "key",
        "period",
        "parent",
        "direction",
        "confidence",
        "objective_owned_by",
        "objective_team",
        "commit",
        "stretch",
        "state",
    ),
    needed=("objective",),
    other_names={
        "level": ("objective level", "goal level", "goal type", "objective type", "scope"),
        "owner": (
            "owner email",
            "owner e-mail",
            "objective owner",
            "goal owner",
            "responsible",
            "assignee",
            "team",
            "department",
            "owner name",
        ),
        "objective": ("objective title", "objective name", "goal", "goal title", "goal name", "title"),
        "key_result": (
            "key result title",
            "key result name",
            "kr",
            "key results",
            "milestone",
            "measure",
            "metric",
            "metric name",
            "result",
        ),
        "baseline": ("start", "start value", "starting value", "initial value", "from", "starting point"),
        "target": ("target value", "goal value", "to", "end value", "target number"),
        "current": ("current value", "actual", "actual value", "progress value", "latest value", "value"),
        "unit": ("units", "unit of measure", "metric unit", "metric type", "measurement unit"),
        "due": ("due date", "end date", "deadline", "target date", "finish date"),
        "critical": ("is critical", "priority critical", "must win"),
        "key": ("id", "goal id", "objective id", "key result id", "kr id", "external id", "reference"),
        "period": ("cycle", "quarter", "okr cycle", "goal cycle", "time period", "session", "okr period"),
        "parent": ("parent objective", "parent goal", "aligned to", "aligns to", "supports", "alignment", "parent title", "contributes to"),
        "direction": ("metric direction", "desired direction", "trend"),
        "confidence": ("confidence level", "confidence score"),
    },
)

LEVELS = {
    plain(word): level
    for level, listed in {
        ObjectiveLevel.COMPANY: "company;organisation;organization;org;corporate;business;enterprise;company-wide;global;top",
        ObjectiveLevel.TEAM: "team;department;group;unit;division;squad;function;tribe",
    }.items()
    for word in listed.split(";")
}
PERSONAL = frozenset(plain(word) for word in ("individual", "personal", "person", "employee", "private", "self"))
DIRECTIONS = {
    plain(word): direction
    for direction, listed in {
        Direction.UP: "up;increase;rise;raise;grow;higher;higher is better;more;increasing",
        Direction.DOWN: "down;decrease;reduce;cut;lower;lower is better;less;fall;decreasing",
        Direction.KEEP: "keep;maintain;hold;stay;stay within;within;between;control;sustain;remain",
        Direction.MILESTONE: "milestone;done;done or not;yes/no;yes or no;boolean;binary;achieved or not",
    }.items()
    for word in listed.split(";")
}
FALLING_TITLE = re.compile(r"\s*(?:reduce|cut|decrease|lower|shorten|drop|halve|shrink|bring down|fewer|less)\b", re.IGNORECASE)
QUARTER_FIRST = re.compile(r"q\s*([1-4])\s*[-/ ,']*\s*(?:fy\s*)?'?(\d{4}|\d{2})", re.IGNORECASE)
YEAR_FIRST = re.compile(r"(?:fy\s*)?'?(\d{4}|\d{2})\s*[-/ ,]*\s*q\s*([1-4])", re.IGNORECASE)


@dataclass(slots=True)
class ObjectiveRow:
    """One line of an objectives file. None means the cell is blank: it says nothing and erases nothing."""

    number: int
    level: ObjectiveLevel | None = None
    owner: str | None = None
    objective: str | None = None
    key_result: str | None = None
    baseline: Decimal | None = None
    target: Decimal | None = None
    current: Decimal | None = None
    unit: str | None = None
    due: date | None = None
    critical: bool | None = None
    key: str | None = None
    period: CycleSpan | None = None
    parents: tuple[str, ...] = ()
    direction: Direction | None = None
    confidence: Decimal | None = None
    commit: Decimal | None = None
    stretch: Decimal | None = None
    cycle_key: str = ""
    """The period as it is written, for cycles of another calendar than today's."""
    owned_by: str | None = None
    """Who owns the objective, where the file says so apart from who owns the key result."""
    says_owned_by: bool = False
    team: str | None = None
    """The objective's team by name or path, where the file names it apart from the owner."""
    is_draft: bool = False
    """The file says that it is a draft: complete figures do not start it."""
    bad: bool = False

    @property
    def has_figures(self) -> bool:
        return self.target is not None or self.baseline is not None

    @property
    def owner_is_address(self) -> bool:
        return self.owner is not None and "@" in self.owner


@dataclass
class ObjectiveFile:
    """All rows of a file, and what is wrong with them on their own."""

    rows: list[ObjectiveRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unusable_columns: bool = False


def read_objectives(table: Table, mapping: ColumnMap, mends: Mends | None, fiscal_month: int) -> ObjectiveFile:
    """Every line as a row. Words where a figure is asked for make a draft, never a refusal (DATA-4)."""
    found = ObjectiveFile(problems=missing_columns(OBJECTIVES, mapping, table.header_number))
    found.unusable_columns = bool(found.problems)
    if found.unusable_columns:
        return found
    orders = date_orders(table, mapping, ("due",))
    for line in table:
        reader = _Reader(line.number, line.cells, mapping, mends or {}, found.problems)
        reader.check_width(table.header)
        row = reader.row(fiscal_month, orders)
        row.bad = reader.bad
        found.rows.append(row)
    return found


def span_of(text: str, fiscal_month: int) -> CycleSpan | None:
    """The quarter that a cell names: 2026-q4, Q4 2026, FY27 Q1, Q4/26. The year is the fiscal year's. None when it names none."""
    folded = text.strip().lower()
    if found := YEAR_FIRST.fullmatch(folded):
        year, quarter = found.group(1), found.group(2)
    elif found := QUARTER_FIRST.fullmatch(folded):
        quarter, year = found.group(1), found.group(2)
    else:
        return None
    return cycle_of_key(cycle_key(int(year) + (2000 if len(year) == 2 else 0), int(quarter)), fiscal_month)


class _Reader(LineReader):
    """A line of an objectives file."""

    def raw(self, column: str) -> str:
        """The cell without the quote by which an export disarmed it (TRUST T14): what comes back is what went out."""
        cell = super().raw(column)
        return cell[1:] if cell.startswith("'") and DISARMED.match(cell) else cell

    def row(self, fiscal_month: int, orders: Mapping[str, DateOrder | None]) -> ObjectiveRow:
        row = ObjectiveRow(self.number)
        row.level = self._level()
        row.owner = self._owner()
        row.objective = self.text("objective", TITLE_LENGTH, needed=True)
        title = self.text("key_result", TITLE_LENGTH)
        row.unit = self.text("unit", UNIT_LENGTH)
        row.direction = self._direction()
        words = self._figures(row)
        row.key_result = self._titled(title, words)
        row.due = self.date("due", orders.get("due"))
        row.critical = self._switch("critical")
        row.key = self.text("key", EXTERNAL_KEY_LENGTH)
        row.period = self._period(fiscal_month)
        row.parents = tuple(part for piece in re.split(r"[;|\n]", self.raw("parent")) if (part := _tidy(piece)))
        row.confidence = self._confidence()
        row.cycle_key = self.plain_text("period").lower()
        row.owned_by, row.says_owned_by = self._named("objective_owned_by"), self.mapping.has("objective_owned_by")
        row.team = self.text("objective_team", LONGEST_OWNER)
        row.is_draft = plain(self.plain_text("state")) == "draft"
        return row

    def _level(self) -> ObjectiveLevel | None:
        text = self.plain_text("level")
        if plain(text) in PERSONAL:
            self.refuse(
                "level",
                "personal-objective",
                N_("Personal goals are no objectives here: they belong in the person's own plan. Leave the line out."),
            )
            return None
        found = LEVELS.get(plain(text)) if text else None
        if text and found is None:
            self.refuse("level", "unknown-objective-level", N_("“%(text)s” is no level. Write company or team."), text=text[:SHOWN_LENGTH])
        return found

    def _owner(self) -> str | None:
        return self._named("owner")

    def _named(self, column: str) -> str | None:
        """An address, or the name of a person or a team."""
        text = self.plain_text(column)
        if len(text) > LONGEST_OWNER:
            self.too_long(column, text, LONGEST_OWNER)
            return None
        found = address(self.raw(column))
        return found if text and is_address(found) else text or None

    def _figures(self, row: ObjectiveRow) -> list[str]:
        """Baseline, target and current; answers the words that stood where a figure was asked for."""
        words: list[str] = []
        for column in ("baseline", "target", "current", "commit", "stretch"):
            text = self.plain_text(column)
            if not text:
                continue
            figure = as_number(text)
            value = Decimal(figure[0]) if figure else None
            if value is not None and (abs(value) >= Decimal(10) ** 14 or value != round(value, 4)):
                self.refuse(
                    column,
                    "figure-too-long",
                    N_("“%(text)s” is too long a figure: 14 digits before the point and 4 behind it fit."),
                    text=text,
                )
                continue
            if value is None:
                if column == "target":
                    words.append(text[:LONGEST_FIGURE])
                elif column != "current" or as_switch(text) is None:
                    self.warn(column, "no-figure", N_("“%(text)s” is no figure and is passed over."), text=text[:SHOWN_LENGTH])
                continue
            setattr(row, column, value)
            if figure and figure[1] and row.unit is None:
                row.unit = figure[1]
        return words

    def _titled(self, title: str | None, words: list[str]) -> str | None:
        """The key result's title; words that stood in the target's place are kept in it."""
        if title is None:
            return words[0][:TITLE_LENGTH] if words else None
        added = f"{title} ({'; '.join(words)})" if words else title
        return added if len(added) <= TITLE_LENGTH else title

    def _direction(self) -> Direction | None:
        text = self.plain_text("direction")
        found = DIRECTIONS.get(plain(text)) if text else None
        if text and found is None:
            self.refuse(
                "direction",
                "unknown-direction",
                N_("“%(text)s” is no direction. Write up, down, keep or milestone."),
                text=text[:SHOWN_LENGTH],
            )
        return found

    def _switch(self, column: str) -> bool | None:
        text = self.plain_text(column)
        found = as_switch(text) if text else None
        if text and found is None:
            self.refuse(column, "not-yes-or-no", N_("“%(text)s” is neither yes nor no."), text=text[:SHOWN_LENGTH])
        return found

    def _period(self, fiscal_month: int) -> CycleSpan | None:
        text = self.plain_text("period")
        found = span_of(text, fiscal_month) if text else None
        if text and found is None:
            self.warn(
                "period",
                "unclear-period",
                N_("“%(text)s” names no quarter. Write 2026-q4. The due date decides instead."),
                text=text[:SHOWN_LENGTH],
            )
        return found

    def _confidence(self) -> Decimal | None:
        """A share from 0 to 1; per cent and marks out of ten are turned into one."""
        text = self.plain_text("confidence")
        figure = as_number(text) if text else None
        value = Decimal(figure[0]) if figure else None
        if value is not None and figure:
            value = value / 100 if figure[1] == "%" or value > 10 else value / 10 if value > 1 else value
        if text and (value is None or not 0 <= value <= 1):
            self.refuse(
                "confidence",
                "unclear-confidence",
                N_("“%(text)s” is no confidence. Write a share from 0 to 1, such as 0.7."),
                text=text[:SHOWN_LENGTH],
            )
            return None
        return None if value is None else round(value, 2)


def _tidy(text: str) -> str:
    found = " ".join(text.split())
    return "" if is_nothing(found) or len(found) > TITLE_LENGTH else found


def result_key(text: str | None) -> str:
    """A key as it can stand in an address; empty when this one cannot."""
    found = (text or "").strip()
    return found if len(found) <= KEY_LENGTH and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", found) else ""


def direction_of(row: ObjectiveRow) -> Direction:
    """As the file says, else as the figures run, else as the title begins; without figures a milestone (INTERFACES 4)."""
    if not row.has_figures:
        return Direction.MILESTONE
    if row.direction is not None and row.direction is not Direction.MILESTONE:
        return row.direction
    if row.baseline is not None and row.target is not None:
        return Direction.UP if row.target > row.baseline else Direction.DOWN if row.target < row.baseline else Direction.KEEP
    return Direction.DOWN if FALLING_TITLE.match(row.key_result or "") else Direction.UP
