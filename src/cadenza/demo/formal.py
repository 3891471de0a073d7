"""Tells of two formal plans: one in its seventh week with a session of support missing, one that was met and has ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from cadenza.asks import actions as asks
from cadenza.asks.models import Ask
from cadenza.asks.rules import Became
from cadenza.conversations.actions import confirm_points, enter_points
from cadenza.conversations.slip_queries import citable_slips
from cadenza.conversations.slips import SlipDraft
from cadenza.demo import company
from cadenza.demo.organisation import House
from cadenza.evidence import actions as evidence
from cadenza.evidence.actions import EvidenceDraft
from cadenza.evidence.rules import EvidenceKind
from cadenza.improvement import actions, deciding, opening, running
from cadenza.improvement.advice import write_advice
from cadenza.improvement.checkpoint_rules import Look, Notes, Verdict
from cadenza.improvement.gate_rules import Condition, Confirmation
from cadenza.improvement.held import read_story
from cadenza.improvement.ledger import opened
from cadenza.improvement.meeting_rules import Invitation, Meeting, Method, Minutes
from cadenza.improvement.models import Case
from cadenza.improvement.outcome_rules import Draft, Outcome
from cadenza.improvement.plan_rules import Point, Standard
from cadenza.improvement.providing import take_over
from cadenza.improvement.standing_in import name_stand_in
from cadenza.improvement.story import Story
from cadenza.improvement.support_rules import Answer, Given
from cadenza.improvement.support_rules import Draft as Promise
from cadenza.people.actions import delegate_to
from cadenza.people.days import day_of
from cadenza.people.models import Person
from cadenza.people.relations import manager_of

FACTS = (
    "Two tickets of the sprint were not started, and nobody heard of it before the demo",
    "The refund change went out without the tests its ticket lists",
)
TALKS = (
    {
        "seen": "Three of the last eight tickets slipped by a sprint without a word in the stand-up.",
        "expected": "A ticket that will slip is named two days before the sprint ends.",
        "support": "A weekly half hour on sizing with Priya.",
        "may_follow": "If it does not change, a formal plan.",
    },
    {
        "seen": "Four of ten tickets slipped; two refund changes came back for missing tests.",
        "expected": "Tickets that slip are named in time, and changes carry the tests of their tickets.",
        "support": "Pairing on test design, twice.",
        "may_follow": "If it does not change within four weeks, a formal plan.",
    },
)
CRITERIA = (
    Standard("Every pull request states context, rationale and testing notes.", "At least 9 of 10 requests", "two reviewers", "the requests themselves", "over the weeks of the plan"),
    Standard("Sprint commitments are finished in the sprint or flagged before its last two days.", "At least 4 of 5 sprints", "the engineering manager", "the sprint board", "over the weeks of the plan"),
    Standard("Changes to payment code carry a test for each failure path listed in the ticket.", "At least 8 of 10 changes", "one reviewer", "the merge checks", "over the weeks of the plan"),
)  # fmt: skip
TERMS = {
    "concern": "Since June tickets have slipped without notice in four of six sprints, and three refund changes went out without the tests that their tickets list.",
    "required": "Work that will slip is named in time, and changes can be reviewed and trusted as they are.",
    "consequence": "Fenwick Harbour may end the employment.",
}
CIRCUMSTANCES = {
    "adjustments": "Nothing known.",
    "leave": "Two weeks in the summer; they are left out of the figures.",
    "changes": "None this year.",
}
SEEN = (
    ("7 of 12 requests said why; 5 had no testing notes.", "11 of 13 requests carried context and testing notes.", "14 of 14 requests since the last checkpoint carried all three."),
    ("2 of 4 tickets slipped and were not flagged.", "3 of 4 finished; the fourth was flagged on the last day.", "5 of 6 finished; one was flagged a day late."),
    ("2 of 6 changes had a test for the timeout path.", "4 of 6 changes had a test for each path.", "7 of 9 changes did; two ledger changes missed the timeout path."),
)  # fmt: skip
VERDICTS = (
    (Verdict.NOT_YET, Verdict.IMPROVING, Verdict.MET),
    (Verdict.NOT_YET, Verdict.NOT_YET, Verdict.IMPROVING),
    (Verdict.NOT_YET, Verdict.IMPROVING, Verdict.IMPROVING),
)
WORKING = (
    "Requests have begun to say why.",
    "Reviewers no longer ask what a request is for.",
    "Requests can be reviewed without a question. That is what the first criterion asks for.",
)
REMAINS = (
    "Flag what slips, and test the failure paths.",
    "Flag earlier than the last day; the timeout path.",
    "The timeout path of ledger changes; flags a day sooner.",
)


@dataclass
class Telling:
    """One plan on its way through the actions that people use."""

    house: House
    person: Person
    manager: Person
    hr: Person
    helpers: tuple[Person, Person]
    began: datetime
    """The day on which its length begins to count."""
    weeks: int
    ref: str = ""

    def before(self, **delta: float) -> datetime:
        return self.began - timedelta(**delta)

    @property
    def story(self) -> Story:
        case = Case.objects.get(ref=self.ref)
        return read_story(opened([case])[case.pk])

    def prepare(self) -> None:
        """Facts and conversations, the gate, the plan's words, both signatures."""
        self.ref = self._ask()
        at = self.before(days=16)
        for by in (self.manager, self.hr):
            said = Confirmation(frozenset(Condition), "Read the records of the last two quarters with the team’s boards beside them.", "")  # fmt: skip
            actions.confirm_gate(self.ref, said, by=by, at=at)
            actions.consider(self.ref, CIRCUMSTANCES, by=by, at=at)
        actions.write_terms(self.ref, TERMS, self.weeks, seen=0, by=self.manager, at=at)
        for standard in CRITERIA:
            actions.write_criterion(self.ref, None, standard, by=self.manager, at=at)
        for by in (self.manager, self.hr):
            actions.sign(self.ref, parts_confirmed=True, by=by, at=at)

    def _ask(self) -> str:
        noted = self.before(days=25)
        facts = []
        for what, ago in zip(FACTS, (95, 40), strict=True):
            written, seen = EvidenceDraft(EvidenceKind.MISSED_DATE, what, day_of(self.before(days=ago))), self.before(days=ago - 1)
            leads = manager_of(self.person, at=seen) == self.manager  # an organisation younger than the fact writes it down later
            facts.append(evidence.add_evidence(self.person.pk, written, by=self.manager, at=seen if leads else noted))
        at = self.before(days=18)
        slips = [slip.ref for slip in citable_slips(self.manager, self.person, at=at)] or self._write_down(noted)
        ref = actions.ask_for_plan(self.person.pk, self.hr.pk, by=self.manager, at=at).ref
        for fact in facts:
            actions.cite(ref, Condition.PERSISTENT, f"evidence:{fact.pk}", by=self.manager, at=at)
        actions.cite(ref, Condition.EXPLICIT, f"agreed-points:{slips[-1]}", by=self.manager, at=at)
        for slip in slips:
            given = "Half an hour on sizing each week, and two pairings on test design."
            actions.cite(ref, Condition.EARLIER, f"agreed-points:{slip}", support_given=given, by=self.manager, at=at)
        first = day_of(self.began) + timedelta(days=2)
        for what, helper, count in (
            ("Forty-five minutes of coaching on sizing and flagging", self.helpers[0], 6),
            ("Pairing on test design for an hour", self.helpers[1], 4),
        ):
            days = tuple(first + timedelta(days=7 * number) for number in range(count))
            actions.promise_support(ref, Promise(what, helper.pk, days=days), by=self.manager, at=at)
            asks.accept(Ask.objects.latest("pk").ref, by=helper, at=at, reply="Gladly. Put it in my calendar.")
        return ref

    def _write_down(self, noted: datetime) -> list[str]:
        """Two conversations that were held before they were written here; the person says that they took place."""
        found = []
        for words, ago in zip(TALKS, (110, 70), strict=True):
            draft = SlipDraft(words, day_of(self.before(days=ago)), day_of(self.before(days=ago - 28)))
            made = enter_points(self.person.pk, draft, by=self.manager, at=noted)
            found.append(confirm_points(made.ref, "yes", seen_version=made.version, by=self.person, at=noted).ref)
        return found

    def open(self) -> None:
        """The opening conversation, the person's view and the answers, the receipt, the first day."""
        talked = self.before(days=7)
        names = f"{self.person.name}, {self.manager.name}, {self.hr.name}"
        talk = opening.Talk(
            day_of(talked),
            frozenset(Point),
            names,
            companion="Came without one.",
            minutes="Asked for example tickets for the third criterion.",
        )
        asked = self.before(days=11)
        letter = Invitation(Meeting.OPENING, day_of(talked), day_of(asked), Method.LETTER, "The plan’s terms and the records it cites.", companion_told=True)  # fmt: skip
        opening.invite(self.ref, letter, by=self.hr, at=asked)
        opening.serve(self.ref, talk, by=self.manager, at=talked)
        at = self.before(days=4)
        for number, words in enumerate(("", "Five sprints is a fair number.", "I would like example tickets to look at."), start=1):
            opening.give_input(self.ref, number, words, fair=True, by=self.person, at=at)
            opening.answer_input(self.ref, number, "Thank you. Three example tickets are linked on the board." if number == 3 else "Agreed.", by=self.manager, at=at)  # fmt: skip
        opening.settle(self.ref, by=self.hr, at=self.before(days=3))
        opening.receive(self.ref, by=self.person, at=self.before(days=2))
        opening.begin(self.ref, by=self.hr, at=self.began)

    def run(self, until: date, *, missed: bool, covered: Person | None = None) -> None:
        """Checkpoints and support up to a day; of the second support two sessions were missed where the story says so, and a third
        was recorded as missed by mistake.

        Where somebody covers, the manager was on leave at the second checkpoint and they held it.
        """
        story = self.story
        for number, day in enumerate([day for day in story.days if day <= until]):
            at = datetime.combine(day, time(15), tzinfo=UTC)
            looks = {
                key + 1: Look(VERDICTS[key][min(number, 2)] if missed else VERDICTS[0][min(number, 2)], SEEN[key][min(number, 2)])
                for key in range(3)
            }
            notes = Notes(
                looks,
                WORKING[min(number, 2)],
                f"{REMAINS[min(number, 2)]} ({number + 1})",
                "",
                "The next ledger changes, and what the second pairing brought.",
            )
            by = self._cover(covered, at) if covered is not None and number == 1 else self.manager
            running.share_checkpoint(self.ref, number + 1, notes, held_on=day, by=by, at=at)
        for key, support in story.supports.items():
            for number, day in enumerate(day for day in support.days if day <= until):
                given = Given.MISSED if missed and key == 2 and number in {0, 1, 3} else Given.DELIVERED
                at = datetime.combine(day, time(16), tzinfo=UTC)
                if key == 1 and support.ask_id is not None:  # this provider writes down each day themself
                    asked = Ask.objects.get(pk=support.ask_id)
                    asks.record_day(asked.ref, day, Became.TOOK_PLACE, by=self.helpers[0], at=at)
                    take_over(asked.pk, at=at)
                else:
                    running.log_support(self.ref, key, day, given, by=self.manager, at=at)
        if missed:
            self._put_right(2, min(story.supports[2].days))

    def _put_right(self, number: int, day: date) -> None:
        """A day was recorded as missed by mistake; put right, it counts because the person confirms it (PIP-7)."""
        at = datetime.combine(day, time(17), tzinfo=UTC) + timedelta(days=2)
        running.log_support(self.ref, number, day, Given.DELIVERED, note="I had mixed up two days.", by=self.manager, at=at)
        running.answer_support(self.ref, number, day, Answer.CONFIRMED, by=self.person, at=at + timedelta(days=1))

    def _cover(self, one: Person, at: datetime) -> Person:
        """The manager named somebody for their leave, and HR named them for this checkpoint."""
        since = at - timedelta(days=2)
        delegate_to(self.manager, one, since=since, until=at + timedelta(days=5), by=None, at=since - timedelta(days=3))
        name_stand_in(self.ref, one.pk, day_of(at - timedelta(days=1)), day_of(at), by=self.hr, at=at - timedelta(days=1))
        return one

    def meet(self, day: date) -> None:
        """A meeting between the checkpoints, asked for by the person: invited to in writing, and minuted. HR keeps a note of their own."""
        at = datetime.combine(day, time(11), tzinfo=UTC)
        invited = Invitation(Meeting.CHECKPOINT, day, day - timedelta(days=4), Method.LETTER, "The last checkpoint.", companion_told=True, companion="A colleague comes along.")  # fmt: skip
        opening.invite(self.ref, invited, by=self.hr, at=at - timedelta(hours=2))
        present = f"{self.person.name}, {self.manager.name}, {self.hr.name}"
        held = Minutes(
            Meeting.CHECKPOINT,
            day,
            present,
            "A colleague from the same floor.",
            "The two pairings that did not take place were spoken about. Both will be made good before the next checkpoint.",
            "I asked for them and would like a day named.",
        )
        opening.minute(self.ref, held, by=self.hr, at=at)
        write_advice(
            self.ref,
            "Ask counsel whether the missed pairings move the end of the plan. Until then: nothing about the outcome.",
            by=self.hr,
            at=at,
        )

    def end(self) -> None:
        """Met: proposed, agreed, not appealed, ended."""
        days = self.story.days
        at = datetime.combine(days[-1], time(17), tzinfo=UTC)
        deciding.assess(self.ref, "", by=self.manager, at=at)
        draft = Draft(Outcome.MET, "All three standards were met at the last two checkpoints.", {key + 1: SEEN[key][2] for key in range(3)})
        proposed = deciding.propose_outcome(self.ref, draft, by=self.manager, at=at)
        deciding.agree_outcome(self.ref, seen=proposed.story.draft_by.sequence if proposed.story.draft_by else 0, by=self.hr, at=at)
        deciding.end(self.ref, by=self.hr, at=at + timedelta(days=18))


