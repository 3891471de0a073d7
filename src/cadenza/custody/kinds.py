"""What a kind of record is, of which a person's copy is made (DATA-3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model

from cadenza.objections import N_
from cadenza.people.models import Person

Row = Any
Columns = Mapping[str, str]
"""Where a value lies, seen from the row ("goal.plan.cycle.key") -> what it is called."""

CYCLE, GOAL, BY, AT, STATE = N_("Cycle"), N_("Goal"), N_("By"), N_("When"), N_("State")


@dataclass(frozen=True)
class Kind:
    """One kind of record: its code in the machine's copy, its heading in the reader's, whose rows, which columns."""

    code: str
    heading: str
    rows: Callable[[Person, datetime], Iterable[Row]]
    columns: Columns
    of: tuple[type[Model], ...] = ()
    """The models whose words it holds."""
    opened: frozenset[str] = field(default_factory=frozenset)
    """Fields of these models that it holds under other names: what lay sealed, and what is read together with its owner."""
    listed: bool = True
    """Whether the page counts it. The person's own card is no list."""
