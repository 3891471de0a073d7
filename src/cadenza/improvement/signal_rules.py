"""Integrity signals: questions that the record itself raises about how a plan is run. Never a verdict, never a score. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from cadenza.improvement.checkpoint_rules import Notes, is_the_same, seen_improving
from cadenza.improvement.likeness_rules import Shape, is_compared, many_more, middle_of, much_less, much_shorter
from cadenza.improvement.plan_rules import SHORT_WEEKS
from cadenza.objections import N_, N_n, Objection, objection, says_something


@dataclass(frozen=True)
class Signal:
    """One question with what the record shows; `raised` when it deserves a look."""

    code: str
    title: str
    finding: Objection
    raised: bool
    hr_only: bool = False
    section: str = ""
    """Where its facts are."""


@dataclass(frozen=True)
class Facts:
    """What the record shows on a day; the HR partner's own part is empty for everybody else."""

    conversations: Sequence[date] = ()
    few: bool = False
    few_reason: str = ""
    weeks: int = 0
    pattern_days: int = 0
    """How long the pattern lasted, from the first cited fact to the last."""
    doubts: Sequence[Objection] = ()
    """What is to be asked of the records that show the pattern."""
    changed: int = 0
    short: Sequence[str] = ()
    due: int = 0
    shared: int = 0
    checkpoints: Sequence[Notes] = field(default_factory=tuple)
    without_input: Sequence[int] = ()
    settled: bool = False
    for_hr: bool = False
    surprises: Sequence[tuple[date, bool]] = ()
    """The person's answers in order: on which day, and whether it came as a surprise."""
    drafted_early: bool = False
    own: Shape | None = None
    others: Sequence[Shape] = ()
    """Plans of other people in the same role; empty when they are too few to be compared."""


def signals(facts: Facts) -> list[Signal]:
    """Every question of the panel, raised or not. Rule PIP-17. Surprise and early outcome are in the HR partner's part alone."""
    found = [
        _conversations(facts),
        _pattern(facts),
        _period(facts),
        _criteria(facts),
        _input(facts),
        _checkpoints(facts),
        _recognition(facts),
        _same_words(facts),
        _support(facts),
    ]
    return found + (_for_hr(facts) if facts.for_hr else [])


def _conversations(facts: Facts) -> Signal:
    count = len(facts.conversations)
    told = objection("signal-conversations", N_n("%(count)d earlier conversation, shared with the person.", "%(count)d earlier conversations, shared with the person."), count=count)  # fmt: skip
    if facts.few:
        told = objection(
            "signal-few-conversations", N_("Fewer than two in six months. HR’s reason: %(reason)s"), reason=facts.few_reason or "–"
        )
    return Signal("conversations", N_("Earlier conversations"), told, facts.few, section="record")


def _pattern(facts: Facts) -> Signal:
    told = objection("signal-pattern", N_("Nothing is to be asked about the days on which they were written down."))
    return Signal("pattern", N_("Records of the pattern"), facts.doubts[0] if facts.doubts else told, bool(facts.doubts), section="record")


def _period(facts: Facts) -> Signal:
    short = 0 < facts.weeks < SHORT_WEEKS
    told = objection("signal-length", N_("%(weeks)d weeks; 6 is the least allowed, 8 to 12 are recommended."), weeks=facts.weeks)
    if facts.pattern_days > facts.weeks * 7 * 2 and facts.weeks:
        short = True
        told = objection(
            "signal-pattern-longer",
            N_("%(weeks)d weeks, for a pattern that was seen over %(days)d days."),
            weeks=facts.weeks,
            days=facts.pattern_days,
        )
    return Signal("length", N_("Length"), told, short, section="")


def _criteria(facts: Facts) -> Signal:
    told = objection("signal-criteria-unchanged", N_("Unchanged since the plan began."))
    if facts.changed:
        told = objection("signal-criteria-changed", N_n("%(count)d change since the plan began.", "%(count)d changes since the plan began."), count=facts.changed)  # fmt: skip
    return Signal("criteria", N_("Criteria"), told, facts.changed > 0, section="criteria")


def _input(facts: Facts) -> Signal:
    raised = facts.settled and bool(facts.without_input)
    told = objection("signal-input", N_("The person’s view stands beside each criterion."))
    if facts.without_input:
        told = objection("signal-no-input", N_n("%(count)d criterion without the person’s view.", "%(count)d criteria without the person’s view."), count=len(facts.without_input))  # fmt: skip
    return Signal("input", N_("The person’s view"), told, raised, section="criteria")


