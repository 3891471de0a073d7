"""The gate: five conditions, each with cited records, confirmed by manager and HR partner for themselves. Nobody can override it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cadenza.conversations.slip_rules import TIME_TO_CHANGE_DAYS, was_time_to_change
from cadenza.improvement.rules import Part
from cadenza.objections import N_, N_n, Objection, objection, says_something
from cadenza.people.rules import Coded

PATTERN_DAYS = 28
"""Days that dated facts must span to show a pattern and not a bad patch. House arithmetic: one review to the next (REV-1)."""
PATTERN_FACTS = 2
FEW_CONVERSATIONS = 2
RECENT_DAYS = 183
"""Fewer than two conversations in six months is a signal that needs HR's reason. Source: PIP-2, TRUST L28."""
TEXT_LIMIT = 5000


class Condition(Coded):
    """The five that must all hold (PIP-2)."""

    PERSISTENT = "persistent"
    EXPLICIT = "explicit"
    EARLIER = "earlier"
    NOT_OTHER = "not-other"
    SUPPORT = "support"


class Route(Coded):
    """Where to go instead while a condition fails."""

    EARLY_CONVERSATION = "early-conversation"
    SUPPORT_FIRST = "support-first"
    CONDUCT = "conduct-process"
    ROLE = "role-conversation"


class Source(Coded):
    """What a cited record was."""

    EVIDENCE = "evidence"
    SLIP = "agreed-points"
    FEEDBACK = "feedback"
    GAP = "gap-assessment"


ROUTES: Mapping[Condition, tuple[Route, ...]] = {
    Condition.PERSISTENT: (Route.EARLY_CONVERSATION,),
    Condition.EXPLICIT: (Route.EARLY_CONVERSATION,),
    Condition.EARLIER: (Route.EARLY_CONVERSATION,),
    Condition.NOT_OTHER: (Route.CONDUCT, Route.ROLE),
    Condition.SUPPORT: (Route.SUPPORT_FIRST,),
}
"""The right other route for each (PIP-2, DESIGN 6: a gate, not a wall)."""

TAKES: Mapping[Condition, frozenset[Source]] = {
    Condition.PERSISTENT: frozenset(Source),
    Condition.EXPLICIT: frozenset({Source.SLIP}),
    Condition.EARLIER: frozenset({Source.SLIP}),
}
"""Which records can show which condition. The fourth is judged in words, the fifth by the support that named people have promised."""
FACTS = frozenset({Source.EVIDENCE, Source.SLIP, Source.FEEDBACK})
"""What counts towards a pattern: dated facts. An assessment is a judgement of facts that are there already."""
KNOWN = frozenset({Source.SLIP, Source.FEEDBACK, Source.GAP})
"""What the person must have been told, read or answered before anybody cites it (TRUST 0.3). Evidence is open to them from its first day.

Agreed points need to have been shared, and no receipt: PIP-2 and EARLY-5 ask for no more, and who never opened them would close the gate for
good. That nothing was said to them yet stands beside the citation while the gate is open, for manager and HR to ask about.
"""


HR_UNNAMED = N_("Name the HR partner; a formal plan is prepared by two from the start.")
OPEN_ALREADY = N_("A formal plan is open already.")
WAITS_FOR_MANAGER = N_("The person’s manager changed. Say first who is the manager on the case.")
MANAGER_UNCHANGED = N_("The manager on the case is the person’s manager, or was kept.")
KEPT_LEFT = N_("The former manager has left. Name the present one, or wait for the next.")
NOBODY_TO_CONFIRM = N_("Nobody leads the person now who could be on the case. Keep the former manager, or wait for the next.")
NOT_THEMSELF = N_("Name somebody other than yourself.")
CHANGED = N_("Somebody changed this while you wrote. Your words are below; read theirs first.")


