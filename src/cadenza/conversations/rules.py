"""What an early conversation's note allows: who may read it until when, how it goes on, what it must say. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cadenza.objections import N_, Objection, objection, says_something
from cadenza.people.rules import Coded

TEXT_LIMIT = 5000
FOLLOW_UP_DAYS = 28
"""Preset of the follow-up. Source: DESIGN 5, four weeks on; [P] revisit in four weeks."""
LATEST_FOLLOW_UP_DAYS = 183
EDIT_HOURS = 24
"""How long the words of a note may be changed in place. Source: TRUST F1, 1.7."""
WINDOW_DAYS = 30
"""After the author stopped being the manager: slip, delete or let lapse. Source: HAND-3, TRUST X3."""
KEPT_DAYS = 183
"""Six months after the last follow-up a note is purged. Source: TRUST L18."""
DRAFT_DAYS = 30
"""An unsent draft is forgotten after this. Source: TRUST L18."""
FORMAL_FROM = 3
"""From this conversation on a formal process may be considered. Source: EARLY-4, [P] two or three iterations; TRUST 1.7."""
EARLIEST_DAYS = 183
"""How long ago a conversation may lie that is only now written down."""

WORDS = ("concern", "context", "expectation", "support", "agreed")
"""EARLY-1: what a note holds in words."""
DRAFTED = ("person", "held_on", *WORDS, "follow_up_on", "cause", "dismissed")
"""What the draft of a note remembers, as it was typed."""


class NoteState(Coded):
    """Where a note stands. Whether anybody may still read it is computed from the dated lines, not kept here."""

    OPEN = "open"
    RESOLVED = "resolved"
    REPEATED = "repeated"
    LAPSED = "lapsed"
    ESCALATED = "escalated"


class NoteEvent(Coded):
    """What can happen to a note."""

    RESOLVE = "resolve"
    REPEAT = "repeat"
    LAPSE = "lapse"
    ESCALATE = "escalate"


MOVES: Mapping[tuple[NoteState, NoteEvent], NoteState] = {
    (NoteState.OPEN, NoteEvent.RESOLVE): NoteState.RESOLVED,
    (NoteState.OPEN, NoteEvent.REPEAT): NoteState.REPEATED,
    (NoteState.OPEN, NoteEvent.LAPSE): NoteState.LAPSED,
    (NoteState.OPEN, NoteEvent.ESCALATE): NoteState.ESCALATED,
    (NoteState.RESOLVED, NoteEvent.ESCALATE): NoteState.ESCALATED,  # an earlier conversation may be picked with the latest one
    (NoteState.REPEATED, NoteEvent.ESCALATE): NoteState.ESCALATED,
    (NoteState.LAPSED, NoteEvent.ESCALATE): NoteState.ESCALATED,
}
"""What is not in the table cannot happen. Nothing leads out of ESCALATED: the note is frozen (TRUST R10, X9)."""


class Cause(Coded):
    """What may lie behind a concern (EARLY-6). Sealed with the note; nothing counts it."""

    UNKNOWN = "unknown"
    SYSTEM = "system"
    PERSONAL = "personal"
    PERFORMANCE = "performance"


class Outcome(Coded):
    """What came of a follow-up that ends the matter (EARLY-4, EARLY-6). Sealed; the note's state says "resolved" for three of them."""

    CHANGED = "changed"
    SYSTEM = "system"
    PERSONAL = "personal"
    LAPSED = "lapsed"


ENDS: Mapping[Outcome, NoteEvent] = {
    Outcome.CHANGED: NoteEvent.RESOLVE,
    Outcome.SYSTEM: NoteEvent.RESOLVE,
    Outcome.PERSONAL: NoteEvent.RESOLVE,
    Outcome.LAPSED: NoteEvent.LAPSE,
}


class TextKind(Coded):
    """What one text of a note is."""

    WORDS = "words"
    ADDITION = "addition"
    OUTCOME = "outcome"


class Part(Coded):
    """What somebody is in one of this room's records at one instant. WHO_MAY is made of these."""

    MANAGES = "manages"
    """The author while the person reports to them."""
    HANDS_ON = "hands-on"
    """The author in the thirty days after that (TRUST X3)."""
    PERSON = "person"
    """The person, towards what was shared with them."""
    PARTNER = "partner"
    """The HR partner whom a bundle names, as long as no conflict stands (TRUST X6)."""


@dataclass(frozen=True)
class Span:
    """One reporting line between author and person."""

    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Tie:
    """What the author is to the person now, as far as their notes go. `closes_at` is when reading ends, if it is known."""

    part: Part | None
    closes_at: datetime | None = None


