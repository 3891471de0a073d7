"""A plan as its entries tell it, folded in order. Pure: whoever folds only what somebody may read, gets only what they may read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol

from cadenza.improvement.checkpoint_rules import Look, Notes, Verdict
from cadenza.improvement.criteria import Change, Criterion
from cadenza.improvement.gate_rules import Citation, Condition, Confirmation, Promise, Source
from cadenza.improvement.meeting_rules import Invitation, Meeting, Method, Minutes
from cadenza.improvement.outcome_rules import Appeal, Cause, Draft, Outcome, SurpriseCause
from cadenza.improvement.plan_rules import PARTS, Pause, Point, Standard
from cadenza.improvement.rules import Kind, Part
from cadenza.improvement.said import Said
from cadenza.improvement.support_rules import Answer, Day, Given, Manner, logged
from cadenza.improvement.supports import Support, Told, count_replaced


class EntryLike(Protocol):
    """An entry as the fold reads it."""

    @property
    def sequence(self) -> int: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def by_id(self) -> int | None: ...
    @property
    def part(self) -> Part | None: ...
    @property
    def at(self) -> datetime: ...
    @property
    def words(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class Checkpoint:
    """One checkpoint as it was shared."""

    number: int
    held_on: date
    by_id: int | None
    at: datetime
    notes: Notes
    sequence: int
    in_place_of: int | None = None
    """The manager, where somebody else held it for them (TRUST X10)."""


@dataclass(frozen=True)
class Opening:
    """The conversation that served the plan."""

    held_on: date
    said: frozenset[Point]
    present: str
    companion: str
    minutes: str
    input_until: date


@dataclass
class Story:
    """Everything that the entries tell so far."""

    asked_at: datetime | None = None
    citations: dict[int, Citation] = field(default_factory=dict)
    confirmed: dict[Part, Said] = field(default_factory=dict)
    few_reason: str = ""
    considered: dict[Part, dict[str, str]] = field(default_factory=dict)
    terms: dict[str, str] = field(default_factory=dict)
    weeks: int = 0
    criteria: dict[int, Criterion] = field(default_factory=dict)
    criteria_written: int = 0
    supports: dict[int, Support] = field(default_factory=dict)
    supports_promised: int = 0
    heard: dict[int, tuple[date, ...]] = field(default_factory=dict)
    """Support -> its days, as the person heard them at the opening conversation (PIP-8)."""
    signed: dict[Part, Said] = field(default_factory=dict)
    opening: Opening | None = None
    settled: bool = False
    receipt: Said | None = None
    witness: str = ""
    begun_on: date | None = None
    first_begun_on: date | None = None
    """The very first day; an adjustment begins the length anew, and not the rhythm of the checkpoints (PIP-3, PIP-6)."""
    ends_on: date | None = None
    days: list[date] = field(default_factory=list)
    checkpoints: dict[int, Checkpoint] = field(default_factory=dict)
    statements: list[Said] = field(default_factory=list)
    surprises: list[Said] = field(default_factory=list)
    """Every answer of the person; the last one stands (PIP-9)."""
    surprise_cause: SurpriseCause | None = None
    surprise_words: str = ""
    adjustments: list[Said] = field(default_factory=list)
    changes: dict[int, Change] = field(default_factory=dict)
    criteria_changed: list[Said] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    extended: Said | None = None
    extension_weeks: int = 0
    assessment: Said | None = None
    draft: Draft | None = None
    draft_by: Said | None = None
    draft_reply: Said | None = None
    """What the person says to the proposal that stands (TRUST 1.7)."""
    open_drafts: list[tuple[Said, date]] = field(default_factory=list)
    """Proposals made while a criterion was open, each with the last day of the plan as it was then; nothing later takes them back (PIP-17)."""
    disagreements: list[Said] = field(default_factory=list)
    outcome: Draft | None = None
    outcome_by: Said | None = None
    appeal_until: date | None = None
    appeal: Said | None = None
    appeal_result: Appeal | None = None
    appeal_decision: Said | None = None
    withdrawn: Said | None = None
    invitations: list[Invitation] = field(default_factory=list)
    minutes: list[tuple[Said, Minutes]] = field(default_factory=list)
    last: dict[Kind, int] = field(default_factory=dict)
    """Kind -> the latest entry of it."""

    @property
    def next_criterion(self) -> int:
        """The number of a criterion that is new: none that another one had, nor one that waits for agreement (PIP-12)."""
        return max([self.criteria_written, *(one.number for one in self.changes.values())]) + 1

    @property
    def surprise(self) -> Said | None:
        """The person's latest answer to whether the plan came as a surprise (PIP-9)."""
        return self.surprises[-1] if self.surprises else None

    @property
    def disagreed(self) -> Said | None:
        """What the HR partner said against the proposal that stands; what they said against others stays in `disagreements` (PIP-16)."""
        last = self.disagreements[-1] if self.disagreements else None
        return last if last and self.draft_by and last.sequence > self.draft_by.sequence else None

    @property
    def all_met(self) -> bool:
        """Whether every open criterion was met at the latest checkpoint that looked at it."""
        return bool(self.criteria) and all(one.latest is Verdict.MET for one in self.criteria.values())

    @property
    def pauses_over(self) -> list[Pause]:
        return [one for one in self.pauses if one[1] is not None]

    @property
    def paused_since(self) -> date | None:
        """The day on which HR paused the plan, while it stands still."""
        return self.pauses[-1][0] if self.pauses and self.pauses[-1][1] is None else None

    @property
    def latest_checkpoint(self) -> Checkpoint | None:
        return self.checkpoints[max(self.checkpoints)] if self.checkpoints else None

    @property
    def promises(self) -> list[Promise]:
        return [Promise(one.what, one.accepted) for one in self.supports.values()]

    def is_supported(self, first: date, last: date) -> bool:
        """Whether some support was accepted and has a day between these two, or was given on one (PIP-7).

        What was given stays given, whatever becomes of the request afterwards.
        """
        known = [(one, day) for one in self.supports.values() for day in one.days.values() if first <= day.on <= last]
        return any(one.accepted or day.held or day.made_good for one, day in known)


