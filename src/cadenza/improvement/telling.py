"""An entry of the record in words: every fact of it under a label, days written out, people by name (PIP-18)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from cadenza.improvement import words
from cadenza.improvement.gate_rules import Source
from cadenza.improvement.ledger import Opened
from cadenza.objections import N_
from cadenza.web.words import shown, state_word

Names = Mapping[int, str]
Teller = Callable[[Any, Names], str]
PEOPLE = frozenset({"hr_partner", "person", "former", "manager", "in_place_of"})
"""Facts that are the key of a person."""


def told(entry: Opened, names: Names) -> list[tuple[str, str]]:
    """(label, text) of every fact in an entry, in the order of a sentence; what is empty says nothing. Rule PIP-18."""
    lines = []
    for key, (label, teller) in TOLD.items():
        value = entry.words.get(key)
        if value in (None, "", [], {}) or (key == "confirmed" and entry.words.get("source") != Source.SLIP):
            continue  # of anything but agreed points nobody asked the person (PIP-2); earlier entries hold a yes all the same
        lines += [(_(label), text) for text in (teller(value, names),) if text]
    return lines


def people_in(entries: Iterable[Opened]) -> set[int]:
    """Everybody whom entries name by key."""
    return {one.words[key] for one in entries for key in PEOPLE if isinstance(one.words.get(key), int)}


def _text(value: Any, _names: Names) -> str:
    return str(value)


def _day(value: Any, _names: Names) -> str:
    return str(shown(date.fromisoformat(value)))


def _instant(value: Any, _names: Names) -> str:
    return str(shown(datetime.fromisoformat(value)))


def _days(value: Any, _names: Names) -> str:
    return "; ".join(str(shown(date.fromisoformat(one))) for one in value)


def _person(value: Any, names: Names) -> str:
    return names.get(value, "")


def _yes(value: Any, _names: Names) -> str:
    return _("yes") if value else _("no")


def _coded(table: Mapping[Any, str]) -> Teller:
    plain = {str(code): text for code, text in table.items()}
    return lambda value, _names: _(plain[str(value)]) if str(value) in plain else str(value)


def _all_coded(table: Mapping[Any, str]) -> Teller:
    plain = {str(code): text for code, text in table.items()}  # in the table's order, not in that of their codes
    return lambda value, _names: "\n".join(_(text) for code, text in plain.items() if code in set(value))


def _looks(value: Any, _names: Names) -> str:
    return "\n".join(
        _("Criterion %(number)s: %(verdict)s. %(evidence)s")
        % {"number": number, "verdict": state_word(look["verdict"]), "evidence": look["evidence"]}
        for number, look in _by_number(value)
    )


def _per_criterion(value: Any, _names: Names) -> str:
    return "\n".join(_("Criterion %(number)s: %(words)s") % {"number": number, "words": text} for number, text in _by_number(value))


def _by_number(value: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return sorted(value.items(), key=lambda pair: int(pair[0]))


TOLD: Mapping[str, tuple[str, Teller]] = {
    "number": (N_("Number"), _text),
    "dropped": (N_("Taken out again"), _yes),
    "condition": (N_("Condition"), _coded(words.CONDITIONS)),
    "dated": (N_("Dated"), _day),
    "author": (N_("Written by"), _text),
    "written_on": (N_("Written down on"), _day),
    "what": (N_("What"), _text),
    "provider": (N_("Who provides it"), _text),
    "manner": (N_("How"), _coded(words.MANNERS)),
    "meeting": (N_("Meeting"), _coded(words.MEETINGS)),
    "served_on": (N_("Invitation given on"), _day),
    "method": (N_("How it was given"), _coded(words.METHODS)),
    "enclosed": (N_("Papers with it"), _text),
    "companion_told": (N_("The right to be accompanied is stated"), _yes),
    "notice": (N_("Days of notice"), _text),
    "held_on": (N_("Held on"), _day),
    "day": (N_("Day"), _day),
    "given": (N_("What happened"), _coded(words.GIVEN)),
    "told_by": (N_("Written down by its provider"), _text),
    "told_at": (N_("Written down on"), _instant),
    "beside": (N_("Stands beside the day and settles nothing"), lambda value, _names: _("yes") if value else ""),
    "replacement": (N_("What takes its place"), _text),
    "replaced_on": (N_("In its place on"), _day),
    "answer": (N_("Answer"), lambda value, names: state_word(str(value))),
    "upheld": (N_("Counts as given"), _yes),
    "on": (N_("On"), _day),
    "since": (N_("Since"), _day),
    "until": (N_("Until"), _day),
    "days": (N_("Days"), _days),
    "weeks": (N_("Weeks"), _text),
    "ends_on": (N_("Ends on"), _day),
    "statement": (N_("What must be shown"), _text),
    "measure": (N_("Measure"), _text),
    "assessor": (N_("Who assesses"), _text),
    "source": (N_("From what"), _coded(words.SOURCES)),
    "period": (N_("Over what period"), _text),
    "concern": (N_("Concern"), _text),
    "required": (N_("Improvement required"), _text),
    "consequence": (N_("What follows if it is not met"), _text),
    "held": (N_("Confirmed"), _all_coded(words.CONDITIONS)),
    "parts_confirmed": (N_("The four parts of each criterion confirmed"), _yes),
    "said": (N_("Said"), _all_coded(words.POINTS)),
    "present": (N_("Present"), _text),
    "companion": (N_("Companion"), _text),
    "minutes": (N_("Minutes"), _text),
    "input_until": (N_("Input until"), _day),
    "adjustments": (N_("Adjustments"), _text),
    "leave": (N_("Leave"), _text),
    "changes": (N_("Recent changes"), _text),
    "fair": (N_("If I achieve this I have met it"), _yes),
    "surprised": (N_("Came as a surprise"), _yes),
    "cause": (N_("Cause"), _coded({**words.CAUSES, **words.SURPRISES})),
    "looks": (N_("Criteria"), _looks),
    "working": (N_("What is working"), _text),
    "remains": (N_("What remains"), _text),
    "support": (N_("Support adjusted"), _text),
    "ahead": (N_("What the next one looks at"), _text),
    "outcome": (N_("Outcome"), _coded(words.OUTCOMES)),
    "result": (N_("Result"), _coded(words.APPEALS)),
    "per_criterion": (N_("Per criterion"), _per_criterion),
    "words": (N_("Words"), _text),
    "note": (N_("Note"), _text),
    "reason": (N_("Reason"), _text),
    "few_reason": (N_("Why fewer than two conversations in six months"), _text),
    "support_given": (N_("Support given"), _text),
    "follow_up_on": (N_("Followed up on"), _day),
    "shared_at": (N_("Shared with the person"), _instant),
    "told_on": (N_("Time to change counted from"), _day),
    "confirmed": (N_("Confirmed by the person"), _yes),
    "witness": (N_("Witness"), _text),
    "hr_partner": (N_("HR partner"), _person),
    "person": (N_("Named"), _person),
    "former": (N_("In place of"), _person),
    "manager": (N_("Manager"), _person),
    "in_place_of": (N_("In the place of"), _person),
    "checkpoint": (N_("Checkpoint"), _text),
    "first": (N_("From"), _day),
    "last": (N_("To"), _day),
    "hearing": (N_("Could have led to a formal step"), _yes),
    "response": (N_("What the person said"), _text),
    "answer_by": (N_("Answer by"), _day),
    "appeal_until": (N_("Appeal until"), _day),
}
"""Fact -> its label and how it is said, in the order in which a reader wants them. A fact of the record is in here or among OURS."""

OURS = frozenset({"ref", "replaced_by", "provider_id", "ask_id", "shared", "kept", "change", "gate", "recorded_at", "version", "ask_day"})
"""Keys by which entries find each other; they tell a reader nothing."""
