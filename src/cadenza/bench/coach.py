"""The writing coach, measured: texts of usual length, long ones, and some that were made to be slow (COACH-2)."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from cadenza.wording import LIMIT, Kind, ThreeE, read

RUNS = 5

USUAL = (
    (
        Kind.DEVELOPMENT_GOAL,
        None,
        "By the end of March I can regulate a grand action from first look to last, without my master at the bench.",
    ),
    (Kind.DEVELOPMENT_GOAL, None, "Become a better bookbinder and attend the course on gilding."),
    (Kind.SUCCESS_MEASURE, None, "Nine of ten spines pass the pull test at the first try."),
    (
        Kind.PIP_CRITERION,
        None,
        "Between 1 May and 30 June at least 18 of 20 bottling logs are complete at the weekly check by the cellar lead.",
    ),
    (Kind.PIP_CRITERION, None, "Shows a more positive attitude towards the night crew."),
    (Kind.CONCERN_STATEMENT, None, "On 4 and 11 May the kiln was opened at 300 degrees, and eleven pots cracked."),
    (Kind.CONCERN_STATEMENT, None, "You are lazy and do not care about the tannery."),
    (Kind.MANAGER_COMMITMENT, None, "I take over your Friday tide watch from 6 June to 18 July."),
    (Kind.MANAGER_COMMITMENT, None, "I will support you wherever I can."),
    (Kind.THREE_E_ACTION, ThreeE.EXPERIENCE, "Set the sails for the regatta on 9 August with the owner aboard."),
    (Kind.THREE_E_ACTION, ThreeE.EXPOSURE, "Sit beside our harbour master when she clears the tankers, and note what she asks twice."),
    (Kind.THREE_E_ACTION, ThreeE.EDUCATION, "A course in marquetry."),
    (Kind.KEY_RESULT, None, "Share of parcels that arrive the next day rises from 71 % to 90 %."),
    (Kind.KEY_RESULT, None, "Relaunch the catalogue and print 4,000 flyers."),
)
"""Texts as people type them, good and bad, of every kind."""

_PARAGRAPH = "By the end of March I can regulate a grand action, from first look to last; two of three pass, and nobody has to sign. "

LONG = {
    "5,000 characters": _PARAGRAPH,
    "100 kB": _PARAGRAPH,
    "short words": "i do it to a, and ",
    "and and and": "and ",
    "brackets": "(",
    "open quotations": '" “ « ',
    "digits": "1",
    "figures": "1 ",
    "figures and commas": "1,",
    "dates without end": "1/1/",
    "one long word": "a",
    "hyphens": "a-",
    "apostrophes": "a'",
    "by the by the": "by the ",
    "to be the better": "to be a more better ",
    "in the next two": "in the next 2 ",
    "one clause about a trait": "1 it laziness i you ",
}
"""What is repeated until the coach reads no more."""


@dataclass(frozen=True)
class Row:
    """One text or set of texts: milliseconds a text, the median of some runs; of the slowest kind where a text is read as each."""

    name: str
    characters: int
    ms: float


def measure_coach() -> list[dict[str, object]]:
    """The time of a usual text, then of each long one."""
    return [asdict(row) for row in _rows()]


def _rows() -> Iterator[Row]:
    read(USUAL[0][2], USUAL[0][0])  # dictionaries are read once
    times = [_median(text, kind, e3) for kind, e3, text in USUAL]
    yield Row("usual text", round(statistics.mean(len(text) for _, _, text in USUAL)), round(statistics.mean(times), 3))
    for name, repeated in LONG.items():
        length = 100_000 if name == "100 kB" else LIMIT
        text = (repeated * (length // len(repeated) + 1))[:length]
        yield Row(name, length, round(max(_median(text, kind, e3) for kind, e3 in _ways()), 1))


def _ways() -> Iterator[tuple[Kind, ThreeE | None]]:
    for kind in Kind:
        if kind is Kind.THREE_E_ACTION:
            yield from ((kind, e3) for e3 in ThreeE)
        else:
            yield kind, None


def _median(text: str, kind: Kind, e3: ThreeE | None) -> float:
    times = []
    for _ in range(RUNS):
        began = time.process_time()
        read(text, kind, e3)
        times.append(time.process_time() - began)
    return statistics.median(times) * 1000
