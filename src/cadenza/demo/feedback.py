"""Tells of feedback asked for and given, of evidence that colleagues were asked for, and of needs that talks brought up."""

from __future__ import annotations

from datetime import datetime, timedelta

from cadenza.asks.rules import AskKind
from cadenza.capability.models import Capability
from cadenza.demo.organisation import House
from cadenza.evidence import feedback
from cadenza.evidence.actions import EvidenceDraft
from cadenza.evidence.feedback import FeedbackDraft
from cadenza.evidence.needs import NeedDraft
from cadenza.evidence.rules import EvidenceKind, InputSource, NeedKind
from cadenza.objections import Refused
from cadenza.people import days
from cadenza.people.models import Person
from cadenza.plans.goal_feedback import goals_to_ask_about
from cadenza.rhythm import feedback as asking
from cadenza.rhythm.feedback import Question
from cadenza.rhythm.need_rules import Outcome
from cadenza.rhythm.needs import capture, capturing_for

QUESTIONS = (
    "In the planning of the last two weeks: what did my estimates make easier for you, and where did you have to ask again?",
    "You were there when I led the design review. What would you want me to do the same way next time, and what not?",
)
ANSWERS: tuple[tuple[str, str], ...] = (
    (
        "You opened planning with the three things that could move the date, before anybody had named one.",
        "We took the smallest of them out on the spot, and nobody had to ask for the reasons a second time.",
    ),
    (
        "In the review you asked each team for its worst case and wrote it down as they said it.",
        "Two teams found out that they had counted on the same week. We settled it there instead of in December.",
    ),
    (
        "When the figures were challenged you showed where they came from, and said which one was a guess.",
        "I trusted the rest of the table more because of it. I would have liked the guess marked from the start.",
    ),
)
UNASKED: tuple[tuple[str, str, str, str, bool], ...] = (
    (
        "Marta Silva",
        "Tom Adeyemi",
        "Your note to the ports named the hour, what would not work in it, and whom to call.",
        "Not one call came in that night, for the first time this year.",
        True,
    ),
    (
        "Lena Fischer",
        "Asha Raman",
        "On the incident call you said what you were about to do before you did it, each time.",
        "I could write the timeline from the call alone.",
        False,
    ),
    (
        "Jonas Keller",
        "Kenji Ito",
        "The change was merged an hour before the two of us who know that part had looked at it.",
        "We found the missing index on the Monday and spent the morning on it.",
        False,
    ),
)
CORRECTION = "I looked it up: it was the second review of that week, not the first."
SEEN = "At the close of the migration the last three items had no owner for two weeks, and nobody said so in the round."
SUGGESTED = "Every open item of a migration has a named owner by the end of the round in which it comes up"
TOLD = "In the September freeze the estimate was halved in the meeting, and the work then took what was first said."
WANTED = "You were in the September freeze with Asha. What did you see of how the estimate was made?"


def build_feedback(house: House) -> None:
    """Let one person ask three, one answer late, one be shared, and some be given unasked; then needs from two talks."""
    _asked(house)
    _unasked(house)
    _evidence(house)
    _needs(house)


def _asked(house: House) -> None:
    """Three were asked about a goal: one answer is read and shared, one is read, the third is still to come."""
    me, at = house.person("Asha Raman"), house.now - timedelta(days=9)
    goal = goals_to_ask_about(me).first()
    if goal is None:
        return
    helpers = [house.person(name) for name in ("Tom Adeyemi", "Marta Silva", "Jonas Keller")]
    question = Question({str(one.pk): one.pk for one in helpers}, QUESTIONS[0], days.day_of(house.now) + timedelta(days=2), goal.pk)
    made = asking.ask_for_feedback(question, by=me, at=at)
    for number, (ask, helper) in enumerate(zip(made[:2], helpers[:2], strict=True)):
        draft = _draft(*ANSWERS[number], at=at)
        found = asking.answer_with_feedback(ask.ref, draft, by=helper, at=at + timedelta(days=number + 1, hours=3))
        feedback.read_feedback(found.ref, by=me, at=at + timedelta(days=number + 2))
        if number == 0:
            feedback.share_feedback(found.ref, by=me, at=at + timedelta(days=4))
    feedback.correct_feedback(found.ref, CORRECTION, by=helpers[1], at=at + timedelta(days=5))
    feedback.read_feedback(found.ref, by=me, at=at + timedelta(days=6))
    again = Question({"first": house.person("Lena Fischer").pk}, QUESTIONS[1], capability_id=goal.capability_id or _some())
    (ask,) = asking.ask_for_feedback(again, by=me, at=at + timedelta(days=1))
    asking.answer_with_feedback(ask.ref, _draft(*ANSWERS[2], at=at), by=house.person("Lena Fischer"), at=house.now - timedelta(days=1))


def _unasked(house: House) -> None:
    """Given in the last weeks; what somebody was told is theirs, and one piece goes to the manager as well."""
    for number, (giver, receiver, seen, effect, manager_too) in enumerate(UNASKED):
        at = house.now - timedelta(days=4 * number + 2)
        draft = _draft(seen, effect, at=at, capability=_some(), manager_too=manager_too)
        found = feedback.give_feedback(house.person(receiver).pk, draft, by=house.person(giver), at=at)
        if number:
            feedback.read_feedback(found.ref, by=house.person(receiver), at=at + timedelta(hours=20))


def _evidence(house: House) -> None:
    """A manager asks a colleague what they saw, and is told."""
    me = house.person("Asha Raman")
    manager = house.manager("Asha Raman")
    assert manager is not None
    at = house.now - timedelta(days=6)
    question = Question({"first": house.person("Marta Silva").pk}, WANTED, capability_id=_some())
    (ask,) = asking.ask_for_evidence(me.pk, question, by=manager, at=at)
    assert ask.kind == AskKind.EVIDENCE
    draft = EvidenceDraft(EvidenceKind.DECISION, TOLD, days.day_of(at) - timedelta(days=60))
    asking.answer_with_evidence(ask.ref, draft, by=house.person("Marta Silva"), at=at + timedelta(days=1))


def _needs(house: House) -> None:
    """A project's close becomes a suggested goal, a calibration an assessment."""
    at = house.now - timedelta(days=5)
    for name, source, outcome in (
        ("Priya Nair", InputSource.PROJECT_CLOSE, Outcome.SUGGESTION),
        ("Kenji Ito", InputSource.CALIBRATION, Outcome.GAP),
    ):
        manager = house.manager(name)
        assert manager is not None
        _captured(house.person(name), manager, source, outcome, capability=_some(), at=at)


def _captured(person: Person, manager: Person, source: InputSource, outcome: Outcome, *, capability: int, at: datetime) -> None:
    where = capturing_for(manager, person.handle, at=at)
    if outcome not in where.outcomes:
        return
    day = days.day_of(at)
    draft = NeedDraft(source, day, NeedKind.BEHAVIOUR, capability, SEEN, day - timedelta(days=3), EvidenceKind.HANDOVER, 2, 3)
    try:
        capture(where, draft, outcome, goal=SUGGESTED, by=manager, at=at)
    except Refused:  # a plan that takes no suggestion any more
        return


def _draft(seen: str, effect: str, *, at: datetime, capability: int | None = None, manager_too: bool = False) -> FeedbackDraft:
    return FeedbackDraft(days.day_of(at) - timedelta(days=2), seen, effect, capability, manager_too)


def _some() -> int:
    """The first capability of the framework that the demo made."""
    return Capability.objects.order_by("pk").values_list("pk", flat=True)[0]
