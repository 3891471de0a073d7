"""The protected time of a plan as pages and calendars show it: its weeks, its blocks, and what became of them (TIME-1, DESIGN 8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cadenza.plans import time_rules
from cadenza.plans.models import Plan, ProtectedBlock, TradeOff
from cadenza.plans.queries import block_terms
from cadenza.plans.time_rules import Week


@dataclass(frozen=True)
class KeptTime:
    """What a plan protects, and what of it gave way."""

    hours: int | None
    blocks: list[ProtectedBlock]
    weeks: list[Week]
    traded: list[TradeOff]
    """Trade-offs that name a week or a block of it."""

    @property
    def boxes(self) -> list[bool | None]:
        """One for each week: kept, given away, or still ahead."""
        return [False if week.traded else None if week.ahead else True for week in self.weeks]

    @property
    def begun(self) -> int:
        """Protected weeks that have begun."""
        return sum(1 for week in self.weeks if not week.ahead)

    @property
    def kept(self) -> int:
        """Of those, the ones that nothing took."""
        return sum(1 for week in self.weeks if not week.ahead and not week.traded)


def kept_time(plan: Plan, blocks: Sequence[ProtectedBlock], trade_offs: Iterable[TradeOff], *, today: date) -> KeptTime | None:
    """The protected time of a plan, from rows that were read already; None where it protects none. No query."""
    mondays = weeks_of(plan, blocks)
    if not mondays and not blocks:
        return None
    traded = [one for one in trade_offs if one.week_on is not None or one.block_id is not None]
    gone = {one.block_id for one in traded}
    strip = time_rules.strip_of(
        mondays,
        traded_weeks={one.week_on for one in traded if one.week_on is not None},
        traded_blocks=block_terms(block for block in blocks if block.pk in gone),
        today=today,
    )
    return KeptTime(plan.hours_a_week, list(blocks), strip, traded)


def weeks_of(plan: Plan, blocks: Iterable[ProtectedBlock]) -> list[date]:
    """The Mondays of the protected weeks. No query."""
    cycle = plan.cycle
    return time_rules.weeks_protected(plan.hours_a_week, block_terms(blocks), cycle_start=cycle.start_date, cycle_end=cycle.end_date)