def tie_at(lines: Iterable[Span], *, recorded_at: datetime, at: datetime, gone: bool, inverted: bool) -> Tie:
    """Whether the author of a record may still read it. Rule HAND-3. Source: TRUST X3, X4, X12.

    Thirty days without a line seal it for good, also when a line begins again later. An author who left (`gone`) and one above whom the
    person now stands (`inverted`) read nothing from that instant on.
    """
    if gone or inverted:
        return Tie(None)
    ordered = sorted(lines, key=lambda one: one.since)
    before = [line for line in ordered if line.since <= recorded_at]
    covered = recorded_at  # what was recorded in the thirty days counts them from the same end
    if before and before[-1].until is not None:
        covered = min(recorded_at, before[-1].until)
    for line in ordered:
        if line.since > at:
            break
        if line.since > covered + timedelta(days=WINDOW_DAYS):
            return Tie(None, covered + timedelta(days=WINDOW_DAYS))
        if line.until is None or line.until > at:
            return Tie(Part.MANAGES)
        covered = max(covered, line.until)
    closes_at = covered + timedelta(days=WINDOW_DAYS)
    return Tie(Part.HANDS_ON, closes_at) if at < closes_at else Tie(None, closes_at)


def is_editable(recorded_at: datetime, state: NoteState, *, at: datetime) -> bool:
    """Whether the words of a note may still be changed in place. Rule EARLY-1. Source: TRUST 1.7, twenty-four hours, then appended."""
    return state != NoteState.ESCALATED and at < recorded_at + timedelta(hours=EDIT_HOURS)


def follow_up_preset(held_on: date) -> date:
    """The day that a new note proposes for its follow-up. Rule EARLY-1."""
    return held_on + timedelta(days=FOLLOW_UP_DAYS)


def objections_to_event(state: NoteState, event: NoteEvent) -> list[Objection]:
    """Why this cannot happen to a note that stands so. Rule EARLY-4, table MOVES."""
    if (state, event) in MOVES:
        return []
    if state == NoteState.ESCALATED:
        return [objection("note-is-frozen", N_("This note was passed to HR and stays as it is."))]
    return [objection("note-is-closed", N_("This note is closed. Record a new conversation instead."))]


def objections_to_note(words: Mapping[str, str], *, held_on: date | None, follow_up_on: date | None, today: date) -> list[Objection]:
    """Why a note cannot be recorded as it came. Rule EARLY-1. Source: [P] concern, expectation, support, follow-up date."""
    missing = {
        "concern": N_("Say what you saw: what, when, how often, and what it led to."),
        "expectation": N_("Say what you expect to see by the follow-up."),
        "support": N_("Say what you offered to help with."),
    }
    found = [objection(f"no-{name}", words_, where=name) for name, words_ in missing.items() if not says_something(words.get(name, ""))]
    found += objections_to_length({name: words.get(name, "") for name in WORDS})
    earliest = today - timedelta(days=EARLIEST_DAYS)
    if held_on is None or not earliest <= held_on <= today:
        found.append(
            objection(
                "conversation-date-outside", N_("Enter a day from %(first)s to %(last)s."), where="held_on", first=earliest, last=today
            )
        )
    latest = today + timedelta(days=LATEST_FOLLOW_UP_DAYS)
    if follow_up_on is None or not today < follow_up_on <= latest:
        found.append(
            objection(
                "follow-up-outside",
                N_("Enter a day after %(today)s and up to %(latest)s."),
                where="follow_up_on",
                today=today,
                latest=latest,
            )
        )
    return found


def objections_to_length(words: Mapping[str, str]) -> list[Objection]:
    """Why words cannot be kept as they came. Rule COACH-2, the length of a field."""
    return [
        objection("text-too-long", N_("Keep this within %(limit)d characters."), where=name, limit=TEXT_LIMIT)
        for name, text in words.items()
        if len(text) > TEXT_LIMIT
    ]


def objections_to_addition(words: str, state: NoteState) -> list[Objection]:
    """Why nothing is added to a note. Rule EARLY-1: what was passed to HR is frozen (TRUST R10)."""
    if state == NoteState.ESCALATED:
        return [objection("note-is-frozen", N_("This note was passed to HR and stays as it is."))]
    if not says_something(words):
        return [objection("addition-empty", N_("Write what you want to add."), where="addition")]
    return objections_to_length({"addition": words})


def objections_to_edit(recorded_at: datetime, state: NoteState, *, at: datetime, seen_is_current: bool) -> list[Objection]:
    """Why the words of a note are not changed in place. Rules EARLY-1, DATA-1. Source: TRUST 1.7."""
    if state == NoteState.ESCALATED:
        return [objection("note-is-frozen", N_("This note was passed to HR and stays as it is."))]
    if not is_editable(recorded_at, state, at=at):
        return [objection("note-is-settled", N_("The first %(hours)d hours are over. Add to the note instead."), hours=EDIT_HOURS)]
    if not seen_is_current:
        return [objection("note-changed-elsewhere", N_("This note was changed in another window. Compare both texts, then save again."))]
    return []


