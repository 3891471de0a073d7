"""What is in force on a day, as frozen values that doors and actions pass on; and who changed what when.

The versions are few and change a few times a year, so a process remembers them: no statement a page.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import QuerySet

from cadenza.people.days import day_of
from cadenza.practice.models import Kept, PracticeVersion, PromptVersion
from cadenza.practice.practice_rules import SHIPPED, Practice, ResetDays, practice_of
from cadenza.practice.rules import Prompts, prompts_from
from cadenza.practice.version_rules import in_force

V = TypeVar("V", PracticeVersion, PromptVersion)
REMEMBERED_SECONDS = 10.0
"""A version saved in another process is noticed here within this time."""


@dataclass(frozen=True)
class _Memory:
    """What one look at the versions found. Never changed: threads share it, and each goes on with the one it took."""

    practices: tuple[PracticeVersion, ...]
    prompts: tuple[PromptVersion, ...]
    changes: int
    read_at: float


_memory: _Memory | None = None


def forget() -> None:
    """Read the versions anew at the next question (a committed save, a rolled-back test, a restored database).

    Whoever is reading at this moment keeps what they find for themselves: it carries an older count of changes.
    """
    global _memory  # one for the process
    Kept.note_settled()
    _memory = None


def _remembered() -> _Memory:
    """The versions as this thread may see them. What its own open transaction saved is not remembered: it may be rolled back."""
    global _memory  # one for the process
    known, now, changes, unsettled = _memory, time.monotonic(), Kept.changes, Kept.is_unsettled()
    if known and not unsettled and known.changes == changes and now - known.read_at <= REMEMBERED_SECONDS:
        return known
    found = _Memory(_standing(PracticeVersion), _standing(PromptVersion), changes, now)
    if not unsettled:
        _memory = found
    return found


def _standing(kind: type[V]) -> tuple[V, ...]:
    return tuple(kind._default_manager.filter(withdrawn_at=None))


def practice_at(at: datetime) -> Practice:
    """What HR set, as it counts at an instant. Rule HR-3. Two statements at most, and none while the process remembers."""
    return practice_on(day_of(at))


def practice_on(day: date) -> Practice:
    """The same for a day of the organisation."""
    return _on(_remembered().practices, day)


def _on(standing: tuple[PracticeVersion, ...], day: date) -> Practice:
    found = in_force(standing, day)
    return practice_of(found.values, number=found.number) if found else SHIPPED


def resets_by_day() -> Callable[[date], ResetDays]:
    """The days of resets as they were set on each day, from one look at the versions. Rules HR-3, REV-6."""
    standing = _remembered().practices
    return lambda day: _on(standing, day).reset


def prompts_at(at: datetime) -> Prompts:
    """The prompts as they count at an instant. Rule HR-3. Two statements at most, and none while the process remembers."""
    found = in_force(_remembered().prompts, day_of(at))
    return prompts_from(found.words, number=found.number) if found else prompts_from(None)


def prompts_of_version(number: int) -> Prompts | None:
    """The prompts of one version; 0 is what the product comes with. None when there is no such version."""
    if number == 0:
        return prompts_from(None)
    version = PromptVersion.objects.filter(number=number).first()
    return prompts_from(version.words, number=number) if version else None


def practice_of_version(number: int) -> Practice | None:
    """What one version sets; 0 is what the product comes with. None when there is no such version."""
    if number == 0:
        return SHIPPED
    version = PracticeVersion.objects.filter(number=number).first()
    return practice_of(version.values, number=number) if version else None


def prompt_versions() -> QuerySet[PromptVersion]:
    """Who worded the prompts anew when, newest first."""
    return PromptVersion.objects.select_related("made_by", "withdrawn_by").order_by("-number")


def practice_versions() -> QuerySet[PracticeVersion]:
    """Who set something anew when, newest first."""
    return PracticeVersion.objects.select_related("made_by", "withdrawn_by").order_by("-number")


def earliest_day(versions: QuerySet[PromptVersion] | QuerySet[PracticeVersion], today: date) -> date:
    """The first day from which one more version may count: today, or the day of one that waits. One statement."""
    waiting = versions.filter(withdrawn_at=None, effective_on__gt=today).order_by("-effective_on").first()
    return waiting.effective_on if waiting else today


def newest_prompts() -> Prompts:
    """The prompts that the next version is made from: the last ones that stand, begun or waiting. One statement."""
    version = PromptVersion.objects.filter(withdrawn_at=None).order_by("-number").first()
    return prompts_from(version.words, number=version.number) if version else prompts_from(None)


def newest_practice() -> Practice:
    """What the next version is made from: the last one that stands, begun or waiting. One statement."""
    version = PracticeVersion.objects.filter(withdrawn_at=None).order_by("-number").first()
    return practice_of(version.values, number=version.number) if version else SHIPPED
