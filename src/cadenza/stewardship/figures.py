"""HR-1's page for one reader: kept figures of people whose states they see, or weekly aggregates for whoever has no more (TRUST 1.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cadenza.insight import access, snapshot_rest
from cadenza.insight.access import Reading
from cadenza.insight.figures import STATES, CriticalShare, nearest_cycle_of
from cadenza.insight.impact_queries import ImpactPage
from cadenza.insight.models import Snapshot
from cadenza.insight.month_figures import CriticalRow, MonthFigures, critical_figures, month_figures
from cadenza.insight.month_rules import Sums
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.rules import monday_of
from cadenza.strategy.models import Cycle
from cadenza.web.words import state_word

HIDDEN = "–"


@dataclass
class FiguresPage:
    """What one reader is shown: `live` for those who may see the rows, `frozen` for everybody else."""

    cycle: Cycle
    reading: Reading
    critical: Sequence[tuple[Cycle, CriticalShare]] = ()
    critical_teams: Sequence[CriticalRow] = ()
    live: MonthFigures | None = None
    frozen: Sequence[Snapshot] = ()
    held_back: bool = False
    """Whether a cycle is left out because, less whom the reader knows, it would be about fewer than five others."""

    @property
    def newest(self) -> Snapshot | None:
        return self.frozen[-1] if self.frozen else None


def figures_page(viewer: Person, *, team: str = "", at: datetime) -> FiguresPage | None:
    """The figures a reader may see; None before there is a cycle. Raises Unseen for everybody who may see none. Constant statements."""
    found = reading_of(viewer, at=at)
    if found is None:
        return None
    found.critical, found.critical_teams = critical_figures(found.cycle, team=team)
    if found.reading.people is not None:
        found.live = month_figures(found.reading.people, found.cycle, team=team, at=at)
    else:
        pictures = pictures_of_cycles(at=at)
        found.frozen = snapshot_rest.left(pictures, access.known_to(viewer, at=at))
        found.held_back = len(found.frozen) < len(pictures)
    return found


def reading_of(viewer: Person, *, at: datetime) -> FiguresPage | None:
    """Whose figures a reader may see, before any is counted."""
    reading, cycle = access.reading(viewer, at=at), nearest_cycle_of(at)
    return FiguresPage(cycle, reading) if cycle else None


def pictures_of_cycles(*, at: datetime) -> list[Snapshot]:
    """The last weekly picture of each cycle, the earliest first. Never two of one: the same people's two weeks would show a newcomer (TRUST 1.5)."""
    found: dict[int, Snapshot] = {}
    for one in Snapshot.objects.filter(week__lte=monday_of(day_of(at))).select_related("cycle").order_by("week"):
        found[one.cycle_id] = one
    return sorted(found.values(), key=lambda one: one.cycle.start_date)


# The same as a table to take away: what the page shows, and nothing that it does not

COLUMNS = ("table", "row", "measure", "value", "of")


def rows_of_change(impact: ImpactPage) -> list[list[str]]:
    """What both saw change, as the page of impact shows it to the same reader: of everybody, by team, cycle by cycle (HR-1, IMP-2)."""
    change = impact.change
    if change is None:
        return []
    others = {"none": _("In no team"), "others": _("Other teams")}
    found = _changes("change", _("Everybody"), change)
    for row in change["teams"]:
        found += _changes("change-team", row["name"] or others[row["kind"]], row)
    for cycle, row in impact.change_by_cycle if len(change["cycles"]) > 1 else ():
        found += _changes("change-cycle", cycle.key, row)
    return found


def _changes(table: str, name: str, row: Mapping[str, Any]) -> list[list[str]]:
    of = str(row["people"]) if "people" in row else HIDDEN
    sides = (("person", _("%(change)s, the person")), ("manager", _("%(change)s, the manager")))
    told = [
        [table, name, words % {"change": label}, _band(row[side][change] if side in row else None), of]
        for side, words in sides
        for change, label in change_words().items()
    ]
    return [*told, [table, name, _("Both saw the same"), _band(row.get("agreed")), of]]


def change_words() -> dict[str, str]:
    """What somebody sees change in the work, as the page of impact names it."""
    return {"clear": _("A clear change"), "some": _("Some change"), "none": _("None"), "too-early": _("Too early")}


def rows_of(page: FiguresPage) -> list[list[str]]:
    """The page's figures, one a line. A hidden one is a dash here too."""
    found = [
        ["critical", cycle.key, _("Critical key results built for"), str(share.covered), str(share.total)] for cycle, share in page.critical
    ]
    for one in page.critical_teams:
        name = one.name or _("The whole company")
        found += [["critical-team", name, cycle.key, str(share.covered), str(share.total)] for cycle, share in one.shares]
    if page.live is not None:
        for row in page.live.rows:
            found += _sums("team", row.name or _("In no team"), row.sums)
        for month in page.live.months:
            found += _sums("month", date_format(month.month, "Y-m"), month.sums)
        return found
    if page.newest is not None:
        for part in page.newest.figures["rows"]:
            found += _bands("team", part["name"] or (_("In no team") if part["kind"] == "none" else _("Other teams")), part)
    for picture in page.frozen:
        if picture.figures["total"]:
            found += _bands("cycle", picture.cycle.key, picture.figures["total"])
    return found


def _sums(table: str, name: str, sums: Sums) -> list[list[str]]:
    states = [[table, name, str(state_word(state)), str(sums.states.get(state, 0)), str(sums.plans)] for state in STATES]
    return [
        *states,
        [table, name, _("Milestones reached of due"), str(sums.milestones_done), str(sums.milestones_due)],
        [table, name, _("Reviews held of due"), str(sums.reviews_held), str(sums.reviews_due)],
    ]


def _bands(table: str, name: str, part: dict[str, Any]) -> list[list[str]]:
    measures = [(str(state_word(state)), part["states"].get(state)) for state in STATES]
    measures += [(_("Milestones reached of due"), part.get("milestones")), (_("Reviews held of due"), part["reviews"])]
    return [[table, name, measure, _band(band), str(part["plans"] or HIDDEN)] for measure, band in measures]


def _band(band: Sequence[int] | None) -> str:
    if not band:
        return HIDDEN
    low, high = band
    return f"{low} %" if low == high else f"{low}–{high} %"