@dataclass(frozen=True)
class Citation:
    """A frozen copy of a record in the case: its words, date, author and source (PIP-2)."""

    number: int
    condition: Condition
    source: Source
    ref: str
    dated: date
    author: str
    words: str
    written_on: date | None = None
    """On which day evidence or feedback was written down; the day that it tells of may lie long before."""
    shared: bool = False
    """The person knew of it: was told these points, read this feedback, answered this assessment. No secret evidence (EARLY-5, TRUST 0.3)."""
    confirmed: bool = True
    """Of a conversation entered later: whether the person said that it took place."""
    follow_up_on: date | None = None
    shared_at: datetime | None = None
    """Since when the person could read these points; empty for what is no agreed points (EARLY-5)."""
    told_on: date | None = None
    """From which day on they had time to change what was expected; of a conversation entered later, the day on which it was held."""
    version: int | None = None
    """Which version of the points was copied: the one that the person was shown last."""
    support_given: str = ""
    """Which support was given afterwards, and when: in the citer's words."""


@dataclass(frozen=True)
class Promise:
    """A support named for the plan, as the gate looks at it."""

    what: str
    accepted: bool


@dataclass(frozen=True)
class Confirmation:
    """What manager or HR partner says to the five, each for themselves."""

    held: frozenset[Condition] = frozenset()
    words: str = ""
    few_reason: str = ""
    """HR's reason where there were few conversations."""


def facts_in(citations: Collection[Citation]) -> list[Citation]:
    """The dated facts that are cited for the pattern, by day. Rule PIP-2."""
    found = [one for one in citations if one.condition is Condition.PERSISTENT and one.source in FACTS and one.confirmed]
    return sorted(found, key=lambda one: one.dated)


def warnings_of_pattern(citations: Collection[Citation], *, begun_on: date | None) -> list[Objection]:
    """What is to be asked of a pattern whose records were not written as it was seen. Rules PIP-2, PIP-17: the days they tell of are their
    author's own word.

    No objection: an event of last week may be written down today. HR reads it before they confirm, the person with the plan.
    """
    facts = facts_in(citations)
    written = [one.written_on for one in facts if one.written_on is not None]
    late = sum(begun_on is not None and day >= begun_on for day in written)
    found = []
    if late:
        found.append(objection("pattern-written-late", N_n("%(count)d record of the pattern was written down on the day on which the plan was asked for, or later.", "%(count)d records of the pattern were written down on the day on which the plan was asked for, or later."), warning=True, count=late))  # fmt: skip
    if len(written) == len(facts) >= PATTERN_FACTS and len(set(written)) == 1:
        words = N_("All records of the pattern were written down on one day, %(day)s, whatever days they tell of.")
        found.append(objection("pattern-written-at-once", words, warning=True, day=written[0]))
    return found


def conversations_in(citations: Collection[Citation], *, today: date) -> list[Citation]:
    """The earlier conversations that count: shared, confirmed, followed up and with support given; each once. Rule PIP-2."""
    found: dict[str, Citation] = {}
    for one in citations:
        told = one.condition is Condition.EARLIER and one.shared and one.confirmed and says_something(one.support_given)
        if told and _is_followed_up(one, today):
            found[one.ref] = one
    return sorted(found.values(), key=lambda one: one.dated)


def _is_followed_up(one: Citation, today: date) -> bool:
    """Whether the day of the follow-up is over, and time to change lay before it: a plan is never the first conversation. Rule EARLY-4."""
    if one.follow_up_on is None or one.follow_up_on >= today:
        return False
    return was_time_to_change(one.told_on or one.dated, one.follow_up_on)


def overtaken(citations: Collection[Citation], standing: Mapping[str, int]) -> list[Citation]:
    """Citations of points that their author has changed since: the person was shown other words last. Rule PIP-2, TRUST 0.3.

    `standing` says which version of each stands now; points that are kept no longer were not changed.
    """
    return [one for one in citations if one.version is not None and standing.get(one.ref, one.version) != one.version]


