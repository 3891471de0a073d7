"""What may be kept in HR's own workspace beside a formal plan (TRUST G5). Pure."""

from __future__ import annotations

from cadenza.improvement.gate_rules import CHANGED, too_long
from cadenza.objections import N_, Objection, objection, says_something


def objections_to_advice(words: str) -> list[Objection]:
    """Why a note of the workspace is not kept. TRUST G5."""
    found = [] if says_something(words) else [objection("advice-empty", N_("Write down what you want to keep."), where="words")]
    return found + too_long({"words": words})


def objections_to_changing_advice(*, own: bool, seen: int, version: int) -> list[Objection]:
    """Why a note of the workspace cannot be changed. TRUST G5, L13: by whoever wrote it, over the version that they read."""
    if not own:
        return [objection("advice-of-another", N_("Somebody else wrote this. Write a note of your own beside it."))]
    return [] if seen == version else [objection("formal-words-changed", CHANGED)]
