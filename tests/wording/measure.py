"""How good the coach is on labelled texts: `python tests/wording/measure.py tests/wording/texts/e.jsonl [--errors]`.

`texts/` holds texts of many professions, labelled by the guideline. The rules were written with sets a, b, c, d, f and g in sight; the sets of
`HELD_BACK` were written and labelled without knowledge of the rules and are only ever measured.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cadenza.wording import REFUSED_IN_CRITERIA, Flaw, Kind, ThreeE, read

TEXTS = Path(__file__).parent / "texts"
HELD_BACK = ("e", "h")
DRAWS = 1_000


@dataclass(frozen=True)
class Labelled:
    """A text with the flaws that a reader of the guideline gave it, and those that the coach found."""

    text: str
    kind: Kind
    e3: ThreeE | None
    wanted: frozenset[Flaw]
    found: frozenset[Flaw]
    paired: bool

    @property
    def blocks(self) -> bool:
        """Whether it would keep a criterion from being served (PIP-4)."""
        return not self.found.isdisjoint(REFUSED_IN_CRITERIA)


def labelled(path: Path) -> list[Labelled]:
    """Every text of a file, judged."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        kind, e3 = Kind(row["kind"]), ThreeE(row["e3"]) if row.get("e3") else None
        wanted = frozenset(Flaw(name) for name in row["flaws"] if name != "none")
        found.append(Labelled(row["text"], kind, e3, wanted, frozenset(read(row["text"], kind, e3).flaws), bool(row.get("pair"))))
    return found


def f1(rows: Sequence[Labelled], flaw: Flaw) -> tuple[float, float, float, int]:
    """Precision, recall, F1 and number of texts that have the flaw."""
    count = Counter((flaw in row.wanted, flaw in row.found) for row in rows)
    hit, extra, missed = count[True, True], count[False, True], count[True, False]
    precision, recall = hit / max(1, hit + extra), hit / max(1, hit + missed)
    return precision, recall, 2 * hit / max(1, 2 * hit + extra + missed), hit + missed


def macro(rows: Sequence[Labelled]) -> float:
    """The mean F1 of the flaws that occur."""
    scores = [f1(rows, flaw)[2] for flaw in Flaw if any(flaw in row.wanted for row in rows)]
    return sum(scores) / max(1, len(scores))


def exact(rows: Sequence[Labelled]) -> float:
    """Share of texts with exactly the flaws that they have."""
    return share(row.wanted == row.found for row in rows)


def false_alarms(rows: Sequence[Labelled]) -> float:
    """Share of clean texts in which something is found."""
    return share(bool(row.found) for row in rows if not row.wanted)


def false_blocks(rows: Sequence[Labelled]) -> float:
    """Share of clean criteria that would have to be reworded for nothing."""
    return share(row.blocks for row in rows if not row.wanted and row.kind is Kind.PIP_CRITERION)


def share(hits: Iterable[bool]) -> float:
    """How many of them hold."""
    all_of_them = list(hits)
    return sum(all_of_them) / max(1, len(all_of_them))


def interval(rows: Sequence[Labelled], figure: object) -> tuple[float, float]:
    """A 95 % interval by drawing the texts again, with a fixed seed."""
    draw = random.Random(1)
    assert callable(figure)
    found = sorted(figure(draw.choices(rows, k=len(rows))) for _ in range(DRAWS))
    return found[DRAWS // 40], found[-DRAWS // 40]


def report(rows: Sequence[Labelled]) -> Iterable[str]:
    """The figures as lines of a Markdown table."""
    yield "| flaw | texts | precision | recall | F1 |"
    yield "|---|---|---|---|---|"
    for flaw in Flaw:
        precision, recall, score, number = f1(rows, flaw)
        yield f"| `{flaw}` | {number} | {precision:.2f} | {recall:.2f} | {score:.2f} |"
    for name, figure in (
        ("macro F1", macro),
        ("exact match", exact),
        ("false alarms on clean texts", false_alarms),
        ("on clean criteria, blocking", false_blocks),
    ):
        low, high = interval(rows, figure)
        yield f"{name}: {figure(rows):.3f} (95 %: {low:.3f} to {high:.3f})"
    pairs = [row for row in rows if row.paired]
    yield f"near misses: {len(pairs)} texts, macro F1 {macro(pairs):.3f}, exact match {exact(pairs):.3f}"


if __name__ == "__main__":
    everything = [row for name in sys.argv[1:] if not name.startswith("--") for row in labelled(Path(name))]
    lines = [f"{len(everything)} texts", *report(everything)]
    if "--errors" in sys.argv:
        wrong = [row for row in everything if row.wanted != row.found]
        lines += [f"{row.kind} | +{sorted(row.found - row.wanted)} -{sorted(row.wanted - row.found)} | {row.text}" for row in wrong]
    sys.stdout.write("\n".join(lines) + "\n")