def _checkpoints(facts: Facts) -> Signal:
    told = objection("signal-checkpoints", N_("%(shared)d of %(due)d due were shared."), shared=facts.shared, due=facts.due)
    return Signal("checkpoints", N_("Checkpoints on time"), told, facts.shared < facts.due, section="")


def _recognition(facts: Facts) -> Signal:
    unnamed = [one for one in facts.checkpoints if seen_improving(one) and not says_something(one.working)]
    told = objection("signal-recognition", N_("Improvement that was seen was named."))
    if unnamed:
        told = objection("signal-no-recognition", N_n("Improvement was seen and not named at %(count)d checkpoint.", "Improvement was seen and not named at %(count)d checkpoints."), count=len(unnamed))  # fmt: skip
    return Signal("recognition", N_("Progress named"), told, bool(unnamed), section="")


def _same_words(facts: Facts) -> Signal:
    pairs = zip(facts.checkpoints, facts.checkpoints[1:], strict=False)
    same = sum(is_the_same(one, then) for one, then in pairs)
    told = objection("signal-fresh-words", N_("Each checkpoint says in its own words what remains."))
    if same:
        told = objection("signal-same-words", N_n("%(count)d checkpoint repeats the words of the one before.", "%(count)d checkpoints repeat the words of the one before."), count=same)  # fmt: skip
    return Signal("same-words", N_("Own words each time"), told, same > 0, section="")


def _support(facts: Facts) -> Signal:
    told = objection("signal-support", N_("What was promised until today was given."))
    if facts.short:
        told = objection(
            "signal-support-short",
            N_("Missing: %(what)s. Until it is made good the plan cannot be concluded as not met."),
            what="; ".join(facts.short),
        )
    return Signal("support", N_("Promised support"), told, bool(facts.short), section="support")


def _for_hr(facts: Facts) -> list[Signal]:
    early = objection("signal-outcome-after-evidence", N_("No outcome was proposed before the evidence was in."))
    if facts.drafted_early:
        early = objection("signal-outcome-early", N_("An outcome was proposed before the plan had run and while criteria were open."))
    return [
        *_likeness(facts),
        _surprise(facts.surprises),
        Signal("early-outcome", N_("Outcome and evidence"), early, facts.drafted_early, True, "outcome"),
    ]


def _surprise(answers: Sequence[tuple[date, bool]]) -> Signal:
    """What the person answered, and that they answered otherwise before (PIP-9)."""
    raised, told = False, objection("signal-surprise-unanswered", N_("The person has not answered whether it came as a surprise."))
    if answers:
        day, raised = answers[-1]
        before = max((one for one, yes in answers if yes is not raised), default=None)
        code, words = SURPRISE[raised, before is not None]
        told = objection(code, words, day=day, before=before)
    return Signal("surprise", N_("Surprise"), told, raised, True, "record")


SURPRISE = {
    (False, False): ("signal-no-surprise", N_("On %(day)s the person said that it did not come as a surprise.")),
    (False, True): (
        "signal-surprise-taken-back",
        N_("On %(day)s the person said that it did not come as a surprise; on %(before)s they had said that it did."),
    ),
    (True, False): ("signal-surprise", N_("On %(day)s the person said that it came as a surprise. Which of the three causes was it?")),
    (True, True): (
        "signal-surprise-since",
        N_(
            "On %(day)s the person said that it came as a surprise; on %(before)s they had said that it did not. Which of the three causes was it?"
        ),
    ),
}
"""(a surprise, answered otherwise before) -> its code and sentence."""


def _likeness(facts: Facts) -> list[Signal]:
    """Criteria, length and support beside those of other plans in the same role (PIP-17)."""
    if facts.own is None:
        return []
    if not is_compared(facts.others):
        told = objection("signal-nothing-like-it", N_("Too few other plans in the same role to compare with; ten are the least."))
        return [Signal("likeness", N_("Beside others in the same role"), told, False, True, "criteria")]
    own, middle = facts.own, middle_of(facts.others)
    lines = (
        ("likeness-length", N_("Length beside others"), N_("%(own)d weeks; the middle of other plans in the same role is %(middle)d."), own.weeks, middle.weeks, much_shorter, ""),
        ("likeness-criteria", N_("Criteria beside others"), N_("%(own)d criteria; the middle of other plans in the same role is %(middle)d."), own.criteria, middle.criteria, many_more, "criteria"),
        ("likeness-support", N_("Support beside others"), N_("Support on %(own)d days; the middle of other plans in the same role is %(middle)d."), own.support, middle.support, much_less, "support"),
    )  # fmt: skip
    return [
        Signal(code, title, objection(f"signal-{code}", words, own=mine, middle=theirs), unlike(mine, theirs), True, section)
        for code, title, words, mine, theirs, unlike, section in lines
    ]
