"""One objective whole: what it serves and what serves it, its key results, where it comes from and goes on, and what may be done (STRAT-1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cadenza.insight.queries import Block, block_of
from cadenza.people.models import Person
from cadenza.plans.queries import coverage_of
from cadenza.strategy import access, queries
from cadenza.strategy.models import Cycle, Objective
from cadenza.strategy.rules import OBJECTIVE_MOVES, Move


@dataclass(frozen=True)
class ObjectivePage:
    """An objective as this reader sees it; all of it is open to everybody who works here (TRUST R3)."""

    cycle: Cycle
    block: Block
    may: frozenset[str]
    """Actions of strategy's WHO_MAY that the page offers."""
    moves: list[Move]
    goes_on: list[Objective]
    """Objectives of later cycles that go on from it."""

    @property
    def objective(self) -> Objective:
        return self.block.objective


def objective_page(viewer: Person, cycle_key: str, objective_id: int, *, at: datetime) -> ObjectivePage:
    """An objective with its key results. Constant queries."""
    cycle = access.cycle_by_key(viewer, cycle_key, at=at)
    seen = access.objective_for(viewer, "see", objective_id, at=at)
    access.belongs(seen.cycle_id, cycle)
    standings = access.standings_on(viewer, seen, at=at)
    may = frozenset(action for action in access.WHO_MAY if access.may(action, standings))
    objective = queries.objectives_of(cycle).select_related("team", "owner", "continues__cycle").get(pk=objective_id)
    goals = coverage_of([result.pk for result in objective.key_results.all()])
    moves = [move for state, move in OBJECTIVE_MOVES if state == objective.state] if "move-objective" in may else []
    return ObjectivePage(cycle, block_of(objective, goals), may, moves, list(objective.continued_by.select_related("cycle")))
