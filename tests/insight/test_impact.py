"""`/impact/`: what is counted of finished cycles, when, who reads it, and what no reader takes out of it (IMP-1 to IMP-4; TRUST I2, B2, 1.5, T11)."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import BEFORE

from cadenza.capability.models import Capability, FrameworkVersion
from cadenza.insight import impact_change, impact_counting, impact_queries, jobs
from cadenza.insight.impact_rest import Rest
from cadenza.insight.models import ImpactPicture
from cadenza.insight.rules import Band, bands_of_all
from cadenza.learning.models import Option
from cadenza.learning.rules import OptionKind
from cadenza.people.actions import begin_line, join_team
from cadenza.people.models import Person, Team
from cadenza.plans.models import Action, Goal, Judgement, Plan, Reset, Version
from cadenza.plans.options import TAKEN_UP_AS, take_up
from cadenza.plans.writing import mark_action_done
from cadenza.strategy.models import CapabilityRequirement, Cycle, HelpAnswer, KeyResult, Objective

pytestmark = pytest.mark.django_db

ENDED = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)


class Autumn:
    """A finished third quarter: one key result for each person, who has one goal for what it needs."""

    def __init__(self, cast, *, people: int, built: int, effect: int = 0, capabilities: int = 1) -> None:
        self.cast, rng = cast, Random(7)
        self.cycle = Cycle.objects.create(key="2026-q3", start_date=date(2026, 7, 1), end_date=date(2026, 9, 30))
        version = FrameworkVersion.objects.create(framework=_framework(), number=1)
        self.capabilities = [
            Capability.objects.create(framework=version.framework, slug=f"c-{number}", name=f"Craft {number}")
            for number in range(capabilities)
        ]
        objective = Objective.objects.create(cycle=self.cycle, level="company", title="Customers stay")
        self.people = Person.objects.bulk_create(
            [Person(name=f"Zylo {number}", handle=f"zylo-{number}", email=f"zylo-{number}@example.org") for number in range(people)]
        )
        self.results = KeyResult.objects.bulk_create(
            [
                KeyResult(
                    objective=objective, cycle=self.cycle, key=f"K-{number}", title="It moves", state="closed", due_date=self.cycle.end_date,
                    baseline=Decimal(0), target=Decimal(1000), current=Decimal(rng.randint(0, 600) + (effect if number < built else 0)),
                )
                for number in range(people)
            ]
        )  # fmt: skip
        needs = [(result, self.capabilities[number % capabilities]) for number, result in enumerate(self.results)]
        CapabilityRequirement.objects.bulk_create([CapabilityRequirement(key_result=one, capability=two, level=2) for one, two in needs])
        plans = Plan.objects.bulk_create(
            [Plan(owner=person, cycle=self.cycle, state="closed", created_at=BEFORE) for person in self.people]
        )
        versions = Version.objects.bulk_create(
            [Version(plan=plan, number=1, words={}, offered_by=plan.owner, offered_at=BEFORE) for plan in plans]
        )
        self.goals = Goal.objects.bulk_create(
            [
                Goal(
                    plan=plan, number=1, key_result=result, capability=capability, level_now=1, level_aimed=2, outcome="Forecasts alone",
                    agreed_in=agreed, ended_as="achieved" if number < built else "carried",
                )
                for number, (plan, agreed, (result, capability)) in enumerate(zip(plans, versions, needs, strict=True))
            ]
        )  # fmt: skip

    def judged(self, *, differ: int = 0) -> None:
        """Both sides' views of every goal, shared; the two differ in so many."""
        rows = []
        for number, goal in enumerate(self.goals):
            owner = self.people[number]
            achieved = goal.ended_as == "achieved"
            seen = "clear" if achieved else "none"
            rows.append(Judgement(goal=goal, author=owner, side="person", change="some" if number < differ else seen, shared_at=ENDED))
            level = "2" if achieved else "1"
            rows.append(Judgement(goal=goal, author=self.cast.manager, side="manager", change=seen, level_seen=level, shared_at=ENDED))
        Judgement.objects.bulk_create(rows)


def _done(option, goals):
    """An option of the catalogue in each of these goals, done."""
    kind = TAKEN_UP_AS[OptionKind(option.kind)]
    Action.objects.bulk_create([Action(goal=one, number=1, kind=kind, what="It", option=option, done_on=date(2026, 8, 1)) for one in goals])


