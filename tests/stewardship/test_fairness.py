"""`/fairness/`: who reads it, what is counted once a quarter, and what nobody takes out of it (FAIR-1; TRUST A3, G1, I3, L14 to L17, T11)."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import BEFORE

from cadenza.characteristics import actions as characteristics
from cadenza.improvement import ledger
from cadenza.improvement.models import Case
from cadenza.improvement.rules import Kind, State
from cadenza.objections import Unseen
from cadenza.people.models import Person
from cadenza.plans.models import Action, Goal, Judgement, Plan, Version
from cadenza.stewardship import fairness, fairness_access, fairness_counting, jobs
from cadenza.stewardship.fairness_models import FairnessPicture
from cadenza.stewardship.fairness_queries import TITLES, fairness_page
from cadenza.stewardship.fairness_rules import Measure
from cadenza.strategy.models import Cycle

pytestmark = pytest.mark.django_db

IN_Q2 = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


class House:
    """Forty people with an agreed plan each; half say one thing of themselves, half the other; an event falls on whom it is told to."""

    def __init__(self, cast, at, *, people: int = 40) -> None:
        self.cast, self.at = cast, at
        self.before = Cycle.objects.create(key="2026-q2", start_date=date(2026, 4, 1), end_date=date(2026, 6, 30))
        self.cycle = Cycle.objects.create(key="2026-q3", start_date=date(2026, 7, 1), end_date=date(2026, 9, 30))
        self.people = Person.objects.bulk_create(
            [Person(name=f"Zylo {number}", handle=f"zylo-{number}", email=f"zylo-{number}@example.org") for number in range(people)]
        )
        self.question = characteristics.ask_for("Heritage", ["Ember", "Frost"], by=cast.hr_admin, at=at)
        self.ember, self.frost = self.question.choices.all()
        plans = Plan.objects.bulk_create(
            [Plan(owner=person, cycle=self.cycle, state="closed", created_at=BEFORE) for person in self.people]
        )
        versions = Version.objects.bulk_create(
            [Version(plan=plan, number=1, words={}, offered_by=plan.owner, offered_at=BEFORE) for plan in plans]
        )
        for plan, version in zip(plans, versions, strict=True):
            plan.agreed_version = version
        Plan.objects.bulk_update(plans, ["agreed_version"])
        self.goals = Goal.objects.bulk_create(
            [Goal(plan=plan, number=1, outcome="It", agreed_in=version) for plan, version in zip(plans, versions, strict=True)]
        )

    def declare(self, *, first: int, second: int) -> None:
        for number, person in enumerate(self.people[: first + second]):
            answer = self.ember if number < first else self.frost
            characteristics.declare({self.question.pk: answer.pk}, by=person, at=self.at)

    def give_experience(self, numbers) -> None:
        Action.objects.bulk_create(
            [Action(goal=self.goals[number], number=1, kind="experience", what="It", done_on=date(2026, 8, 3)) for number in numbers]
        )


def lines(measure):
    for entry in FairnessPicture.objects.get().figures["measures"]:
        if entry["measure"] == measure:
            return entry["lines"]
    raise AssertionError(measure)


def text(response):
    return response.content.decode()


@pytest.fixture
def house(cast, at):
    return House(cast, at)


def test_access_to_experience_is_compared_by_group(house, cast, at, sign_in):
    """FAIR-1: 3 of 20 beside 18 of 20, told in steps of five, with the reading that an exact test gives."""
    house.declare(first=20, second=20)
    house.give_experience([*range(3), *range(20, 38)])
    fairness_counting.take_fairness_picture(at=at)
    ember, frost = lines(Measure.EXPERIENCE)
    assert (ember["choice"], ember["people"], ember["events"], ember["other_events"]) == (house.ember.pk, 20, 5, 20)
    assert ember["finding"] == frost["finding"] == "differs"
    assert ember["high"] < 1 < frost["low"]
    shown = text(sign_in(cast.hr_admin).get("/fairness/"))
    assert "about 5 of 20" in shown
    assert "A difference that chance would hardly bring" in shown
    assert "18" not in re.sub(r"<(head|script).*?</\1>", "", shown, flags=re.S).split("Live work to learn from")[1].split("</section>")[0]


def test_ratings_of_change_are_compared_by_group(house, cast, at):
    """FAIR-1, IMP-2: what managers saw and shared; each person once."""
    house.declare(first=20, second=20)
    Judgement.objects.bulk_create(
        [
            Judgement(goal=goal, author=cast.manager, side="manager", change="clear" if number >= 15 else "none", shared_at=at)
            for number, goal in enumerate(house.goals)
        ]
    )
    fairness_counting.take_fairness_picture(at=at)
    ember, _frost = lines(Measure.CHANGE_SEEN)
    assert (ember["events"], ember["other_events"], ember["finding"]) == (5, 20, "differs")


def formal(person, cast, served, *, extended=False, outcome=None, appeal=None):
    case = Case.objects.create(
        ref=f"F-{person.pk}", person=person, manager=cast.manager, hr_partner=cast.hr_partner, state=State.ENDED, opened_at=served,
        served_at=served, ended_at=served + timedelta(days=50) if outcome else None,
    )  # fmt: skip
    if extended:
        ledger.add(case, Kind.EXTENDED, by=cast.hr_partner, part=None, at=served + timedelta(days=30))
    if outcome:
        ledger.add(case, Kind.OUTCOME, by=cast.hr_partner, part=None, at=served + timedelta(days=45), words={"outcome": outcome})
    if appeal:
        ledger.add(case, Kind.APPEAL_DECIDED, by=cast.hr_partner, part=None, at=served + timedelta(days=48), words={"result": appeal})
    case.save()


def test_formal_plans_their_extensions_and_outcomes_are_counted_a_quarter_late(house, cast, at):
    """FAIR-1; TRUST G1, G6, L16: opened in the second quarter, counted after the third; what was opened in the third waits; an overturned outcome is none (L5)."""
    for number, person in enumerate(house.people[:14]):
        formal(
            person,
            cast,
            IN_Q2,
            extended=number < 3,
            outcome="not-met" if number < 8 else "met",
            appeal={5: "upheld", 6: "overturned", 7: "overturned"}.get(number),
        )
    formal(house.people[20], cast, datetime(2026, 8, 3, 9, 0, tzinfo=UTC))
    found = fairness_counting.measured([house.before, house.cycle], {person.pk for person in house.people})
    assert sum(found[Measure.FORMAL_PLAN].values()) == 14
    assert len(found[Measure.FORMAL_PLAN]) == 40
    assert (sum(found[Measure.EXTENDED].values()), len(found[Measure.EXTENDED])) == (3, 14)
    assert (sum(found[Measure.NOT_MET].values()), len(found[Measure.NOT_MET])) == (6, 14)
    assert house.people[20].pk not in found[Measure.EXTENDED]


def test_a_leavers_formal_plan_is_in_no_figure_and_the_page_says_what_it_cannot_show(house, cast, at):
    """TRUST L16: dismissals too; of those who went nothing is counted, and that is never left unsaid."""
    stayer, leaver = house.people[:2]
    for person in (stayer, leaver):
        formal(person, cast, IN_Q2, extended=True, outcome="not-met")
    found = fairness_counting.measured([house.before, house.cycle], {stayer.pk})
    for measure in (Measure.EXTENDED, Measure.NOT_MET):
        assert found[measure] == {stayer.pk: True}
        assert "still here" in TITLES[measure][1]
    assert "cannot say whether dismissals fall evenly" in TITLES[Measure.NOT_MET][1]


def test_small_groups_are_insufficient_data_and_never_no_issue(house, cast, at, sign_in):
    """TRUST L16: nine people in one group."""
    house.declare(first=9, second=31)
    house.give_experience(range(20))
    fairness_counting.take_fairness_picture(at=at)
    assert lines(Measure.EXPERIENCE) == []
    shown = text(sign_in(cast.privacy_officer).get("/fairness/"))
    assert "Insufficient data" in shown
    assert "That is not the same as no difference." in shown
    assert "about" not in shown.split("How to read it")[0].split("Live work to learn from")[1]


def test_a_group_that_is_all_alike_does_not_show_as_such(house, cast, at, sign_in):
    """TRUST 1.5, homogeneity: all twenty had it, and it reads like eighteen."""
    house.declare(first=20, second=20)
    house.give_experience([*range(20), *range(20, 26)])
    fairness_counting.take_fairness_picture(at=at)
    all_of_them = lines(Measure.EXPERIENCE)
    FairnessPicture.objects.all().delete()
    Action.objects.filter(goal__in=house.goals[18:20]).delete()
    fairness_counting.take_fairness_picture(at=at)
    assert lines(Measure.EXPERIENCE) == all_of_them
    assert "most of about 20" in text(sign_in(cast.hr_admin).get("/fairness/"))


def test_a_joiner_and_somebody_who_takes_all_back_change_no_figure_until_the_next_quarter(house, cast, at):
    """TRUST 1.5, T11: before and after; and older pictures go."""
    house.declare(first=15, second=15)
    house.give_experience(range(12))
    fairness_counting.take_fairness_picture(at=at)
    before = FairnessPicture.objects.get().figures
    characteristics.declare({house.question.pk: house.ember.pk}, by=house.people[30], at=at)
    characteristics.withdraw(by=house.people[0], at=at)
    for days in (1, 7, 30):
        jobs.count_fairness(at=at + timedelta(days=days))
    assert FairnessPicture.objects.get().figures == before
    Cycle.objects.create(key="2026-q4", start_date=date(2026, 10, 1), end_date=date(2026, 12, 31))
    jobs.count_fairness(at=datetime(2027, 1, 28, 3, 0, tzinfo=UTC))
    assert FairnessPicture.objects.get().cycle.key == "2026-q4"


def test_no_filter_cuts_the_figures_in_any_other_way(house, cast, at, sign_in):
    """TRUST 1.5, T11: every pair of team, group and period asked for answers the same page; there is no file of it."""
    house.declare(first=20, second=20)
    house.give_experience(range(12))
    fairness_counting.take_fairness_picture(at=at)
    client = sign_in(cast.hr_admin)

    def figures(query=""):
        return re.findall(r"<td.*?</td>", text(client.get(f"/fairness/{query}")), re.S)

    plain = figures()
    assert plain
    for query in (
        "?team=payments",
        "?group=1&team=payments",
        "?from=2026-q3&to=2026-q3",
        "?answer=Ember",
        "?format=csv",
        "?people=1&page=2",
    ):
        assert figures(query) == plain
    assert client.get("/fairness/csv/").status_code == 404


def test_neither_picture_nor_page_names_anybody_or_holds_an_exact_count(house, cast, at, sign_in):
    """TRUST A3, 1.5: in every channel; charts and data attributes there are none."""
    house.declare(first=17, second=23)
    house.give_experience(range(13))
    fairness_counting.take_fairness_picture(at=at)
    written = json.dumps(FairnessPicture.objects.get().figures)
    assert "ylo" not in written
    for entry in FairnessPicture.objects.get().figures["measures"]:
        for line in entry["lines"]:
            assert all(line[name] % 5 == 0 for name in ("people", "events", "other_people", "other_events"))
    shown = text(sign_in(cast.hr_admin).get("/fairness/"))
    assert "Zylo" not in shown
    assert '<svg class="plot' not in shown
    assert "data-count" not in shown


def test_executives_read_it_once_it_is_opened_to_them(house, cast, at, sign_in):
    """TRUST I3, L17: HR admin and the privacy officer first, with what they make of it."""
    fairness_counting.take_fairness_picture(at=at)
    executive, officer, admin = sign_in(cast.executive), sign_in(cast.privacy_officer), sign_in(cast.hr_admin)
    assert executive.get("/fairness/").status_code == 404
    assert officer.post("/fairness/", {"words": "We look at who is offered live work.", "op_id": uuid4()}).status_code == 303
    assert "Propose to open it" in text(admin.get("/fairness/release/"))
    assert admin.post("/fairness/release/", {"op_id": uuid4()}).status_code == 303
    assert executive.get("/fairness/").status_code == executive.get("/fairness/release/").status_code == 404  # one of the two has agreed
    assert admin.post("/fairness/release/", {"op_id": uuid4()}).status_code == 422
    assert "It waits for a second person." in text(officer.get("/fairness/"))
    assert "Agree and open it" in text(officer.get("/fairness/release/"))
    assert officer.post("/fairness/release/", {"op_id": uuid4()}).status_code == 303
    shown = text(executive.get("/fairness/"))
    assert "We look at who is offered live work." in shown
    assert "Add this" not in shown
    assert executive.post("/fairness/", {"words": "So do I", "op_id": uuid4()}).status_code == 404
    assert officer.post("/fairness/release/", {"op_id": uuid4()}).status_code == 422
    assert "Close it to executives" in text(admin.get("/fairness/release/"))
    assert admin.post("/fairness/release/", {"op_id": uuid4(), "answer": "back"}).status_code == 303
    assert executive.get("/fairness/").status_code == 404
    assert admin.post("/fairness/release/", {"op_id": uuid4(), "answer": "back"}).status_code == 422
    officer_first, admin_first = (cast.privacy_officer, cast.hr_admin), (cast.hr_admin, cast.privacy_officer)
    assert fairness_access.are_both(*officer_first, at=at) and fairness_access.are_both(*admin_first, at=at)
    assert not fairness_access.are_both(cast.privacy_officer, cast.executive, at=at)


def test_executives_read_nothing_made_of_figures_that_were_never_opened_to_them(house, cast, at):
    """TRUST I3, L17: what was written on an older picture comes with that one alone; first readers keep all of it."""
    older = FairnessPicture(cycle=house.before, counted_at=at, figures={"quarters": [], "measures": []})
    older.save()
    fairness.note("Closed for now", by=cast.hr_admin, at=at)
    older.delete()
    FairnessPicture.objects.create(cycle=house.cycle, counted_at=at, figures={"quarters": [], "measures": []}, released_at=at)
    fairness.note("Open to all of you", by=cast.hr_admin, at=at)
    shown = {one: [note.words for note in fairness_page(one, at=at).notes] for one in (cast.hr_admin, cast.executive)}
    assert shown == {cast.hr_admin: ["Open to all of you", "Closed for now"], cast.executive: ["Open to all of you"]}


@pytest.mark.parametrize("who", ["engineer", "manager", "upline", "leader", "hr_partner", "operator", "outsider", "case_reviewer"])
def test_to_everybody_else_it_does_not_exist(house, cast, at, who):
    """TRUST I3."""
    made = fairness_counting.take_fairness_picture(at=at)
    made.released_at = at
    made.save()
    with pytest.raises(Unseen):
        fairness_access.picture_for(getattr(cast, who), at=at)
    with pytest.raises(Unseen):
        fairness.note("Mine", by=getattr(cast, who), at=at)


def test_before_the_first_count_the_first_readers_are_told_when(cast, at, sign_in):
    """FAIR-1: and nothing can be written or opened yet."""
    client = sign_in(cast.hr_admin)
    assert "four weeks after the end of a quarter" in text(client.get("/fairness/"))
    assert client.post("/fairness/release/", {"op_id": uuid4()}).status_code == 404
    with pytest.raises(Unseen):
        fairness_access.picture_for(cast.executive, at=at)


def test_an_empty_note_keeps_the_page_and_says_what_is_missing(house, cast, at, sign_in):
    fairness_counting.take_fairness_picture(at=at)
    answer = sign_in(cast.hr_admin).post("/fairness/", {"words": " ", "op_id": uuid4()})
    assert answer.status_code == 422
    assert "Say what you make of it" in text(answer)


def test_the_page_asks_the_database_as_often_for_many_groups_as_for_few(house, cast, at, sign_in):
    """The same number of statements however many questions, answers and people."""
    counts = []
    client = sign_in(cast.hr_admin)
    for more in (0, 3):
        for number in range(more):
            characteristics.ask_for(f"Question {number}", ["one", "two"], by=cast.hr_admin, at=at)
        FairnessPicture.objects.all().delete()
        house.declare(first=20, second=20)
        fairness_counting.take_fairness_picture(at=at)
        client.get("/fairness/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/fairness/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