def objections_to_outcome(outcome: str, words: str, state: NoteState) -> list[Objection]:
    """Why a follow-up does not end the matter. Rules EARLY-4, EARLY-6."""
    if outcome not in {one.value for one in Outcome}:
        return [objection("follow-up-without-outcome", N_("Choose what came of it."), where="outcome")]
    found = objections_to_event(state, ENDS[Outcome(outcome)])
    if outcome != Outcome.LAPSED and not says_something(words):
        found.append(objection("outcome-without-words", N_("Say in a sentence what you saw."), where="seen_since"))
    return found + objections_to_length({"seen_since": words})


def warnings_about_iteration(iteration: int) -> list[Objection]:
    """What is said from the third conversation about one matter on. Rule EARLY-4. Source: [P] two or three iterations; TRUST 1.7."""
    if iteration < FORMAL_FROM:
        return []
    return [
        objection(
            "third-conversation",
            N_(
                "This is conversation %(number)d about it. If it has not changed enough with the support you gave, a formal process "
                "may be considered with HR. It never begins with a surprise."
            ),
            warning=True,
            number=iteration,
        )
    ]


def objections_to_deletion(state: NoteState, *, frozen: bool) -> list[Objection]:
    """Why a note is not deleted. Source: TRUST 1.8, L13, R10. Rule EARLY-2; the words for a freeze are neutral on purpose."""
    if state == NoteState.ESCALATED:
        return [objection("note-is-frozen", N_("This note was passed to HR and stays as it is."))]
    if frozen:
        return [objection("records-frozen", N_("Records about this person are frozen at present. Nothing can be deleted."))]
    return []


def purge_on(*, follow_up_on: date, closed_on: date | None, sealed_on: date | None) -> date | None:
    """The day from which a note is purged; None while it is open. Source: TRUST L18, six months after the last follow-up. Rule EARLY-2."""
    ends = [day for day in (closed_on, sealed_on) if day is not None]
    return max(follow_up_on, *ends) + timedelta(days=KEPT_DAYS) if ends else None


def lapses_on(follow_up_on: date) -> date:
    """The day from which an open note that nobody followed up counts as lapsed. Source: TRUST L18. Rule EARLY-4."""
    return follow_up_on + timedelta(days=KEPT_DAYS)


# Words that do not belong into a note


class Delicate(Coded):
    """What a word is about that should stay out of a note (TRUST L11)."""

    HEALTH = "health"
    FAMILY = "family"
    UNION = "union"
    BELIEF = "belief"


STEMS: Mapping[Delicate, Sequence[str]] = {
    Delicate.HEALTH: (
        *(
            "depress",
            "anxiet",
            "anxious",
            "burnout",
            "burned-out",
            "burnt-out",
            "sick",
            "illness",
            "diseas",
            "cancer",
            "surger",
            "hospital",
        ),
        *("therap", "psych", "medicat", "medicine", "diagnos", "disab", "adhd", "autis", "dyslex", "pregnan", "miscarr", "menopaus"),
        *("alcohol", "drunk", "addict", "mental health", "migraine", "disorder", "doctor", "insomnia"),
    ),
    Delicate.FAMILY: ("divorc", "marriage", "husband", "wife", "childcare", "bereav", "funeral", "custody battle", "fertility"),
    Delicate.UNION: ("trade union", "labor union", "labour union", "union member", "union rep", "works council", "shop steward"),
    Delicate.BELIEF: ("religio", "church", "mosque", "synagogue", "ramadan", "muslim", "christian", "jewish", "sexual orientation"),
}
"""Beginnings of words, in small letters. English only, like the coach: a list that anybody can read, and no judgement about anybody."""

WHY: Mapping[Delicate, str] = {
    Delicate.HEALTH: N_("About health. The law protects it specially. Write what happened at work and what was arranged, not the reason."),
    Delicate.FAMILY: N_("About family or private life. Write what was arranged at work, not the reason for it."),
    Delicate.UNION: N_("About a union or works council. It has no place in a note about work."),
    Delicate.BELIEF: N_("About belief or private life. It has no place in a note about work."),
}


@dataclass(frozen=True)
class DelicateWord:
    """One word that the hint names, and what it is about."""

    word: str
    about: Delicate

    @property
    def why(self) -> str:
        return WHY[self.about]


def delicate_words(texts: Collection[str]) -> list[DelicateWord]:
    """Words about health, family, unions and belief, each once, in the order of the text. A hint: it stops nothing. Rule TRUST L11."""
    found: dict[str, DelicateWord] = {}
    for text in texts:
        lowered = text.casefold()
        for about, stems in STEMS.items():
            for stem in stems:
                word = _word_that_begins(lowered, stem)
                if word and word not in found:
                    found[word] = DelicateWord(word, about)
    return list(found.values())


def _word_that_begins(text: str, stem: str) -> str:
    start = text.find(stem)
    while start != -1:
        if start == 0 or not text[start - 1].isalnum():
            end = start + len(stem)
            while end < len(text) and text[end].isalpha():
                end += 1
            return text[start:end]
        start = text.find(stem, start + 1)
    return ""