def fold(entries: Iterable[EntryLike]) -> Story:
    """Tell the story of these entries, in order."""
    story = Story()
    for one in entries:
        story.last[one.kind] = one.sequence
        step = _STEPS.get(one.kind)
        if step is not None:
            step(story, one, one.words)
    count_replaced(story.supports)
    return story


def _said(one: EntryLike, words: str = "", yes: bool | None = None) -> Said:
    return Said(one.by_id, one.at, words, yes, one.sequence)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _the_day(text: str) -> date:
    return date.fromisoformat(text)


def _standard(words: Mapping[str, Any]) -> Standard:
    return Standard(**{name: str(words.get(name, "")) for name in PARTS})


def _asked(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    story.asked_at = one.at


def _cited(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    if words.get("dropped"):
        story.citations.pop(int(words["number"]), None)
        return
    number = int(words["number"])
    story.citations[number] = Citation(
        number=number,
        condition=Condition(words["condition"]),
        source=Source(words["source"]),
        ref=words["ref"],
        dated=_the_day(words["dated"]),
        author=words["author"],
        words=words["words"],
        written_on=_day(words.get("written_on")),
        shared=bool(words.get("shared")),
        confirmed=words.get("confirmed") is not False,
        follow_up_on=_day(words.get("follow_up_on")),
        shared_at=datetime.fromisoformat(words["shared_at"]) if words.get("shared_at") else None,
        told_on=_day(words.get("told_on")),
        version=words.get("version"),
        support_given=words.get("support_given", ""),
    )


def _confirmed(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    if one.part is not None:
        story.confirmed[one.part] = _said(one, words["words"])
    story.few_reason = words.get("few_reason") or story.few_reason


def _considered(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    if one.part is not None:
        story.considered[one.part] = {name: str(text) for name, text in words.items()}


def _terms(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    story.terms = {name: str(words[name]) for name in ("concern", "required", "consequence")}
    story.weeks = int(words["weeks"])
    story.signed.clear()


def _criterion(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    number = int(words["number"])
    known = story.criteria.get(number)
    if known is None:
        story.criteria[number] = Criterion(number, _standard(words), one.sequence)
        story.criteria_written = max(story.criteria_written, number)
    else:
        known.standard, known.sequence = _standard(words), one.sequence
        known.input = known.answer = None  # they were about other words (PIP-5)
    story.criteria[number].input_until = _day(words.get("input_until")) or (story.opening.input_until if story.opening else None)
    story.signed.clear()


def _criterion_dropped(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    story.criteria.pop(int(words["number"]), None)
    if story.begun_on is not None:
        story.criteria_changed.append(_said(one, str(words.get("reason", ""))))


def _support(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    number = int(words["number"])
    days = [_the_day(day) for day in words["days"]]
    story.supports[number] = Support(
        number=number,
        what=words["what"],
        provider_id=int(words["provider_id"]),
        provider=words["provider"],
        manner=Manner(words["manner"]),
        ask_id=words.get("ask_id"),
        days={day: Day(day) for day in days},
        accepted=words.get("ask_id") is None,
        promised_since=story.begun_on is not None,
    )
    story.supports_promised = max(story.supports_promised, number)
    story.signed.clear()


def _support_dropped(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    story.supports.pop(int(words["number"]), None)
    story.signed.clear()


def _signed(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    if one.part is not None:
        story.signed[one.part] = _said(one)


def _reworked(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    story.signed.clear()
    if words.get("gate"):
        story.confirmed.clear()


def _withdrawn(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    story.withdrawn = _said(one, words["reason"])


def _opened(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    story.opening = Opening(
        held_on=_the_day(words["held_on"]),
        said=frozenset(Point(point) for point in words["said"]),
        present=words["present"],
        companion=words.get("companion", ""),
        minutes=words.get("minutes", ""),
        input_until=_the_day(words["input_until"]),
    )
    for known in story.criteria.values():
        known.input_until = story.opening.input_until
    story.heard = {number: tuple(support.days) for number, support in story.supports.items()}


def _invited(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    story.invitations.append(
        Invitation(
            Meeting(words["meeting"]),
            _the_day(words["on"]),
            _the_day(words["served_on"]),
            Method(words["method"]),
            words["enclosed"],
            bool(words["companion_told"]),
            words["companion"],
        )
    )


def _minuted(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    told = {name: str(words[name]) for name in ("present", "companion", "minutes", "response")}
    made = Minutes(Meeting(words["meeting"]), _the_day(words["on"]), hearing=bool(words["hearing"]), **told)
    story.minutes.append((_said(one), made))


def _input(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    known = story.criteria.get(int(words["number"]))
    if known is not None:
        known.input, known.answer = _said(one, words["words"], bool(words["fair"])), None


def _input_answer(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    known = story.criteria.get(int(words["number"]))
    if known is not None:
        known.answer = _said(one, words["words"])


def _settled(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    story.settled = True


def _received(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    story.receipt = _said(one, words.get("words", ""), one.kind is Kind.RECEIVED)
    story.witness = words.get("witness", "")


def _begun(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    story.begun_on = _the_day(words["on"])
    story.first_begun_on = story.first_begun_on or story.begun_on
    _dated(story, words)


def _dated(story: Story, words: Mapping[str, Any]) -> None:
    story.ends_on = _the_day(words["ends_on"])
    story.days = [_the_day(day) for day in words["days"]]


def _statement(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    story.statements.append(_said(one, words["words"]))


def _surprise(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    story.surprises.append(_said(one, words.get("words", ""), bool(words["surprised"])))


def _surprise_cause(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    story.surprise_cause, story.surprise_words = SurpriseCause(words["cause"]), words.get("words", "")


def _adjustment(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    story.adjustments.append(_said(one, words["what"]))


def _logged(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    support, day, told = story.supports.get(int(words["number"])), _the_day(words["day"]), "ask_day" in words
    counts = support is not None and day in support.days and not words.get("beside")
    if support is not None and told:
        about = _the_day(words["dated"]), Given(words["given"]), _day(words.get("on")), day if day in support.days else None
        support.told.append(Told(*about, counts))
    if support is not None and counts:
        given, by, on = Given(words["given"]), words.get("replaced_by"), _day(words.get("on"))
        replaced_by = (int(by), _the_day(words["replaced_on"])) if by else None
        support.days[day] = logged(support.days[day], given, on=on, replaced_by=replaced_by, by_provider=told)
        support.offer(day, on if given is Given.NOT_TAKEN else None)
        support.answer_by[day] = _the_day(words["answer_by"])
        support.notes.setdefault(day, []).append(_said(one, words.get("note", "")))
        wrote = datetime.fromisoformat(words["told_at"]) if told else one.at
        support.entered.setdefault(day, []).append((given, replace(_said(one), at=wrote)))


def _support_answered(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    support, day = story.supports.get(int(words["number"])), _the_day(words["day"])
    if support is not None and day in support.days:
        support.days[day] = replace(support.days[day], answer=Answer(words["answer"]), upheld=None)
        support.notes.setdefault(day, []).append(_said(one, words.get("words", "")))


def _support_decided(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    support, day = story.supports.get(int(words["number"])), _the_day(words["day"])
    if support is not None and day in support.days:
        support.days[day] = replace(support.days[day], upheld=bool(words["upheld"]))
        support.notes.setdefault(day, []).append(_said(one, words["reason"]))


def _checkpoint(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    number = int(words["number"])
    looks = {int(key): Look(Verdict(look["verdict"]), look["evidence"]) for key, look in words["looks"].items()}
    notes = Notes(looks, words["working"], words["remains"], words["support"], words["ahead"])
    story.checkpoints[number] = Checkpoint(
        number, _the_day(words["held_on"]), one.by_id, one.at, notes, one.sequence, words.get("in_place_of")
    )
    for key, look in looks.items():
        if key in story.criteria:
            story.criteria[key].looks[number] = look


def _eased(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    known = story.criteria[int(words["number"])]
    known.eased.append(_standard(words))
    known.sequence = one.sequence
    story.criteria_changed.append(_said(one, words["reason"]))


def _change_proposed(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    story.changes[one.sequence] = Change(one.sequence, int(words["number"]), _standard(words), words["reason"])


def _change_agreed(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    proposed = story.changes.get(int(words["change"]))
    if proposed is None or one.part is None:
        return
    agreed = {**proposed.agreed, one.part: _said(one)}
    if not {Part.PERSON, Part.HR} <= agreed.keys():
        story.changes[proposed.sequence] = Change(proposed.sequence, proposed.number, proposed.standard, proposed.reason, agreed)
        return
    del story.changes[proposed.sequence]
    known = story.criteria.setdefault(proposed.number, Criterion(proposed.number, proposed.standard, one.sequence))
    story.criteria_written = max(story.criteria_written, proposed.number)
    known.standard, known.sequence, known.eased = proposed.standard, one.sequence, []
    known.input = known.answer = None  # they were about other words (PIP-5)
    known.agreed = agreed[Part.PERSON]
    story.criteria_changed.append(_said(one, proposed.reason))


def _paused(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    story.pauses.append((_the_day(words["since"]), None, words.get("reason", "")))


def _resumed(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    if story.pauses and story.pauses[-1][1] is None:
        since, _none, reason = story.pauses[-1]
        story.pauses[-1] = (since, _the_day(words["until"]), reason)
    _dated(story, words)


def _manager_confirmed(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    if words.get("since") and words.get("days"):
        story.pauses.append((_the_day(words["since"]), _the_day(words["until"]), ""))
        _dated(story, words)


def _extended(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    story.extended, story.extension_weeks = _said(one, words["reason"]), int(words["weeks"])
    story.assessment = story.draft = story.draft_by = story.draft_reply = None
    _dated(story, words)


def _assessment(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    story.assessment = _said(one, words.get("reason", ""))


def draft_of(words: Mapping[str, Any]) -> Draft:
    """An outcome as its entry holds it."""
    return Draft(
        Outcome(words["outcome"]),
        words["reason"],
        {int(key): text for key, text in words["per_criterion"].items()},
        Cause(words["cause"]) if words.get("cause") else None,
    )


def _outcome_draft(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    story.draft, story.draft_by, story.draft_reply = draft_of(words), _said(one), None
    if story.ends_on is not None and not story.all_met:
        story.open_drafts.append((story.draft_by, story.ends_on))


def _replied(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    story.draft_reply = _said(one, words["words"])


def _disagreed(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    story.disagreements.append(_said(one, words["words"]))


def _outcome(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    story.outcome, story.outcome_by = draft_of(words), _said(one)
    story.appeal_until = _the_day(words["appeal_until"])


def _appeal(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    story.appeal = _said(one, words["words"])


def _appeal_decided(story: Story, one: EntryLike, words: Mapping[str, Any]) -> None:
    story.appeal_result, story.appeal_decision = Appeal(words["result"]), _said(one, words["reason"])


_STEPS = {
    Kind.ASKED: _asked,
    Kind.CITED: _cited,
    Kind.CONFIRMED: _confirmed,
    Kind.CONSIDERED: _considered,
    Kind.TERMS: _terms,
    Kind.CRITERION: _criterion,
    Kind.CRITERION_DROPPED: _criterion_dropped,
    Kind.SUPPORT: _support,
    Kind.SUPPORT_DROPPED: _support_dropped,
    Kind.SIGNED: _signed,
    Kind.REWORKED: _reworked,
    Kind.WITHDRAWN: _withdrawn,
    Kind.OPENED: _opened,
    Kind.INVITED: _invited,
    Kind.MEETING: _minuted,
    Kind.INPUT: _input,
    Kind.INPUT_ANSWER: _input_answer,
    Kind.SETTLED: _settled,
    Kind.RECEIVED: _received,
    Kind.RECEIPT_REFUSED: _received,
    Kind.BEGUN: _begun,
    Kind.STATEMENT: _statement,
    Kind.SURPRISE: _surprise,
    Kind.SURPRISE_CAUSE: _surprise_cause,
    Kind.ADJUSTMENT: _adjustment,
    Kind.SUPPORT_LOGGED: _logged,
    Kind.SUPPORT_ANSWERED: _support_answered,
    Kind.SUPPORT_DECIDED: _support_decided,
    Kind.CHECKPOINT: _checkpoint,
    Kind.EASED: _eased,
    Kind.CHANGE_PROPOSED: _change_proposed,
    Kind.CHANGE_AGREED: _change_agreed,
    Kind.PAUSED: _paused,
    Kind.RESUMED: _resumed,
    Kind.MANAGER_CONFIRMED: _manager_confirmed,
    Kind.EXTENDED: _extended,
    Kind.ASSESSMENT: _assessment,
    Kind.OUTCOME_DRAFT: _outcome_draft,
    Kind.OUTCOME_REPLY: _replied,
    Kind.OUTCOME_DISAGREED: _disagreed,
    Kind.OUTCOME: _outcome,
    Kind.APPEAL: _appeal,
    Kind.APPEAL_DECIDED: _appeal_decided,
}

__all__ = ["Change", "Checkpoint", "Citation", "Confirmation", "Criterion", "Said", "Story", "Support", "draft_of", "fold"]
