"""A criterion as a plan's record tells it, with every wording that is enough, and a change of one that waits. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cadenza.improvement.checkpoint_rules import Look, Verdict
from cadenza.improvement.plan_rules import Standard
from cadenza.improvement.rules import Part
from cadenza.improvement.said import Said


@dataclass
class Criterion:
    """One criterion with all its wordings, what the person says to it and where it stood at each checkpoint."""

    number: int
    standard: Standard
    sequence: int
    """The entry that the present wording comes from."""
    eased: list[Standard] = field(default_factory=list)
    """Wordings that were added while the plan runs: each is enough as well, and none takes the standard's place (PIP-12)."""
    input: Said | None = None
    answer: Said | None = None
    agreed: Said | None = None
    """The person agreed to these very words while the plan ran, which says more than a view on the words before (PIP-5, PIP-12)."""
    input_until: date | None = None
    """The last day for the person's view on the present wording, once they have heard it (PIP-5)."""
    looks: dict[int, Look] = field(default_factory=dict)

    @property
    def latest(self) -> Verdict | None:
        return self.looks[max(self.looks)].verdict if self.looks else None

    @property
    def latest_look(self) -> Look | None:
        return self.looks[max(self.looks)] if self.looks else None


@dataclass(frozen=True)
class Change:
    """A stricter or new criterion that waits for person and HR (PIP-12)."""

    sequence: int
    number: int
    standard: Standard
    reason: str
    agreed: Mapping[Part, Said] = field(default_factory=dict)
