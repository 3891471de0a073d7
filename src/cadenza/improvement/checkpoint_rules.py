"""The weekly or fortnightly look: every open criterion with evidence, what works named, what remains, what comes next. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cadenza.improvement.gate_rules import too_long
from cadenza.improvement.plan_rules import Standard
from cadenza.objections import N_, Objection, objection, says_something
from cadenza.people.rules import Coded
from cadenza.wording import Flaw, Kind, read


class Verdict(Coded):
    """Where one criterion stands at one checkpoint."""

    MET = "met"
    IMPROVING = "improving"
    NOT_YET = "not-yet-met"


IMPRESSIONS = frozenset({Flaw.VAGUE, Flaw.PERSONALITY})
"""What makes a sentence an impression instead of evidence."""


SHARED_BEFORE = N_("This checkpoint was shared already, or another one comes first.")


@dataclass(frozen=True)
class Look:
    """What one checkpoint says of one criterion."""

    verdict: Verdict | None = None
    evidence: str = ""


@dataclass(frozen=True)
class Notes:
    """Everything that one checkpoint says."""

    looks: Mapping[int, Look] = field(default_factory=dict)
    working: str = ""
    remains: str = ""
    support: str = ""
    ahead: str = ""

    @property
    def words(self) -> dict[str, str]:
        return {"working": self.working, "remains": self.remains, "support": self.support, "ahead": self.ahead}


def objections_to_checkpoint(notes: Notes, *, open_numbers: Collection[int]) -> list[Objection]:
    """Why a checkpoint cannot be shared. Rule PIP-10: each open criterion assessed with evidence, what remains, what the next looks at.

    Recognition is a warning (PIP-11): improvement seen and not named as working.
    """
    found: list[Objection] = []
    for number in sorted(open_numbers):
        found += _objections_to_look(notes.looks.get(number, Look()), number)
    unmet = [one for number, one in notes.looks.items() if number in open_numbers and one.verdict is not Verdict.MET]
    if unmet and not says_something(notes.remains):
        found.append(objection("remains-unsaid", N_("Say what remains and what to do about it next."), where="remains"))
    if not says_something(notes.ahead):
        found.append(objection("ahead-unsaid", N_("Say what the next checkpoint will look at."), where="ahead"))
    if seen_improving(notes) and not says_something(notes.working):
        found.append(objection("improvement-unnamed", N_("You saw improvement. Name what is working."), where="working", warning=True))
    return found + too_long(notes.words)


def _objections_to_look(look: Look, number: int) -> list[Objection]:
    where = f"evidence-{number}"
    found = []
    if look.verdict is None:
        found.append(objection("verdict-missing", N_("Say where criterion %(number)d stands."), where=f"verdict-{number}", number=number))
    if not says_something(look.evidence):
        found.append(objection("evidence-missing", N_("Give the evidence for criterion %(number)d."), where=where, number=number))
    elif is_impression(look.evidence):
        found.append(
            objection(
                "evidence-is-impression",
                N_("Criterion %(number)d: this is a general impression. Say which pieces of work you looked at and what they showed."),
                where=where,
                number=number,
            )
        )
    return found + too_long({where: look.evidence})


def is_impression(text: str) -> bool:
    """Whether a text gives an impression or a trait instead of what was seen. Rule PIP-10. Texts not in English are not judged."""
    return bool(IMPRESSIONS & set(read(text, Kind.CONCERN_STATEMENT).flaws))


def seen_improving(notes: Notes) -> bool:
    """Whether any criterion is met or improving. Rule PIP-11."""
    return any(one.verdict in {Verdict.MET, Verdict.IMPROVING} for one in notes.looks.values())


def is_the_same(one: Notes, other: Notes) -> bool:
    """Whether two checkpoints say the same words about what remains: a signal. Rule PIP-17."""
    return says_something(one.remains) and _plain(one.remains) == _plain(other.remains)


def _plain(text: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.lower()).split())


def next_number(days: Sequence[date], shared: Collection[int]) -> int | None:
    """The first checkpoint that was not shared yet; None when all were. Rule PIP-6."""
    return next((number for number in range(1, len(days) + 1) if number not in shared), None)


def objections_to_easing(known: Collection[Standard], new: Standard, objections: Sequence[Objection], reason: str) -> list[Objection]:
    """Why a criterion cannot be relaxed or clarified so. Rule PIP-12.

    The settled words stay the standard, and the new ones are enough as well: whoever meets either has met the criterion. So no easing can
    tighten anything, nor put other words in the standard's place.
    """
    found = list(objections)
    if new in known:
        found.append(objection("nothing-eased", N_("These are the same words as before."), where="statement"))
    if not says_something(reason):
        found.append(objection("easing-without-reason", N_("Say why it is eased or made clearer."), where="reason"))
    return found + too_long({"reason": reason})


def objections_to_change_now(*, ahead: bool) -> list[Objection]:
    """Why no stricter or new criterion comes into force any more. Rules PIP-10, PIP-12: a checkpoint ahead must be able to look at it."""
    if ahead:
        return []
    return [objection("no-checkpoint-ahead", N_("Every checkpoint was held: none is left that could look at this."))]


def objections_to_change(objections: Sequence[Objection], reason: str) -> list[Objection]:
    """Why a stricter or new criterion cannot even be proposed. Rule PIP-12: it holds only once person and HR agree."""
    found = list(objections)
    if not says_something(reason):
        found.append(objection("change-without-reason", N_("Say why the standard should change while the plan runs."), where="reason"))
    return found + too_long({"reason": reason})


def objections_to_checkpoint_day(held_on: date | None, *, begun: date | None, today: date) -> list[Objection]:
    """Why a day cannot be the one on which a checkpoint was held. Rule PIP-10."""
    if held_on is None or (begun is not None and held_on < begun) or held_on > today:
        return [
            objection("checkpoint-day-outside", N_("Enter a day from %(first)s to %(last)s."), where="held_on", first=begun, last=today)
        ]
    return []
