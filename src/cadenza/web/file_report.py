"""What an import says: counts, and every problem with its line, column and reason. One shape for the page and for `--json`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cadenza.objections import Objection
from cadenza.web.words import say


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, or worth a look, on one line. A warning never keeps a row out."""

    row: int
    column: str
    why: Objection

    @property
    def code(self) -> str:
        return self.why.code

    @property
    def severity(self) -> str:
        return "warning" if self.why.warning else "error"

    @property
    def message(self) -> str:
        return say(self.why)

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "column": self.column, "code": self.code, "message": self.message, "severity": self.severity}


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that an import changes: what it is called, what stands there now, what the file says."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Example:
    """One row that would change something, for the preview."""

    row: int
    name: str
    differences: tuple[Difference, ...] = ()


@dataclass
class Report:
    """The answer of one import. `rows` = `new` + `changed` + `unchanged` + `left_out`, whether it was applied or only looked at."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    left_out: int = 0
    applied: bool = False
    problems: list[Problem] = field(default_factory=list)
    new_examples: list[Example] = field(default_factory=list)
    changed_examples: list[Example] = field(default_factory=list)
    large: Mapping[str, int] = field(default_factory=dict)
    """What makes this a large change (leavers, manager changes, and out of how many): the page asks for a second tick (TRUST N21)."""

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.why.warning]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.why.warning]

    @property
    def bad_rows(self) -> list[int]:
        """Lines that cannot be taken as they are, in order."""
        return sorted({problem.row for problem in self.errors})

    @property
    def touches(self) -> int:
        return self.new + self.changed

    def settle(self, found: Iterable[Problem]) -> None:
        """Take the problems, in the order of the file."""
        self.problems = sorted(found, key=lambda problem: (problem.row, problem.why.warning, problem.column, problem.code))

    def lines(self) -> Iterator[str]:
        """The report as sentences for a terminal, problems first, then the counts."""
        for problem in self.problems:
            where = _("line %(row)d, %(column)s") if problem.column else _("line %(row)d")
            place = where % {"row": problem.row, "column": problem.column} if problem.row else _("file")
            yield f"{place}: {problem.message} [{problem.code}]"
        counts = {"rows": self.rows, "new": self.new, "changed": self.changed, "unchanged": self.unchanged, "left_out": self.left_out}
        yield _("%(rows)d rows: %(new)d new, %(changed)d changed, %(unchanged)d unchanged, %(left_out)d left out.") % counts
        yield _("Applied.") if self.applied else _("Nothing was applied.")

    def as_json(self) -> dict[str, Any]:
        """INTERFACES section 4, exactly."""
        return {
            "rows": self.rows,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "left_out": self.left_out,
            "applied": self.applied,
            "problems": [problem.as_json() for problem in self.problems],
        }