def _told(autumn):
    return impact_counting._spend(impact_counting.learned(impact_counting.agreed_in([autumn.cycle])))


def _framework():
    from_model = FrameworkVersion._meta.get_field("framework").related_model
    return from_model._default_manager.create(name="Craft", slug="craft")


def figures(at):
    picture = impact_counting.take_impact_picture(at=at)
    assert picture is not None
    return picture.figures


def text(response):
    return response.content.decode()


def test_with_a_clear_effect_the_page_says_so_and_what_else_could_explain_it(cast, at, sign_in):
    """IMP-1: the comparison with its uncertainty and number of cases, in words, and no cause."""
    Autumn(cast, people=60, built=30, effect=400)
    impact_counting.take_impact_picture(at=at)
    shown = text(sign_in(cast.executive).get("/impact/2026-q3/"))
    found = ImpactPicture.objects.get().figures["compared"]
    assert found["reading"] == "better"
    assert (found["cases"], found["could"], found["built"]) == (60, 60, [40, 60])
    assert found["low"] <= 40 <= found["high"]
    assert "came further" in shown
    assert f"{found['middle']} points ({found['low']} to {found['high']})" in shown
    assert "60 key results, 60 with enough agreed goals; of these built:" in shown
    assert "It does not show what caused what" in shown


def test_without_an_effect_it_is_too_early_to_say(cast, at, sign_in):
    """IMP-1: an answer, not a gap in the page."""
    Autumn(cast, people=24, built=12)
    assert figures(at)["compared"]["reading"] == "too-early"
    assert "Too early to say" in text(sign_in(cast.hr_admin).get("/impact/2026-q3/"))


@pytest.mark.parametrize(("people", "built"), [(9, 5), (12, 4), (12, 12), (12, 0), (40, 40)])
def test_under_five_people_on_a_side_nothing_is_told(cast, at, sign_in, people, built):
    """IMP-1; TRUST 1.5: the minimum, and groups in which everybody is alike."""
    Autumn(cast, people=people, built=built, effect=300)
    found = figures(at)
    assert found["compared"] is None
    assert found["capabilities"][0]["compared"] is None
    shown = text(sign_in(cast.executive).get("/impact/2026-q3/"))
    assert "points (" not in shown
    assert '<svg class="plot' not in shown