def objections_to_overtaken(citations: Collection[Citation], standing: Mapping[str, int]) -> list[Objection]:
    """Why a gate is not confirmed on words that the person reads otherwise now. Rule PIP-2, TRUST 0.3; one sentence for each condition."""
    return [
        objection(
            "citation-overtaken",
            N_("Points of %(day)s were changed after they were cited. Take the citation out, and cite them as the person reads them now."),
            where=one.condition,
            day=one.dated,
        )
        for one in {one.condition: one for one in overtaken(citations, standing)}.values()
    ]


def were_few(citations: Collection[Citation], *, today: date) -> bool:
    """Whether fewer than two conversations took place in the last six months: a signal, and HR gives its reason. Rule PIP-2."""
    recent = [one for one in conversations_in(citations, today=today) if today - one.dated <= timedelta(days=RECENT_DAYS)]
    return len(recent) < FEW_CONVERSATIONS


def missing_records(citations: Collection[Citation], promises: Collection[Promise], *, today: date) -> list[Objection]:
    """Which condition has no records to show for it; one sentence each, with its condition in `where`. Rule PIP-2, TRUST L2.

    No confirmation stands in for a record, and nobody's role does.
    """
    found = []
    days = [one.dated for one in facts_in(citations)]
    if len(days) < PATTERN_FACTS or days[-1] - days[0] < timedelta(days=PATTERN_DAYS):
        found.append(
            objection(
                "no-pattern-shown",
                N_("Cite at least two dated records that lie %(days)d days or more apart: a pattern, not a bad patch."),
                where=Condition.PERSISTENT,
                days=PATTERN_DAYS,
            )
        )
    if not [one for one in citations if one.condition is Condition.EXPLICIT and one.shared and one.confirmed]:
        found.append(
            objection(
                "no-written-expectation",
                N_("Cite agreed points that told the person in writing what was expected, and by when."),
                where=Condition.EXPLICIT,
            )
        )
    if not conversations_in(citations, today=today):
        found.append(
            objection(
                "no-earlier-conversation",
                N_(
                    "Cite agreed points of a conversation whose day of follow-up is over and lay at least %(days)d days after the person was told, four weeks being usual; and say which support was given. A formal plan is never the first honest conversation."
                ),
                where=Condition.EARLIER,
                days=TIME_TO_CHANGE_DAYS,
            )
        )
    if not [one for one in promises if one.accepted]:
        found.append(
            objection(
                "no-support-promised",
                N_("Name at least one support whose provider has said yes. Without it the plan cannot open."),
                where=Condition.SUPPORT,
            )
        )
    return found


def objections_to_citing(condition: Condition, source: Source, *, may_see: bool, shared: bool, support_given: str) -> list[Objection]:
    """Why a record cannot be cited for a condition. Rules PIP-2, EARLY-5; TRUST 0.3: no secret evidence.

    The record's own length is no reason: its words are copied as they stand.
    """
    if not may_see:
        return [objection("record-not-yours-to-cite", N_("Cite a record that you can see."), where="record")]
    if source not in TAKES.get(condition, frozenset()):
        return [objection("record-shows-other", N_("This kind of record does not show this condition."), where="record")]
    if source in KNOWN and not shared:
        return [objection("record-never-shared", N_("The person was never told this. It cannot be cited."), where="record")]
    found = []
    if condition is Condition.EARLIER and not support_given.strip():
        found.append(objection("support-then-unsaid", N_("Say which support was given after this conversation, and when."), where="support_given"))  # fmt: skip
    return found + too_long({"support_given": support_given})


def objections_to_second_plan(*, part: Part, another_open: bool) -> list[Objection]:
    """Why HR lets no second plan about a person through the gate. Rule HAND-1, TRUST X2: said to the HR partner alone.

    A new manager asks for a plan like anybody, and learns from no answer that one was open before them.
    """
    if part is not Part.HR or not another_open:
        return []
    words = N_("Another plan about this person is open or in preparation. One of the two is withdrawn first, or the other gets its new manager. Whoever asked for this one is not told of the other.")  # fmt: skip
    return [objection("another-plan-open", words)]


