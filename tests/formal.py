"""A formal plan of the cast taken to whichever state a test is about, by the hands that would take it there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from tests.cast import Cast

from cadenza.asks import actions as asks
from cadenza.asks.models import Ask
from cadenza.conversations.actions import confirm_points, enter_points
from cadenza.conversations.models import Slip
from cadenza.conversations.slips import SlipDraft
from cadenza.evidence import actions as evidence
from cadenza.evidence.actions import EvidenceDraft
from cadenza.evidence.models import Evidence
from cadenza.evidence.rules import EvidenceKind
from cadenza.improvement import actions, deciding, opening, running
from cadenza.improvement.checkpoint_rules import Look, Notes, Verdict
from cadenza.improvement.gate_rules import Condition, Confirmation
from cadenza.improvement.held import read_story
from cadenza.improvement.ledger import opened
from cadenza.improvement.meeting_rules import Invitation, Meeting, Method
from cadenza.improvement.models import Case
from cadenza.improvement.outcome_rules import Cause, Draft, Outcome
from cadenza.improvement.plan_rules import Point, Standard
from cadenza.improvement.rules import State
from cadenza.improvement.story import Story
from cadenza.improvement.support_rules import Draft as Promise
from cadenza.improvement.support_rules import Given
from cadenza.people.models import Person

SUMMER = datetime(2026, 8, 24, 9, 0, tzinfo=UTC)
"""When the two conversations were written down and confirmed."""
ASKED = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
"""When the manager begins to prepare the plan."""
REQUESTS = Standard(
    "Every pull request states context, rationale and testing notes.",
    "At least 9 of 10 requests",
    "two reviewers",
    "the requests themselves",
    "over the weeks of the plan",
)
SPRINTS = Standard(
    "Sprint commitments are finished in the sprint or flagged before its last two days.",
    "at least 5 of 6 sprints",
    "Priya Raman",
    "the sprint board",
    "over the weeks of the plan",
)
TERMS = {
    "concern": "Three of the last five releases went out without the failure paths tested.",
    "required": "Changes arrive with the tests that the ticket lists.",
    "consequence": "The organisation may end the employment.",
}
CIRCUMSTANCES = {"adjustments": "Nothing known.", "leave": "Two weeks in July.", "changes": "None since January."}
OUR_WORDS = "Went through the records with the person’s last two quarters beside them."
FOUND = "In the ledger change of 3 November the timeout path had no test."


Say = Callable[[str, str], str]


def plainly(place: str, words: str) -> str:
    """The words as they are; a test that plants others hands in its own."""
    return words


@dataclass
class Way:
    """One plan on its way, with the hands that take it there."""

    cast: Cast
    ref: str = ""
    at: datetime = ASKED
    facts: list[Evidence] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    say: Say = plainly

    @property
    def case(self) -> Case:
        return Case.objects.get(ref=self.ref)

    @property
    def state(self) -> State:
        return State(self.case.state)

    @property
    def story(self) -> Story:
        case = self.case
        return read_story(opened([case])[case.pk])

    def later(self, **delta: float) -> Way:
        self.at += timedelta(**delta)
        return self

    # Before

    def talk(self) -> Way:
        """Two facts of the person's work, and two conversations of the summer, entered later and confirmed by the person."""
        cast = self.cast
        for day in (date(2026, 6, 12), date(2026, 8, 20)):
            what = self.say(f"fact-{day.month}", f"The release of {day:%d %B} went out without its tests.")
            seen = EvidenceDraft(EvidenceKind.REWORK, what, day)
            self.facts.append(evidence.add_evidence(cast.on_pip.pk, seen, by=cast.manager, at=SUMMER))
        for held_on, expected_by in ((date(2026, 6, 30), date(2026, 7, 28)), (date(2026, 8, 3), date(2026, 8, 28))):
            words = {"seen": self.say(f"talk-{held_on.month}", "Two releases went out without their tests."), "expected": "Each change carries the tests of its ticket.", "support": "Pairing with Ruth on two changes.", "may_follow": "A formal plan."}  # fmt: skip
            slip = enter_points(cast.on_pip.pk, SlipDraft(words, held_on, expected_by), by=cast.manager, at=SUMMER)
            self.slips.append(confirm_points(slip.ref, "yes", seen_version=1, by=cast.on_pip, at=SUMMER))
        return self

    # Preparing

    def ask(self) -> Way:
        self.ref = actions.ask_for_plan(self.cast.on_pip.pk, self.cast.hr_partner.pk, by=self.cast.manager, at=self.at).ref
        return self

    def cite(self) -> Way:
        by, at = self.cast.manager, self.at
        for fact in self.facts:
            actions.cite(self.ref, Condition.PERSISTENT, f"evidence:{fact.pk}", by=by, at=at)
        actions.cite(self.ref, Condition.EXPLICIT, f"agreed-points:{self.slips[1].ref}", by=by, at=at)
        given = self.say("cited", "Two pairings, 7 and 9 July.")
        for one in self.slips:
            actions.cite(self.ref, Condition.EARLIER, f"agreed-points:{one.ref}", support_given=given, by=by, at=at)
        return self

    def promise(self, *, accepted: bool = True) -> Way:
        days = tuple(date(2026, 9, 29) + timedelta(days=7 * week) for week in range(3))
        draft = Promise(self.say("support", "Forty-five minutes on test design"), self.cast.mentor.pk, days=days)
        actions.promise_support(self.ref, draft, by=self.cast.manager, at=self.at)
        if accepted:
            asks.accept(Ask.objects.latest("pk").ref, by=self.cast.mentor, at=self.at)
        return self

    def pass_gate(self) -> Way:
        for by in (self.cast.manager, self.cast.hr_partner):
            actions.confirm_gate(
                self.ref, Confirmation(frozenset(Condition), self.say("gate", OUR_WORDS), "They agreed on it."), by=by, at=self.at
            )
        return self

    def write(self, weeks: int = 8) -> Way:
        for by in (self.cast.manager, self.cast.hr_partner):
            known = {name: self.say(f"known-{name}", words) for name, words in CIRCUMSTANCES.items()}
            actions.consider(self.ref, known, by=by, at=self.at)
        terms = {name: self.say(name, words) for name, words in TERMS.items()}
        actions.write_terms(self.ref, terms, weeks, seen=0, by=self.cast.manager, at=self.at)
        for standard in (replace(REQUESTS, source=self.say("criterion", REQUESTS.source)), SPRINTS):
            actions.write_criterion(self.ref, None, standard, by=self.cast.manager, at=self.at)
        return self

    def sign(self) -> Way:
        for by in (self.cast.manager, self.cast.hr_partner):
            actions.sign(self.ref, parts_confirmed=True, by=by, at=self.at)
        return self

    # Opening

    def serve(self) -> Way:
        talk = opening.Talk(
            self.at.date(), frozenset(Point), "Marek, Priya, Nadia", companion="Lena", minutes=self.say("minutes", "All points said.")
        )
        today = self.at.date()
        letter = Invitation(Meeting.OPENING, today, today - timedelta(days=2), Method.LETTER, companion_told=True)
        opening.invite(self.ref, letter, by=self.cast.hr_partner, at=self.at)
        opening.serve(self.ref, talk, by=self.cast.manager, at=self.at)
        return self

    def hear(self) -> Way:
        for number in self.story.criteria:
            opening.give_input(
                self.ref, number, self.say(f"input-{number}", "Fair if holidays count."), fair=True, by=self.cast.on_pip, at=self.at
            )
            opening.answer_input(self.ref, number, self.say(f"answer-{number}", "They do."), by=self.cast.manager, at=self.at)
        return self

    def settle(self) -> Way:
        opening.settle(self.ref, by=self.cast.hr_partner, at=self.at)
        return self

    def receive(self) -> Way:
        opening.receive(self.ref, by=self.cast.on_pip, at=self.at)
        return self

    def begin(self) -> Way:
        opening.begin(self.ref, by=self.cast.hr_partner, at=self.at)
        return self

    # Running

    def check(self, verdict: Verdict = Verdict.NOT_YET, *, by: Person | None = None) -> Way:
        story = self.story
        number = len(story.checkpoints) + 1
        looks = {key: Look(verdict, self.say("evidence", FOUND)) for key in story.criteria}
        notes = Notes(
            looks, self.say("working", "Requests now say why."), "The timeout paths need tests.", "", "The next two ledger changes."
        )
        running.share_checkpoint(self.ref, number, notes, held_on=self.at.date(), by=by or self.cast.manager, at=self.at)
        return self

    def give_support(self, given: Given = Given.DELIVERED) -> Way:
        for number, one in self.story.supports.items():
            for day in one.days:
                running.log_support(self.ref, number, day, given, by=self.cast.manager, at=self.at)
        return self

    def run_out(self, verdict: Verdict = Verdict.NOT_YET) -> Way:
        """Every checkpoint on its day, until the plan has run its length."""
        for day in list(self.story.days):
            self.at = datetime(day.year, day.month, day.day, 15, 0, tzinfo=UTC)
            self.check(verdict)
        return self

    def assess(self, reason: str = "") -> Way:
        deciding.assess(self.ref, reason, by=self.cast.manager, at=self.at)
        return self

    def draft(self, outcome: Outcome, cause: Cause | None = None) -> Draft:
        return Draft(outcome, "As the checkpoints show.", dict.fromkeys(self.story.criteria, FOUND), cause)

    def propose(self, outcome: Outcome, cause: Cause | None = None) -> Way:
        deciding.propose_outcome(self.ref, self.draft(outcome, cause), by=self.cast.manager, at=self.at)
        return self

    def agree(self) -> Way:
        seen = max(sequence for kind, sequence in self.story.last.items() if kind == "outcome-proposed")
        deciding.agree_outcome(self.ref, seen=seen, by=self.cast.hr_partner, at=self.at)
        return self

    def to(self, state: State) -> Way:
        """Take the plan straight to a state."""
        steps: list[tuple[State, Callable[[], object]]] = [
            (State.DRAFT, self.ask),
            (State.GATE_PASSED, lambda: self.cite().promise().pass_gate()),
            (State.CO_SIGNED, lambda: self.write().sign()),
            (State.SERVED, lambda: self.later(days=1).serve()),
            (State.SETTLED, lambda: self.later(days=1).hear().settle()),
            (State.RECEIVED, self.receive),
            (State.ACTIVE, lambda: self.later(days=1).begin()),
            (State.ASSESSMENT, lambda: self.run_out(Verdict.MET).assess()),
            (State.DECIDED, lambda: self.give_support().propose(Outcome.MET).agree()),
        ]
        names = [name for name, _step in steps]
        done = names.index(self.state) + 1 if self.ref else 0
        for _name, step in steps[done : names.index(state) + 1]:
            step()
        return self
