"""What HR words or sets anew comes in versions: which one is in force on a day, when one may begin, what two writers at once come to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar

from cadenza.objections import N_, Objection, objection

AHEAD_DAYS = 366
"""How far ahead a version may be dated: a year's planning. House figure."""


class VersionLike(Protocol):
    """One version as these rules see it."""

    @property
    def number(self) -> int: ...
    @property
    def effective_on(self) -> date: ...
    @property
    def withdrawn(self) -> bool: ...


V = TypeVar("V", bound=VersionLike)
Value = TypeVar("Value")


def newest(versions: Iterable[V]) -> V | None:
    """The last version that stands, whether it has begun or waits for its day. Rule HR-3."""
    return max((one for one in versions if not one.withdrawn), key=lambda one: one.number, default=None)


def in_force(versions: Iterable[V], day: date) -> V | None:
    """The version that counts on a day; None before there was any. Rule HR-3.

    Versions begin in the order of their numbers (`objections_to_day`), so the last one that has begun is the one.
    """
    return newest(one for one in versions if one.effective_on <= day)


def objections_to_day(effective_on: date | None, *, today: date, last: VersionLike | None) -> list[Objection]:
    """Why a version cannot begin on a day. Rule HR-3.

    Not in the past, for what people did under the practice of a day stays as it was. Not before a version that waits already: that
    one would undo it on its own day without anybody having said so.
    """
    if effective_on is None:
        return [objection("practice-without-day", N_("Say from which day on it counts."), where="effective_on")]
    if effective_on < today:
        return [objection("practice-day-past", N_("Pick a day from %(today)s on."), where="effective_on", today=today)]
    if effective_on > today + timedelta(days=AHEAD_DAYS):
        return [objection("practice-day-far", N_("Pick a day within a year."), where="effective_on")]
    if last is not None and effective_on < last.effective_on:
        message = N_("Version %(number)d waits for %(day)s. Pick that day or a later one, or withdraw that version first.")
        return [objection("practice-day-before-waiting", message, where="effective_on", number=last.number, day=last.effective_on)]
    return []


def objections_to_withdrawing(version: VersionLike, *, today: date) -> list[Objection]:
    """Why a version cannot be withdrawn: only one that waits for its day, and once. Rule HR-3."""
    if version.withdrawn:
        return [objection("practice-withdrawn", N_("This version was withdrawn already."))]
    if version.effective_on <= today:
        return [objection("practice-in-force", N_("This version has begun. Take an earlier one up again instead, as a new version."))]
    return []


@dataclass(frozen=True)
class Merged:
    """What comes of two people's changes to one version."""

    values: dict[str, object]
    clashes: frozenset[str]
    """Fields that both changed, differently: the later writer's value stands in `values`, and they are asked."""


def merged(base: Mapping[str, Value], mine: Mapping[str, Value], theirs: Mapping[str, Value]) -> Merged:
    """Lay mine over theirs, both made from `base`: what only one of us changed is taken over as it is. Rule DATA-1."""
    mine_changed = {name for name, value in mine.items() if value != base.get(name)}
    clashes = frozenset(name for name in mine_changed if theirs.get(name) not in (base.get(name), mine[name]))
    return Merged({**theirs, **{name: mine[name] for name in mine_changed}}, clashes)
