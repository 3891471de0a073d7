"""Does something fall evenly on groups: exact test, rate ratio with its interval, the flip-one check, and what of it may be told. Pure.

The four-fifths rule is not used: it says nothing about rare events and too much about small groups (TRUST L15). All that is told is made of
counts rounded to five, and of one finding that never names a count (TRUST 1.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import exp, floor, log, sqrt
from statistics import NormalDist

from cadenza.objections import N_, Objection, objection
from cadenza.people.rules import Coded

K = 10
"""People of a group, and of those it is compared with. Source: TRUST 1.5, L16."""
EVENTS = 5
"""Events in all, and people without one, under which nothing can be said. Source: TRUST L16."""
ROUNDED_TO = 5
"""Counts made of formal plans or of characteristics. Source: TRUST 1.5."""
QUARTERS = 8
"""Finished quarters that are counted together, at most. Source: TRUST L16."""
FEW_QUARTERS = 4
"""With fewer, the page says so beside the figures. Source: TRUST L16."""
CHANCE = Fraction(1, 20)
"""A finding that chance alone would bring this often is none."""
WIDTH = Fraction(19, 20)
"""The interval of a rate ratio. Source: TRUST L16."""
NOTE_LENGTH = 2000
NOTHING = 1e-18
"""Beside the likeliest table, a chance that adds nothing."""
ALIKE = 1e-7
"""Two chances that differ by less are the same one, reckoned twice."""
MOST_TIMES = 20.0
"""Rate ratios beyond are told as "more than": with few events they have no meaning but that they are large."""


class Measure(Coded):
    """What is compared between groups (FAIR-1, TRUST L16). Private conversations feed no figure at all (TRUST 1.5)."""

    FORMAL_PLAN = "formal-plan"
    EXTENDED = "formal-plan-extended"
    NOT_MET = "formal-plan-not-met"
    CHANGE_SEEN = "change-seen"
    EXPERIENCE = "experience"


FORMAL = frozenset({Measure.FORMAL_PLAN, Measure.EXTENDED, Measure.NOT_MET})
"""Counted a quarter late. Those who read the figures first know by name with whom there was one. Source: TRUST G1, G6."""


class Finding(Coded):
    """What a comparison says (TRUST L16). That data is insufficient is never that there is no issue."""

    INSUFFICIENT = "insufficient"
    NOT_TOLD = "no-difference-told"
    ONE_PERSON = "one-person-decides"
    DIFFERS = "differs"


@dataclass(frozen=True)
class Table:
    """Events and people of a group, and of all others who answered the same question."""

    events: int
    people: int
    other_events: int
    other_people: int

    @property
    def all_events(self) -> int:
        return self.events + self.other_events

    @property
    def everybody(self) -> int:
        return self.people + self.other_people


# The statistics


def exact_test(table: Table) -> float:
    """Fisher's exact test, two-sided: the chance of a table no likelier than this one when the group makes no difference. Rule FAIR-1, TRUST L16.

    Chances are added up from the likeliest table outwards, as far as they count, so that twenty thousand people take no longer than twenty.
    """
    low = max(0, table.all_events - table.other_people)
    high = min(table.people, table.all_events)
    top = min(high, max(low, (table.people + 1) * (table.all_events + 1) // (table.everybody + 2)))
    chances = {top: 1.0}
    for step, last in ((1, high), (-1, low)):
        place = top
        while place != last and chances[place] > NOTHING:
            chances[place + step] = chances[place] * _odds(table, min(place, place + step)) ** step
            place += step
    seen = chances.get(table.events, 0.0) * (1 + ALIKE)
    return sum(chance for chance in chances.values() if chance <= seen) / sum(chances.values())


def _odds(table: Table, events: int) -> float:
    """How much likelier one event more in the group is than so many."""
    left = table.other_people - table.all_events + events + 1
    return (table.people - events) * (table.all_events - events) / ((events + 1) * left)


def rate_ratio(table: Table) -> tuple[float, float, float]:
    """How many times as often the group has the event, with its 95 % interval: low, ratio, high. Rule FAIR-1, TRUST L16.

    On the logarithm, after Katz. Where a cell is empty half an event and half a person are added on both sides, so that there is an interval.
    """
    extra = 0.5 if 0 in (table.events, table.other_events) else 0.0
    ours, theirs = table.events + extra, table.other_events + extra
    people, others = table.people + extra, table.other_people + extra
    middle = log((ours / people) / (theirs / others))
    spread = NormalDist().inv_cdf((1 + float(WIDTH)) / 2) * sqrt(max(0.0, 1 / ours - 1 / people + 1 / theirs - 1 / others))
    return exp(middle - spread), exp(middle), exp(middle + spread)


def flipped(table: Table) -> Table:
    """The same with one event at one different person, in the direction of no difference. Rule FAIR-1, TRUST L15."""
    more = table.events * table.other_people > table.other_events * table.people
    step = -1 if more else 1
    events = min(table.people, max(0, table.events + step))
    return Table(events, table.people, table.all_events - events, table.other_people)


def finding_of(table: Table, *, comparisons: int) -> Finding:
    """What one comparison says, corrected for how many there are in the picture (Bonferroni). Rule FAIR-1, TRUST L16."""
    if not is_enough(table):
        return Finding.INSUFFICIENT
    limit = CHANCE / comparisons
    if exact_test(table) >= limit:
        return Finding.NOT_TOLD
    return Finding.DIFFERS if exact_test(flipped(table)) < limit else Finding.ONE_PERSON


def is_enough(table: Table) -> bool:
    """Ten people on each side, five events in all and five people without one. Rule FAIR-1, TRUST L16."""
    quiet = table.everybody - table.all_events
    return min(table.people, table.other_people) >= K and min(table.all_events, quiet) >= EVENTS


# What may be told (TRUST 1.5)


@dataclass(frozen=True)
class Told:
    """One comparison as it may be shown: counts rounded to five, how many times as often, from and to, and what it says."""

    people: int
    events: int
    other_people: int
    other_events: int
    low: float
    ratio: float
    high: float
    finding: Finding


def rounded(count: int) -> int:
    """To the nearest five. Rule TRUST 1.5."""
    return ROUNDED_TO * floor(Fraction(count, ROUNDED_TO) + Fraction(1, 2))


def alike(count: int, *, most: int) -> range:
    """All counts that are shown as this one is, where there can be at most so many. Rule TRUST 1.5.

    Those that round alike; at the upper end a step of one or two counts joins the one below, for it would tell that all of them are meant.
    """
    middle = rounded(count)
    first, last = middle - ROUNDED_TO // 2, middle + ROUNDED_TO // 2
    if most - first < 2 and middle:
        first, last = first - ROUNDED_TO, most
    elif most - last < ROUNDED_TO // 2 + 1:
        last = most
    return range(max(0, first), min(most, last) + 1)


def as_shown(count: int, *, most: int) -> int:
    """A count as it is shown: the step of five in which those that are shown alike begin. Rule TRUST 1.5."""
    return rounded(alike(count, most=most)[0])


def told(table: Table, *, comparisons: int) -> Told | None:
    """A comparison as it may be shown; None when the data is insufficient. Rule FAIR-1; TRUST 1.5, L16.

    Ratio and interval span every table that would be shown with the same rounded counts and the same finding, so they tell no more.
    """
    if not is_enough(table):
        return None
    finding, cells = looks_like(table, comparisons=comparisons)
    sizes = [
        (people, others)
        for people in (rounded(table.people) - 2, rounded(table.people) + 2)
        for others in (rounded(table.other_people) - 2, rounded(table.other_people) + 2)
    ]
    every = [
        rate_ratio(Table(min(ours, people), people, min(theirs, others), others)) for ours, theirs in cells for people, others in sizes
    ]
    ratios = [one[1] for one in every]
    return Told(
        people=rounded(table.people),
        events=as_shown(table.events, most=table.people),
        other_people=rounded(table.other_people),
        other_events=as_shown(table.other_events, most=table.other_people),
        low=floor(10 * min(one[0] for one in every)) / 10,
        ratio=round(min(MOST_TIMES, sqrt(min(ratios) * max(ratios))), 1),
        high=min(MOST_TIMES, -floor(-10 * max(one[2] for one in every)) / 10),
        finding=finding,
    )


Cell = tuple[int, int]
"""Events in the group, and in the others."""


def looks_like(table: Table, *, comparisons: int) -> tuple[Finding, list[Cell]]:
    """The finding that may be told, and all counts that would be shown just so. Rule TRUST 1.5, T11.

    Of the counts that round alike, those with one finding stand together, the strongest first. Where they would pin one of the two counts
    down, a count of none or of all among them, they are told as the next weaker finding with the counts that have it.
    """
    by_finding: dict[Finding, list[Cell]] = {}
    for ours, theirs in product(alike(table.events, most=table.people), alike(table.other_events, most=table.other_people)):
        one = Table(ours, table.people, theirs, table.other_people)
        if is_enough(one):
            by_finding.setdefault(finding_of(one, comparisons=comparisons), []).append((ours, theirs))
    told_as: list[tuple[Finding, list[Cell]]] = []
    waiting: list[Cell] = []
    weakest = Finding.NOT_TOLD
    for finding in (Finding.DIFFERS, Finding.ONE_PERSON, Finding.NOT_TOLD):
        if finding in by_finding:
            waiting, weakest = waiting + by_finding[finding], finding
            if not pins_down(waiting):
                told_as.append((finding, waiting))
                waiting = []
    if waiting:
        told_as = [*told_as[:-1], (weakest, (told_as[-1][1] if told_as else []) + waiting)]
    return next(one for one in told_as if (table.events, table.other_events) in one[1])


def pins_down(cells: Iterable[Cell]) -> bool:
    """Whether these counts leave one possibility alone for the group, or for the others. Rule TRUST 1.5."""
    ours, theirs = zip(*cells, strict=True)
    return len(set(ours)) == 1 or len(set(theirs)) == 1


@dataclass(frozen=True)
class Group:
    """People who gave one answer, as far as a measure looks at them: how many, and how many of them with the event."""

    key: int
    people: int
    events: int


def nears_none_or_all(table: Table) -> bool:
    """Whether, on either side, none or all could be meant by what would be shown. Rule TRUST A3, 1.5, T11.

    A reader who knows by name who has the event also knows how many there are, and with that finds the one pair of counts that adds up to it.
    """
    steps = (
        (alike(table.events, most=table.people), table.people),
        (alike(table.other_events, most=table.other_people), table.other_people),
    )
    return any(step[0] == 0 or step[-1] == most for step, most in steps)


def beside_each_other(groups: Iterable[Group], *, known_by_name: bool) -> dict[int, Table]:
    """Each group beside all the others of the same question; empty where nothing may be told. Rule FAIR-1; TRUST 1.5, L16.

    Groups under ten people are left out of the others too: whoever is in no figure cannot be subtracted from any. Where first readers know by
    name who has the event, nothing of the question is told as soon as one of its groups nears none or all: from the lines of the others its
    count would follow.
    """
    kept = [group for group in groups if group.people >= K]
    tables: dict[int, Table] = {}
    for group in kept if len(kept) > 1 else ():
        others = [one for one in kept if one.key != group.key]
        tables[group.key] = Table(group.events, group.people, sum(one.events for one in others), sum(one.people for one in others))
    return {} if known_by_name and any(nears_none_or_all(table) for table in tables.values()) else tables


def comparisons_in(questions: Iterable[Mapping[int, Table]]) -> int:
    """How many comparisons are made in a whole picture, every measure and question of it; of two groups it is one. Rule FAIR-1, TRUST L16."""
    made = 0
    for tables in questions:
        enough = sum(1 for table in tables.values() if is_enough(table))
        made += min(enough, 1) if len(tables) == 2 else enough
    return made


def counted(answers: Mapping[int, Mapping[int, int]], looked_at: Mapping[int, bool]) -> dict[int, list[Group]]:
    """Question -> groups by answer, of those whom a measure looks at. Whoever answered nothing is in no group. Rule FAIR-1."""
    tally: dict[int, dict[int, list[int]]] = {}
    for person, event in looked_at.items():
        for question, answer in answers.get(person, {}).items():
            group = tally.setdefault(question, {}).setdefault(answer, [0, 0])
            group[0] += 1
            group[1] += event
    return {question: [Group(key, *both) for key, both in sorted(groups.items())] for question, groups in tally.items()}


# What HR makes of it


def objections_to_note(words: str) -> list[Objection]:
    """Why a sentence on the figures is not kept. Rule FAIR-1, TRUST L17: figures come with what is made of them."""
    if not words.strip():
        return [objection("fairness-note-empty", N_("Say what you make of it, or what is done."), where="words")]
    return []


def objections_to_release(*, released: bool, own: bool = False, both: bool = True) -> list[Objection]:
    """Why figures cannot be opened to executives now. Rule FAIR-1, TRUST I3, L17: HR admin and the privacy officer see them first, and both agree.

    `own` says that whoever agrees proposed it, `both` that one of the two is HR admin and the other a privacy officer.
    """
    if released:
        return [objection("fairness-released", N_("These figures are open to executives already."))]
    if own:
        return [objection("fairness-proposed-by-you", N_("You proposed it. Somebody else agrees."))]
    if not both:
        return [
            objection("fairness-not-both", N_("Somebody in HR admin and a privacy officer both agree: one proposes, the other opens it."))
        ]
    return []


def objections_to_closing(*, proposed: bool, released: bool) -> list[Objection]:
    """Why there is nothing to take back. Rule FAIR-1, TRUST L17."""
    if proposed or released:
        return []
    return [objection("fairness-not-open", N_("These figures are not open to executives, and nobody proposes to open them."))]
