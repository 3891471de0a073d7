"""What becomes of the coach's findings in a form: which are still open, which another field answers, which the writer set aside. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from cadenza.objections import N_
from cadenza.wording import Finding, Flaw, Kind, ThreeE, read

MOST_SHOWN = 3
"""Hints under one field at a time: more than that is a marking, not a hint."""

TITLES: Mapping[Flaw, str] = {
    Flaw.ACTIVITY: N_("what is done, not yet what comes of it"),
    Flaw.VAGUE: N_("two people may read this differently"),
    Flaw.NO_MEASURE: N_("nothing yet to tell it by"),
    Flaw.NO_DATE: N_("no date or period"),
    Flaw.PERSONALITY: N_("about the person, not the work"),
    Flaw.NOT_ASSESSABLE: N_("a matter of opinion"),
    Flaw.GENERIC_SUPPORT: N_("support without something done"),
    Flaw.GENERIC_COURSE: N_("a course without its use"),
    Flaw.SIMULATED: N_("not live work"),
    Flaw.ABSOLUTE: N_("more than anybody can promise"),
    Flaw.COMPOUND: N_("several results in one"),
}
"""Each flaw in a few words, for the line that names a hint."""

NAMES: Mapping[str, Flaw] = {flaw.value: flaw for flaw in Flaw}


def known_flaws(names: Iterable[str]) -> frozenset[Flaw]:
    """The flaws that are meant; a name that is none is ignored. Rule COACH-3."""
    return frozenset(NAMES[name] for name in names if name in NAMES)


def answered_by(*, dated: bool = False, measured: bool = False, applied: bool = False) -> frozenset[Flaw]:
    """What other fields of the same form answer: a date, a measure, the work in which a course will be used. Rule COACH-3."""
    said = {Flaw.NO_DATE: dated, Flaw.NO_MEASURE: measured, Flaw.GENERIC_COURSE: applied}
    return frozenset(flaw for flaw, there in said.items() if there)


def open_findings(
    text: str, kind: Kind, e3: ThreeE | None = None, *, answered: Collection[Flaw] = (), dismissed: Collection[Flaw] = ()
) -> tuple[Finding, ...]:
    """What the coach finds in a text, without what the form answers elsewhere and what the writer set aside. Rules COACH-2, COACH-3."""
    if not text.strip():
        return ()
    return tuple(one for one in read(text, kind, e3, answered=answered).findings if one.flaw not in dismissed)


def remembered(kept: str, field: str) -> frozenset[Flaw]:
    """The flaws set aside in one field, from the column that keeps them as "outcome:vague,no_date;success_measure:vague". Rule COACH-3."""
    return known_flaws(_by_field(kept).get(field, "").split(","))


def remembering(kept: str, field: str, flaws: Iterable[Flaw]) -> str:
    """The same column with one field's flaws replaced; a field without any is left out. Rule COACH-3."""
    fields = _by_field(kept) | {field: ",".join(sorted(flaws))}
    return ";".join(f"{name}:{names}" for name, names in sorted(fields.items()) if names)


def _by_field(kept: str) -> dict[str, str]:
    return {name: names for name, _, names in (part.partition(":") for part in kept.split(";")) if name}
