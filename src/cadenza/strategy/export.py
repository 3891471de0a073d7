"""A cycle's objectives and key results to take away: in the import's own columns, so that they come back as they went, and to read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from cadenza.people.models import Person, Team
from cadenza.people.rules import PersonStatus
from cadenza.strategy import queries
from cadenza.strategy.import_rows import DISARMED
from cadenza.strategy.models import Cycle, KeyResult, Objective
from cadenza.strategy.rules import Direction, ResultState, figure, percent_of, progress_of
from cadenza.web.markdown import bullets, document, plain, section
from cadenza.web.words import shown, state_word

COLUMNS = (
    *("level", "owner", "objective", "key_result", "baseline", "target", "current", "unit", "due", "critical"),
    *("key", "period", "parent", "direction", "confidence", "objective_owned_by", "objective_team", "commit", "stretch", "state"),
)
"""The columns of the import (INTERFACES 4) and five of its optional ones, without which a row would not come back as it was."""

PARTS = re.compile(r"[;|\n]")
"""Signs by which a cell names several objectives above."""


def rows_of(cycle: Cycle) -> Iterator[list[str]]:
    """One row for each key result, and one for an objective that has none. Constant queries."""
    objectives = list(queries.objectives_of(cycle))
    paths = _team_paths()
    people = _Names()
    names = _names_above(objectives)
    for objective in objectives:
        results: list[KeyResult | None] = [*objective.key_results.all()] or [None]
        for result in results:
            cells = _cells(cycle, objective, result, people, paths)
            parents = "; ".join(name for above in objective.serves.all() if (name := names.get(above.pk)))
            yield [_armed(cell) for cell in (*cells[:12], parents, *cells[12:])]


def _cells(cycle: Cycle, objective: Objective, result: KeyResult | None, people: _Names, paths: dict[int, str]) -> list[str]:
    owner, team = people.cell(objective.owner), paths.get(objective.team_id or 0, "")
    first = [objective.level, "", objective.title]
    if result is None:
        return [*first, *[""] * 8, cycle.key, "", "", owner, team, "", "", ""]
    return [
        objective.level,
        people.cell(result.owner),
        objective.title,
        result.title,
        *(_figure(one) for one in (result.baseline, result.target, result.current)),
        result.unit,
        result.due_date.isoformat(),
        "yes" if result.critical else "no",
        result.key,
        cycle.key,
        result.direction,
        _figure(result.confidence),
        owner,
        team,
        _figure(result.commit_target),
        _figure(result.stretch_target),
        result.state,
    ]


def _figure(value: Decimal | None) -> str:
    return "" if value is None else figure(value)


def _armed(cell: str) -> str:
    """A text that itself begins with quotes before a formula's sign gets one more, for the import takes one away (TRUST T14)."""
    return f"'{cell}" if DISARMED.match(cell) else cell


class _Names:
    """How the import knows people: by address, else by a name that only one has. Whoever has left is not named: a blank says nothing."""

    def __init__(self) -> None:
        here = Person.objects.exclude(status=PersonStatus.LEAVER)
        self.named = Counter(name.casefold() for name in here.values_list("name", flat=True))
        self.teams = {name.casefold() for name in Team.objects.values_list("name", flat=True)}

    def cell(self, person: Person | None) -> str:
        if person is None or person.status == PersonStatus.LEAVER:
            return ""
        if person.email:
            return person.email
        name = person.name.casefold()
        return person.name if self.named[name] == 1 and name not in self.teams else ""


def _team_paths() -> dict[int, str]:
    """Team -> its name, or as much of its path as tells it from the others of that name. One query."""
    teams = {pk: (name, parent) for pk, name, parent in Team.objects.values_list("pk", "name", "parent_id")}
    paths: dict[int, list[str]] = {}
    for pk in teams:
        names: list[str] = []
        step: int | None = pk
        while step is not None and len(names) < 20:
            names.append(teams[step][0])
            step = teams[step][1]
        paths[pk] = ["/".join(reversed(names[:depth])) for depth in range(1, len(names) + 1)]
    counted = Counter(one.casefold() for some in paths.values() for one in some)
    return {pk: next((one for one in some if counted[one.casefold()] == 1), some[-1]) for pk, some in paths.items()}


def _names_above(objectives: list[Objective]) -> dict[int, str]:
    """By what name an objective above is found again: its title when no other has it, else the key of one of its key results."""
    titles = Counter(one.title.casefold() for one in objectives)
    keys = {result.key.casefold() for one in objectives for result in one.key_results.all()}
    found = {}
    for one in objectives:
        first = next((result.key for result in one.key_results.all()), "")
        clear = titles[one.title.casefold()] == 1 and not PARTS.search(one.title) and one.title.casefold() not in keys
        found[one.pk] = one.title if clear else first
    return found


# To read


def markdown_of(cycle: Cycle) -> str:
    """Objectives with what they serve, key results with where they stand; every word of people stays a word."""
    lines = [f"# {_('OKRs %(cycle)s') % {'cycle': plain(cycle.label)}}"]
    for objective in queries.objectives_of(cycle):
        whose = plain(objective.team.name) if objective.team else _("Company")
        lines += ["", f"## {plain(objective.title)} ({whose})"]
        about = [f"{_('Serves')}: {plain(above.title)}" for above in objective.serves.all()]
        if objective.owner:
            about.insert(0, f"{_('Owner')}: {plain(objective.owner.name)}")
        lines += ["", *bullets(about)] if about else []
        for result in objective.key_results.all():
            lines += section(f"{plain(result.key)} {plain(result.title)}", bullets(_about(result)), level=3)
    return document(lines)


def _about(result: KeyResult) -> Iterator[str]:
    if result.critical:
        yield _("Critical")
    if result.state != ResultState.ACTIVE:
        yield state_word(result.state)
    yield f"{_('Progress')}: {_progress(result)}"
    if result.confidence is not None:
        yield f"{_('Confidence')}: {figure(result.confidence)}"
    if result.owner:
        yield f"{_('Owner')}: {plain(result.owner.name)}"
    yield f"{_('Due')}: {shown(result.due_date)}"
    for need in result.requirements.all():
        values = {"capability": plain(need.capability.name), "level": need.level, "people": need.people_needed}
        yield _("Needs %(capability)s at level %(level)d, people: %(people)d") % values


def _progress(result: KeyResult) -> str:
    if result.direction == Direction.MILESTONE:
        return _("done on %(day)s") % {"day": shown(result.done_on)} if result.done_on else _("not done")
    percent, unit = percent_of(progress_of(result)), f" {plain(result.unit)}" if result.unit else ""
    if percent is None or result.current is None:
        return _("no figure yet")
    ends = [_figure(one) or "?" for one in (result.baseline, result.target)]
    if result.direction == Direction.KEEP:
        said = _("%(now)s%(unit)s, to stay between %(low)s and %(high)s")
    else:
        said = _("%(now)s%(unit)s, from %(low)s to %(high)s (%(percent)d%%)")
    return said % {"now": _figure(result.current), "unit": unit, "low": ends[0], "high": ends[1], "percent": percent}
