"""One step of a formal plan as its page shows it; `steps` and `meeting_steps` hold the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cadenza.improvement import forms
from cadenza.improvement.rules import Act
from cadenza.objections import N_
from cadenza.people.models import Person

Do = Callable[[str, Any, Person, datetime], object]


@dataclass(frozen=True)
class Step:
    """One page: what it asks, what happens then, who is told, what cannot be changed."""

    act: Act
    form: type[forms.StepForm]
    do: Do
    title: str
    button: str
    back: str = ""
    """The section that shows it afterwards; empty for the overview."""
    leaves: str = ""
    """What is said on the list of plans afterwards, where the plan may be closed to whoever took the step; empty where it stays open."""
    happens: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()


NOBODY_KNOWS = N_(
    "Manager and HR partner know of this, and HR admin that a plan with this number is there, without a name. "
    "The person is told nothing before the opening conversation."
)
PERSON_READS = N_("The person, the manager and the HR partner read it at the same time and in the same words.")
STAYS = N_("It stays in the record as it was written; a correction is another entry.")
