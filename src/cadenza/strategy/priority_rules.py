"""Which goals come first in a ranked list: those that serve what the organisation needs now. Pure (STRAT-6)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from cadenza.people.rules import Coded
from cadenza.strategy.rules import ResultState


class Priority(Coded):
    """What a goal is linked to, the strongest first."""

    CRITICAL = "critical"
    RESULT = "result"
    NONE = "none"


class Linked(Protocol):
    """The key result that a goal names."""

    @property
    def critical(self) -> bool: ...
    @property
    def state(self) -> str: ...


class Goal(Protocol):
    """A goal as its rank sees it."""

    @property
    def key_result(self) -> Linked | None: ...


SomeGoal = TypeVar("SomeGoal", bound=Goal)
ORDER = (Priority.CRITICAL, Priority.RESULT, Priority.NONE)


def priority_of(goal: Goal) -> Priority:
    """A critical key result, any other, or no business priority: career goals, and goals whose key result was dropped.

    Rule STRAT-6. Source: [O] development with no link to a business priority comes after development that has one.
    """
    result = goal.key_result
    if result is None or result.state == ResultState.DROPPED:
        return Priority.NONE
    return Priority.CRITICAL if result.critical else Priority.RESULT


def in_order_of_priority(goals: Iterable[SomeGoal]) -> list[SomeGoal]:
    """Goals as a ranked list shows them; those of the same priority keep the order they came in. Rule STRAT-6."""
    return sorted(goals, key=lambda goal: ORDER.index(priority_of(goal)))