def build_formal_plans(house: House) -> None:
    """One that runs, about the person of the role, and one that was met in the spring."""
    hr, helpers = house.role("hr-partner"), (house.role("new-manager"), house.role("mentor"))
    running_one = Telling(house, house.role("on-pip"), house.role("manager"), hr, helpers, house.now - timedelta(days=46), 10)
    running_one.prepare()
    running_one.open()
    running_one.run(day_of(house.now) - timedelta(days=1), missed=True)
    running_one.meet(day_of(house.now) - timedelta(days=2))
    opening.add_statement(running_one.ref, "The example tickets helped most. I would like the two missed pairings before the next checkpoint.", by=running_one.person, at=house.now - timedelta(days=1))  # fmt: skip
    ago = house.now - timedelta(days=150)
    found = somebody_else(house, since=ago - timedelta(days=30))
    if found is not None:
        person, manager = found
        met = Telling(house, person, manager, hr, (house.person("Omar Aziz"), house.person("Hannah Brandt")), ago, 8)
        met.prepare()
        met.open()
        met.run(day_of(house.now), missed=False, covered=house.role("new-manager"))
        met.end()


def somebody_else(house: House, *, since: datetime) -> tuple[Person, Person] | None:
    """Whom the finished plan is about and by whom, in a demo of any size: in Sales if there is such a one.

    Nobody with a role of the demo, nobody who leads, and nobody whose manager changed since.
    """
    parts = {member.name for member in company.MEMBERS if member.role} | set(house.manager_of.values()) | {"Hannah Brandt", ""}
    apart = {"Priya Nair", "Margarethe Lindqvist", "Omar Aziz", "Ruth Adebayo", ""}
    free = [name for name, above in house.manager_of.items() if name not in parts and above not in apart]
    free.sort(key=lambda name: house.manager_of[name] == "Luca Moretti")  # stable: the last of Sales, or the last of all
    for name in reversed(free):
        person, manager = house.person(name), house.manager(name)
        if manager is not None and manager_of(person, at=since) == manager_of(person, at=house.now) == manager:
            return person, manager
    return None