def test_the_comparison_is_that_of_all_pairs_recounted_from_the_rows(cast, at):
    """IMP-1: by way of the database and of a plain recount."""
    autumn = Autumn(cast, people=20, built=9, effect=150)
    found = figures(at)["compared"]
    ways = [int(result.current) for result in autumn.results]
    every = sorted(one - other for one in ways[:9] for other in ways[9:])
    assert found["middle"] == pytest.approx((every[len(every) // 2] + every[(len(every) - 1) // 2]) / 20, abs=2.5)
    assert found["low"] % 5 == found["high"] % 5 == 0
    assert every[0] / 10 - 5 < found["low"] <= found["middle"] <= found["high"] < every[-1] / 10 + 5


def test_dropped_goals_unnamed_needs_and_results_without_a_figure_do_not_count(cast, at):
    """IMP-1."""
    autumn = Autumn(cast, people=60, built=27)
    Goal.objects.filter(pk=autumn.goals[0].pk).update(dropped_at=ENDED)
    KeyResult.objects.filter(pk=autumn.results[1].pk).update(current=None)
    CapabilityRequirement.objects.filter(key_result=autumn.results[2]).delete()
    KeyResult.objects.filter(pk=autumn.results[19].pk).update(state="dropped")
    found = figures(at)
    assert (found["compared"]["cases"], found["compared"]["could"], found["compared"]["built"]) == (57, 56, [40, 60])
    assert (found["unknown"], found["without_need"], found["results"]) == (1, 1, 57)


def test_a_late_reset_changes_no_figure_until_the_next_cycle_is_counted(cast, at):
    """TRUST 1.5, T11: yesterday against today tells nobody's goal. Older pictures go."""
    autumn = Autumn(cast, people=24, built=12, effect=100)
    before = figures(at)
    Goal.objects.filter(pk=autumn.goals[20].pk).update(ended_as="achieved")
    for later in (1, 7, 30):
        jobs.count_week(at=at + timedelta(days=later))
    assert ImpactPicture.objects.get().figures == before
    Cycle.objects.create(key="2026-q4", start_date=date(2026, 10, 1), end_date=date(2026, 12, 31))
    jobs.count_week(at=datetime(2027, 1, 28, 3, 0, tzinfo=UTC))
    assert ImpactPicture.objects.get().cycle.key == "2026-q4"
    assert ImpactPicture.objects.get().figures["compared"]["people"] == [13, 11]


def test_nothing_is_counted_until_four_weeks_after_the_end(cast, sign_in, at):
    """IMP-1, REV-6: when resets are due; until then the page says when."""
    Autumn(cast, people=12, built=6)
    assert impact_counting.take_impact_picture(at=datetime(2026, 10, 27, 9, 0, tzinfo=UTC)) is None
    page = sign_in(cast.executive).get("/impact/")
    assert page.status_code == 200
    assert "The first picture appears here" in text(page)
    assert sign_in(cast.executive).get("/impact/2026-q3/").status_code == 404
    assert impact_counting.take_impact_picture(at=datetime(2026, 10, 28, 9, 0, tzinfo=UTC)) is not None


def test_the_day_of_the_first_count_is_the_same_late_in_the_evening(db):
    """IMP-1: a day of the organisation, whatever hour it is elsewhere."""
    Cycle.objects.create(key="2026-q3", start_date=date(2026, 7, 1), end_date=date(2026, 9, 30))
    for hour in (9, 21, 23):
        assert impact_queries.counts_on(datetime(2026, 10, 26, hour, 30, tzinfo=UTC)) == date(2026, 10, 28)


def test_a_reader_who_knows_all_but_four_on_a_side_is_not_shown_the_comparison(cast, at, sign_in):
    """TRUST 1.5: those whose goals a reader reads by name are taken off first."""
    autumn = Autumn(cast, people=60, built=30, effect=300)
    impact_counting.take_impact_picture(at=at)
    assert "points (" in text(sign_in(cast.upline).get("/impact/2026-q3/"))
    for person in autumn.people[:26]:
        begin_line(person, cast.upline, since=BEFORE, by=None, at=BEFORE)
    assert "points (" not in text(sign_in(cast.upline).get("/impact/2026-q3/"))
    assert "points (" in text(sign_in(cast.executive).get("/impact/2026-q3/"))


def _leads(manager, people):
    for person in people:
        begin_line(person, manager, since=BEFORE, by=None, at=BEFORE)


def test_known_people_with_goals_for_other_key_results_are_not_taken_off(cast, at, sign_in):
    """TRUST 1.5: 27 closed a gap behind the comparison; who knows 24 of them, and three whose key result was dropped, knows 24."""
    autumn = Autumn(cast, people=60, built=30, effect=300)
    KeyResult.objects.filter(pk__in=[one.pk for one in autumn.results[27:30]]).update(state="dropped")
    assert figures(at)["compared"]["people"] == [27, 30]
    _leads(cast.upline, [*autumn.people[:24], *autumn.people[27:30]])
    assert "points (" not in text(sign_in(cast.upline).get("/impact/2026-q3/"))


def test_a_reset_after_the_count_makes_nobody_a_stranger_less(cast, at, sign_in):
    """TRUST 1.5: nine were left open at the count, the reader leads five of them; one who closes the gap later still hides the other four."""
    autumn = Autumn(cast, people=60, built=51, effect=300)
    assert figures(at)["compared"]["people"] == [51, 9]
    _leads(cast.upline, autumn.people[51:56])
    Goal.objects.filter(pk=autumn.goals[51].pk).update(ended_as="achieved")
    Reset.objects.create(plan=autumn.goals[51].plan, by=cast.upline, done_at=at + timedelta(days=1))
    assert "points (" not in text(sign_in(cast.upline).get("/impact/2026-q3/"))


def test_shares_and_sums_are_told_of_people_whom_the_reader_does_not_know(cast, at, sign_in):
    """TRUST 1.5; IMP-2, IMP-3: who leads all but four of the people behind a figure is not shown it; who leads few of them, or all, is."""
    autumn = Autumn(cast, people=12, built=6)
    autumn.judged(differ=3)
    option = Option.objects.create(slug="o", title="Pairing", kind="coaching", hours=Decimal(7), changed_at=BEFORE)
    _done(option, autumn.goals[2:10])
    assert figures(at)["capabilities"][0]["people"] == {"hours": 8, "learning": 8, "practice": 4}

    def shown():
        page = impact_queries.impact_page(cast.upline, "2026-q3", at=at)
        return page.change is not None, bool(page.spent), page.lines[0].rose["learning"] is not None

    assert shown() == (True, True, True)
    _leads(cast.upline, autumn.people[3:6])
    assert shown() == (True, True, True)
    _leads(cast.upline, autumn.people[6:7])
    assert shown() == (True, False, False)
    _leads(cast.upline, [*autumn.people[7:9], *autumn.people[:2]])
    assert shown() == (False, False, False)
    _leads(cast.upline, [autumn.people[2], *autumn.people[9:]])
    assert shown() == (True, True, True)


def test_small_capabilities_are_left_out_with_the_next_smallest(cast, at):
    """TRUST 1.5, complement: what is missing beside the total is nobody or five people on each side."""
    autumn = Autumn(cast, people=40, built=20, capabilities=2)
    Goal.objects.filter(pk__in=[goal.pk for goal in autumn.goals[:20:2]][2:]).update(ended_as="carried")
    found = {entry["capability"]: entry["compared"] for entry in figures(at)["capabilities"]}
    assert found == {one.pk: None for one in autumn.capabilities}


def test_all_key_results_are_not_compared_beside_a_capability_that_leaves_out_few(cast, at, sign_in):
    """IMP-1; TRUST 1.5, T11, differencing: 45 key results needed one capability and five another; the difference is about those five."""
    autumn = Autumn(cast, people=50, built=25, effect=200, capabilities=2)
    few = [one.pk for number, one in enumerate(autumn.results) if number % 2 and number % 10 != 1]
    for rows in (CapabilityRequirement.objects, Goal.objects):
        rows.filter(key_result__in=few).update(capability=autumn.capabilities[0])
    Goal.objects.filter(capability=autumn.capabilities[1]).update(ended_as="carried")
    found = figures(at)
    told = [entry["capability"] for entry in found["capabilities"] if entry["compared"]]
    assert told == [autumn.capabilities[0].pk]
    assert found["compared"] is None
    shown = text(sign_in(cast.executive).get("/impact/2026-q3/"))
    assert "Told by capability alone." in shown
    assert shown.count("points (") == 1


def test_owners_answers_are_counted_for_each_capability_and_the_last_one_counts(cast, at, sign_in):
    """IMP-4: of the capability, not of a person."""
    autumn = Autumn(cast, people=12, built=6)
    said = [(0, "no-difference", ""), (0, "helped", "Two days less each month."), (1, "not-built", "")]
    for number, (which, helped, by_what) in enumerate(said):
        HelpAnswer.objects.create(
            key_result=autumn.results[which], capability=autumn.capabilities[0], level=2, helped=helped, by_what=by_what, by=cast.engineer,
            at=ENDED + timedelta(minutes=number),
        )  # fmt: skip
    assert figures(at)["capabilities"][0]["answers"] == {"helped": 1, "no-difference": 0, "not-built": 1}
    shown = text(sign_in(cast.executive).get("/impact/2026-q3/"))
    assert "it helped: 1 of 2" in shown
    assert "Two days less each month." in shown


def test_both_judgements_stand_side_by_side_and_are_not_averaged(cast, at, sign_in):
    """IMP-2: in bands, with how often the two agreed."""
    autumn = Autumn(cast, people=23, built=12)
    autumn.judged(differ=5)
    change = figures(at)["change"]
    assert (change["people"], change["goals"]) == (23, 23)
    assert change["person"]["some"] == [20, 40]
    assert change["manager"]["some"] == [0, 20]
    assert change["agreed"] == [60, 80]
    shown = text(sign_in(cast.executive).get("/impact/2026-q3/"))
    cell = shown.split("Everybody")[1].split("</td>")[0]
    assert cell.index("person") < cell.index("manager")


def test_the_page_of_figures_shows_the_same_change_to_the_same_reader(cast, at, sign_in):
    """HR-1, IMP-2: live readers and readers of aggregates; TRUST 1.5: a dash to whoever knows all but four of those behind it."""
    autumn = Autumn(cast, people=12, built=6)
    autumn.judged(differ=3)
    dash = "What person and manager each saw change in the work is counted once a quarter"
    assert dash in text(sign_in(cast.upline).get("/drift/figures/"))
    change = figures(at)["change"]
    low, high = change["manager"]["clear"]
    for reader in (cast.upline, cast.hr_admin, cast.executive):
        shown = text(sign_in(reader).get("/drift/figures/"))
        card = re.search(r'id="observed".*?</section>', shown, re.S)[0]
        assert f"{low}–{high} %" in card
        assert "goals of 12 people" in card
        assert f"{low}–{high} %" in text(sign_in(reader).get("/impact/2026-q3/"))
    _leads(cast.upline, autumn.people[:8])
    assert dash in text(sign_in(cast.upline).get("/drift/figures/"))


def _in_teams(autumn, *sizes):
    """So many people in each team, one after the other; the rest in none."""
    teams, first = [], 0
    for number, size in enumerate(sizes):
        teams.append(Team.objects.create(name=f"Quay {number}", slug=f"quay-{number}"))
        Person.objects.filter(pk__in=[one.pk for one in autumn.people[first : first + size]]).update(team=teams[-1])
        first += size
    return teams


def test_what_both_saw_change_is_told_by_team_small_ones_together(cast, at, sign_in):
    """HR-1, IMP-2; TRUST 1.5: a team of four stands with the next smallest, everybody's shares are read off the rows, and the file says the same."""
    autumn = Autumn(cast, people=24, built=12)
    autumn.judged(differ=5)
    _in_teams(autumn, 9, 4, 5, 6)
    more = Goal.objects.create(plan=autumn.goals[0].plan, number=2, key_result=autumn.results[0], agreed_in=autumn.goals[0].agreed_in)
    for side, author in (("person", autumn.people[0]), ("manager", cast.manager)):
        Judgement.objects.create(goal=more, author=author, side=side, change="some", shared_at=ENDED)
    change = figures(at)["change"]
    assert [(row["kind"], row["name"], row["people"]) for row in change["teams"]] == [
        ("team", "Quay 0", 9),
        ("team", "Quay 3", 6),
        ("others", "", 9),
    ]
    for side in ("person", "manager"):
        parts = [(row["goals"], {one: band and Band(*band) for one, band in row[side].items()}) for row in change["teams"]]
        read_off = bands_of_all(parts, list(change[side]))
        assert change[side] == {one: band and [band.low, band.high] for one, band in read_off.items()}
    client = sign_in(cast.hr_admin)
    page, rows = text(client.get("/impact/2026-q3/")), text(client.get("/drift/figures/csv/")).splitlines()
    assert page.index("Everybody") < page.index("Quay 0") < page.index("Quay 3") < page.index("Other teams")
    assert "Quay 1" not in page
    assert [row for row in rows if "Quay 1" in row] == []
    told = [row for row in rows if "change-team" in row and "Quay 0" in row]
    assert len(told) == 9
    assert {line.replace('"', "").rsplit(",", 1)[1] for line in told} == {"9"}, "people, as on the page; with goals a step would be a count"
    row = next(row for row in change["teams"] if row["name"] == "Quay 0")
    band = row["manager"]["clear"]
    said = f"{band[0]}–{band[1]} %" if band else "–"
    assert [said in line for line in told if "clear change, the manager" in line] == [True]


def test_whoever_knows_all_but_four_of_a_team_is_shown_neither_it_nor_the_next_smallest(cast, at):
    """TRUST 1.5, T11, complement: what is missing beside the total is about nobody or five others."""
    autumn = Autumn(cast, people=33, built=16)
    autumn.judged()
    _in_teams(autumn, 11, 10, 12)
    impact_counting.take_impact_picture(at=at)

    def shown(viewer):
        change = impact_queries.impact_page(viewer, "2026-q3", at=at).change
        return change and [row.get("people") for row in change["teams"]]

    assert shown(cast.executive) == [11, 10, 12]
    _leads(cast.upline, autumn.people[:7])
    assert shown(cast.upline) == [None, None, 12]
    assert shown(cast.executive) == [11, 10, 12]
    mover = autumn.people[0]
    join_team(mover, None, by=None, at=at + timedelta(hours=1))
    join_team(mover, mover.team, by=None, at=at + timedelta(hours=2))
    assert shown(cast.upline)[0] is None, "whoever moved after the count may have been counted in any row"


def test_a_joiner_or_a_late_reset_moves_no_row_and_a_cycle_told_once_stays(cast, at):
    """TRUST 1.5, T11: before and after; the next picture tells of the cycles it shares with this one what this one told."""
    autumn = Autumn(cast, people=24, built=12)
    autumn.judged(differ=5)
    _in_teams(autumn, 12)
    before = figures(at)["change"]
    assert [row["people"] for row in before["cycles"]] == [24]
    Person.objects.filter(pk=autumn.people[20].pk).update(team=Team.objects.get(slug="quay-0"))
    Judgement.objects.filter(goal=autumn.goals[20]).update(change="clear")
    assert figures(at + timedelta(days=3))["change"] == before
    Cycle.objects.create(key="2026-q4", start_date=date(2026, 10, 1), end_date=date(2026, 12, 31))
    after = figures(datetime(2027, 1, 28, 3, 0, tzinfo=UTC))["change"]
    assert after["cycles"] == [before["cycles"][0], {"key": "2026-q4"}]


def _by_cycles(autumn, sizes):
    """The goals of so many people each in another cycle, the earliest first."""
    first, found = 0, []
    for number, size in enumerate(sizes):
        start = date(2024 + number // 4, number % 4 * 3 + 1, 1)
        cycle = Cycle.objects.create(key=f"{start.year}-t{number}", start_date=start, end_date=start + timedelta(days=80))
        Plan.objects.filter(owner__in=autumn.people[first : first + size]).update(cycle=cycle)
        first, found = first + size, [*found, cycle]
    return found


@pytest.mark.parametrize(("sizes", "after"), [((3, 3, 6, 8, 8), [None, 6, 8, None]), ((3, 3, 6, 8, 1), None)])
def test_cycles_kept_hidden_beside_the_total_are_of_five_people_and_more(cast, sizes, after):
    """IMP-2; TRUST 1.5, T11, complement: two cycles of three hide each other until one of them is out of the window.

    Then a new one is hidden with the other; and where that is not enough, nothing is told of all until it is.
    """
    autumn = Autumn(cast, people=sum(sizes), built=9)
    autumn.judged(differ=4)
    cycles, goals = _by_cycles(autumn, sizes), Goal.objects.filter(plan__owner__in=autumn.people)

    def picture(first, told):
        window = cycles[first : first + 4]
        return {"change": impact_change.publishable(goals.filter(plan__cycle__in=window), window, kept=told), "told_cycles": told}

    before = picture(0, {})
    told = impact_change.told_of_cycles(before)
    assert [row.get("people") for row in before["change"]["cycles"]] == [None, None, 6, 8]
    change = picture(1, told)["change"]
    assert (change and [row.get("people") for row in change["cycles"]]) == after
    assert impact_change.told_of_cycles({"change": None, "told_cycles": told}) == told, (
        "what was told once is kept for when it may be told again"
    )


def test_whom_a_reader_knows_in_hidden_cycles_is_taken_off_too(cast, at):
    """IMP-2; TRUST 1.5: two cycles of three are hidden together; who leads two of these six would have four strangers there beside the total."""
    autumn = Autumn(cast, people=26, built=13)
    autumn.judged(differ=9)
    cycles = _by_cycles(autumn, (3, 3, 9, 11))
    Goal.objects.filter(pk__in=[goal.pk for goal in autumn.goals[::2]]).update(ended_as="carried")
    change = impact_change.publishable(Goal.objects.filter(plan__owner__in=autumn.people), cycles, kept={})
    assert [row.get("people") for row in change["cycles"]] == [None, None, 9, 11]
    of_cycle = {cycles[0].key: {autumn.people[0].pk: []}, cycles[1].key: {autumn.people[3].pk: []}}
    rest = Rest(goals=None, sides={}, spent=impact_counting.Learned(), seen={}, judged={}, of_cycle=of_cycle)
    assert [row.get("people") for row in rest._by_cycle(change)] == [None, None, None, 11]


def test_spend_stands_beside_level_changes_and_results_and_never_first(cast, at, sign_in):
    """IMP-3: hours and money per capability against level changes and key result movement; never a headline (IMP-1)."""
    autumn = Autumn(cast, people=24, built=12)
    autumn.judged()
    option = Option.objects.create(
        slug="o", title="Pairing", kind="coaching", hours=Decimal(7), cost=Decimal(130), currency="EUR", changed_at=BEFORE
    )
    _done(option, autumn.goals[6:18])
    entry = figures(at)["capabilities"][0]
    assert entry["spend"] == {"hours": 84, "money": [["EUR", 1600]]}
    assert entry["rose"] == {"learning": [40, 60], "practice": [40, 60]}
    shown = text(sign_in(cast.executive).get("/impact/2026-q3/"))
    assert "about 84 hours" in shown
    assert "about 1600 EUR" in shown
    assert shown.index("All key results that named a capability") < shown.index("about 84 hours")
    assert "hours" not in re.search(r"<h1>.*?</section>", shown, re.S)[0]


def test_every_kind_of_option_that_was_taken_up_and_done_counts_as_learning(cast, at):
    """IMP-3, LEARN-1: coaching becomes exposure and an assignment live work (ACT-1); their hours and money are spent all the same."""
    autumn = Autumn(cast, people=len(OptionKind), built=3)
    autumn.judged()
    Plan.objects.update(state="active")
    for kind, person in zip(OptionKind, autumn.people, strict=True):
        Option.objects.create(slug=kind, title=kind, kind=kind, hours=Decimal(7), cost=Decimal(1300), currency="EUR", changed_at=BEFORE)
        action = take_up(person.plans.get().pk, 1, kind, by=person, at=at)
        mark_action_done(action.pk, done_on=date(2026, 8, 1), evidence="Four sessions, notes in the wiki", by=person, at=at)
    assert set(Action.objects.values_list("kind", flat=True)) == {"experience", "exposure", "education"}
    goals, capability = impact_counting.agreed_in([autumn.cycle]), autumn.capabilities[0].pk
    everybody = {person.pk for person in autumn.people}
    assert impact_counting.learned(goals).hours[capability].keys() == everybody
    assert _told(autumn)[capability]["money"] == [["EUR", 7800]]
    seen = impact_counting.levels_seen(goals)[capability]
    assert (seen["learning"].keys(), seen["practice"]) == (everybody, {})


def test_a_sum_over_fewer_than_five_people_or_mostly_one_is_not_told(cast, at):
    """IMP-3; TRUST 1.5."""
    autumn = Autumn(cast, people=12, built=6)
    one = Option.objects.create(slug="o", title="Pairing", kind="coaching", hours=Decimal(8), changed_at=BEFORE)
    big = Option.objects.create(slug="b", title="A year abroad", kind="course", hours=Decimal(900), changed_at=BEFORE)
    _done(one, autumn.goals[:4])
    assert _told(autumn) == {}
    _done(big, autumn.goals[5:6])
    assert _told(autumn) == {}


def test_neither_the_picture_nor_the_page_names_anybody(cast, at, sign_in):
    """TRUST 1.5: in every channel, the row in the database included."""
    autumn = Autumn(cast, people=24, built=12, effect=200)
    autumn.judged()
    written = json.dumps(figures(at))
    assert "ylo" not in written
    shown = text(sign_in(cast.hr_admin).get("/impact/2026-q3/"))
    assert "Zylo" not in shown
    assert not re.search(r"/people/zylo", shown)
    assert "data-people" not in shown


def test_the_page_asks_the_database_as_often_for_few_as_for_many(cast, at, sign_in):
    """The same number of statements however many people, key results and capabilities."""
    counts = []
    for people in (12, 60):
        Autumn(cast, people=people, built=people // 2, capabilities=people // 6)
        impact_counting.take_impact_picture(at=at)
        client = sign_in(cast.upline)
        client.get("/impact/2026-q3/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/impact/2026-q3/")
        counts.append(len(asked))
        ImpactPicture.objects.all().delete()
        for model in (Goal, Version, Plan, CapabilityRequirement, KeyResult, Objective, Capability):
            model.objects.all().delete()
        Person.objects.filter(handle__startswith="zylo").delete()
        FrameworkVersion.objects.all().delete()
        FrameworkVersion._meta.get_field("framework").related_model._default_manager.all().delete()
        Cycle.objects.all().delete()
    assert counts[0] == counts[1]


def test_five_that_could_be_built_and_were_are_not_compared_with_five_that_could_not(cast, at, sign_in):
    """IMP-1; TRUST 1.5, homogeneity: how many goals serve a need all may read, so "shown" alone would say that each of the five was achieved."""
    autumn = Autumn(cast, people=10, built=5, effect=300)
    CapabilityRequirement.objects.filter(key_result__in=autumn.results[5:]).update(people_needed=2)
    assert figures(at)["compared"] is None
    assert "points (" not in text(sign_in(cast.executive).get("/impact/2026-q3/"))