def objections_to_unkept_register(*, part: Part, kept: bool) -> list[Objection]:
    """Why HR lets no plan through the gate that nobody in HR admin stands apart from. TRUST X6, X7, X13; said to the HR partner alone, names nobody.

    A warning would not do: without a named second HR admin nobody hears an appeal, decides where two disagree, or replaces an HR partner who comes
    too near, and the person would bear that. While a plan runs nothing is refused for it: it was opened with one.
    """
    if part is not Part.HR or kept:
        return []
    words = N_("Nobody in HR admin stands apart from this plan, so nobody could name who decides, who hears an appeal, or another HR partner. Before you confirm, have HR admin granted to a second person outside it, or to counsel.")  # fmt: skip
    return [objection("register-unkept", words)]


def objections_to_confirming(
    said: Confirmation,
    *,
    part: Part,
    citations: Sequence[Citation],
    promises: Collection[Promise],
    today: date,
) -> list[Objection]:
    """Why manager or HR partner cannot confirm the gate. Rule PIP-2. Each confirms all five; a missing record refuses whoever it is."""
    found = missing_records(citations, promises, today=today)
    for condition in Condition:
        if condition not in said.held:
            found.append(objection("condition-not-confirmed", UNCONFIRMED[condition], where=condition))
    if not says_something(said.words):
        found.append(objection("gate-without-words", N_("Say in a sentence what you looked at and how you know."), where="words"))
    if part is Part.HR and were_few(citations, today=today) and not says_something(said.few_reason):
        found.append(
            objection(
                "few-conversations-unexplained",
                N_("There were fewer than two conversations in six months. Say why a formal plan is right all the same."),
                where="few_reason",
            )
        )
    found += too_long({"words": said.words, "few_reason": said.few_reason})
    return found


UNCONFIRMED: Mapping[Condition, str] = {
    Condition.PERSISTENT: N_("You did not confirm that the gap is real and persistent. Hold an early conversation instead."),
    Condition.EXPLICIT: N_("You did not confirm that expectations were explicit and in writing. Write them down with the person first."),
    Condition.EARLIER: N_("You did not confirm that earlier conversations with support were not enough. Hold them first."),
    Condition.NOT_OTHER: N_(
        "You did not confirm that this is about performance. Conduct and fit for the role have processes of their own."
    ),
    Condition.SUPPORT: N_("You did not confirm that genuine support is promised. Arrange the support first."),
}


def objections_to_considering(answers: Mapping[str, str]) -> list[Objection]:
    """Why the answers about circumstances are not complete. Rule PIP-3, TRUST L4. Known facts only; no diagnosis is asked for."""
    found = [
        objection("circumstance-unanswered", N_("Answer this from what you already know; “nothing known” is an answer."), where=name)
        for name in QUESTIONS
        if not says_something(answers.get(name, ""))
    ]
    return found + too_long(answers)


QUESTIONS = ("adjustments", "leave", "changes")
"""PIP-3: adjustments agreed, leave, recent change of role or manager."""


def objections_to_withdrawing(reason: str) -> list[Objection]:
    """Why a plan in preparation cannot be withdrawn. Rule PIP-16: the reason is part of its record."""
    if not says_something(reason):
        return [objection("withdrawn-without-reason", N_("Give the reason in a sentence."), where="reason")]
    return too_long({"reason": reason})


def too_long(texts: Mapping[str, str]) -> list[Objection]:
    """Texts that nobody would read. House arithmetic."""
    return [
        objection("formal-text-too-long", N_("Keep this within %(limit)d characters."), where=name, limit=TEXT_LIMIT)
        for name, text in texts.items()
        if len(text) > TEXT_LIMIT
    ]
