"""Impact as its page shows it: the kept picture, less what this reader could take apart, and what owners said in words (IMP-1 to IMP-4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from cadenza.capability.models import Capability
from cadenza.insight import impact_access
from cadenza.insight.impact_rest import Rest
from cadenza.insight.impact_rules import COUNT_AFTER_DAYS
from cadenza.insight.models import ImpactPicture
from cadenza.objections import Unseen
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.strategy.closing_rules import Helped
from cadenza.strategy.models import Cycle, HelpAnswer

WORDS_SHOWN = 12
"""What owners said in words: the latest so many."""


@dataclass(frozen=True)
class CapabilityLine:
    """One capability: how its comparison reads, what owners said, and what was spent beside what moved."""

    capability: Capability
    results: int
    reached: int | None
    compared: Mapping[str, Any] | None
    answers: Mapping[str, int]
    spend: Mapping[str, Any] | None
    rose: Mapping[str, Any]

    @property
    def answered(self) -> int:
        return sum(self.answers.values())


@dataclass(frozen=True)
class ImpactPage:
    """A year of finished cycles for one reader."""

    cycle: Cycle | None
    """The last cycle that was counted; None while none was."""
    cycles: list[Cycle] = field(default_factory=list)
    picture: ImpactPicture | None = None
    compared: Mapping[str, Any] | None = None
    change: Mapping[str, Any] | None = None
    lines: list[CapabilityLine] = field(default_factory=list)
    words: list[HelpAnswer] = field(default_factory=list)
    counts_on: date | None = None
    """When the running cycle will be counted."""

    @property
    def change_by_cycle(self) -> list[tuple[Cycle, Mapping[str, Any]]]:
        """What both saw change, cycle by cycle (HR-1)."""
        cycles = {cycle.key: cycle for cycle in self.cycles}
        return [(cycles[row["key"]], row) for row in (self.change or {}).get("cycles", []) if row["key"] in cycles]

    @property
    def told(self) -> list[CapabilityLine]:
        """Capabilities with a comparison that may be shown."""
        return [line for line in self.lines if line.compared]

    @property
    def spent(self) -> list[CapabilityLine]:
        """Capabilities of which hours or money may be told."""
        return [line for line in self.lines if line.spend]


def latest(viewer: Person, *, at: datetime) -> Cycle | None:
    """The cycle that the page is about now; None while nothing was counted. Unseen for whoever reads no figures of groups."""
    impact_access.reader(viewer, at=at)
    found = ImpactPicture.objects.select_related("cycle").order_by("-cycle__start_date").first()
    return found.cycle if found else None


def impact_page(viewer: Person, key: str, *, at: datetime) -> ImpactPage:
    """The picture of one cycle. The same number of statements however many people. Unseen when there is none of it."""
    impact_access.reader(viewer, at=at)
    picture = ImpactPicture.objects.select_related("cycle").filter(cycle__key=key).first()
    if picture is None:
        raise Unseen
    figures = picture.figures
    cycles = list(Cycle.objects.filter(key__in=figures["cycles"]).order_by("start_date"))
    rest = Rest.read(picture, cycles, impact_access.known_to(viewer, at=at))
    named = Capability.objects.in_bulk([entry["capability"] for entry in figures["capabilities"]])
    lines = [_line(entry, named[entry["capability"]], rest) for entry in figures["capabilities"] if entry["capability"] in named]
    return ImpactPage(
        cycle=picture.cycle,
        cycles=cycles,
        picture=picture,
        compared=rest.compared(figures["compared"], None),
        change=rest.change(figures["change"]),
        lines=sorted(lines, key=lambda line: line.capability.name.casefold()),
        words=_words(cycles),
    )


def change_seen(viewer: Person, *, at: datetime) -> tuple[Cycle, Mapping[str, Any]] | None:
    """What both saw change, as the page of the last picture tells it to the same reader, and to which cycle; None where it tells nothing (HR-1)."""
    impact_access.reader(viewer, at=at)
    picture = ImpactPicture.objects.select_related("cycle").order_by("-cycle__start_date").first()
    if picture is None or not picture.figures["change"]:
        return None
    cycles = list(Cycle.objects.filter(key__in=picture.figures["cycles"]))
    in_all = {**picture.figures["change"], "teams": [], "cycles": []}
    change = Rest.of_change(picture, cycles, impact_access.known_to(viewer, at=at)).change(in_all)
    return (picture.cycle, change) if change else None


def counts_on(at: datetime) -> date | None:
    """The day on which the first picture will be counted: so long after the end of the earliest cycle that is not counted yet."""
    ahead = Cycle.objects.filter(end_date__gt=day_of(at) - timedelta(days=COUNT_AFTER_DAYS)).order_by("start_date").first()
    return ahead.end_date + timedelta(days=COUNT_AFTER_DAYS) if ahead else None


def _line(entry: Mapping[str, Any], capability: Capability, rest: Rest) -> CapabilityLine:
    return CapabilityLine(
        capability=capability,
        results=entry["results"],
        reached=entry["reached"],
        compared=rest.compared(entry["compared"], entry["capability"]),
        answers=entry["answers"],
        spend=rest.spend(entry),
        rose=rest.rose(entry),
    )


def _words(cycles: list[Cycle]) -> list[HelpAnswer]:
    """By what a capability helped, as the owners said it: of a key result and a capability, which everybody may read (IMP-4)."""
    rows = HelpAnswer.objects.filter(key_result__cycle__in=cycles, helped=Helped.HELPED).exclude(by_what="")
    return list(rows.select_related("key_result__cycle", "capability", "by").order_by("-at", "-pk")[:WORDS_SHOWN])
