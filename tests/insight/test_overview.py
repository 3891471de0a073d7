"""`/overview/`: who opens it, what they see live, what only once a week and in groups (TRUST I2, R15, 1.5; HR-1, HR-4, REV-7)."""

import random
import re
from collections import Counter
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.agreed import agreed_plan
from tests.cast import BEFORE
from tests.strategy.conftest import ladder

from cadenza.capability import actions as capability
from cadenza.capability.models import Capability
from cadenza.insight import access, actions, figures, jobs, month_figures, rules, snapshot_rest
from cadenza.insight.models import Snapshot
from cadenza.insight.snapshot_rest import Known
from cadenza.people.actions import PersonDraft, add_person, create_team, grant_role
from cadenza.people.models import Person, ReportingLine
from cadenza.people.rules import GrantedRole
from cadenza.plans.models import Action, Goal, Plan, Review, StatusChange
from cadenza.plans.rules import plan_status
from cadenza.strategy import actions as strategy
from cadenza.strategy.models import CapabilityRequirement, Cycle, KeyResult, Objective

pytestmark = pytest.mark.django_db

OPENERS = {"upline", "leader", "hr_partner", "hr_admin", "executive", "privacy_officer"}


def test_who_opens_the_overview(cast, at, sign_in):
    """TRUST I2: HR in scope, those above managers, executives, the privacy officer; to everybody else it does not exist."""
    strategy.ensure_cycle(at.date(), at=at)
    answers = {who: sign_in(person).get("/overview/").status_code for who, person in cast.everybody().items() if who != "leaver"}
    assert {who for who, status in answers.items() if status == 200} == OPENERS
    assert set(answers.values()) == {200, 404}


def test_whose_states_each_reader_sees(cast, at):
    """TRUST E1 `m`, X7."""
    seen = {who: set(access.people_whose_states(person, at=at)) for who, person in cast.everybody().items()}
    assert {cast.engineer, cast.peer, cast.on_pip, cast.manager} <= seen["upline"]
    assert seen["hr_partner"] == {cast.manager, cast.engineer, cast.peer, cast.on_pip}
    assert cast.leader not in seen["hr_admin"]
    assert cast.hr_admin not in seen["hr_admin"]
    assert seen["executive"] == seen["privacy_officer"] == seen["outsider"] == set()
    assert all(cast.leaver not in people for people in seen.values())


@pytest.fixture
def plans(cast, at):
    strategy.ensure_cycle(at.date(), at=at)
    made = [agreed_plan(person, cast.manager) for person in (cast.engineer, cast.peer)]
    Goal.objects.filter(plan=made[1], number=2).update(status="blocked")
    return made


def test_a_managers_manager_sees_figures_of_any_size_live(plans, cast, at):
    """TRUST 1.5, HR-1, REV-7."""
    found = figures.overview(access.people_whose_states(cast.upline, at=at), plans[0].cycle, at=at)
    assert found.total.plans == {"on-track": 1, "blocked": 1}
    assert (found.total.held, found.total.due) == (2, 4)
    team = next(row for row in found.rows if row.name == "Payments")
    assert (team.people, team.in_force, team.without) == (4, 2, 2)
    assert [(month.first, month.held, month.due) for month in found.months] == [(date(2026, 10, 1), 2, 2), (date(2026, 11, 1), 0, 2)]


@pytest.mark.parametrize(
    ("statuses", "stands"),
    [
        (["completed", "needs-reset"], "needs-reset"),
        (["completed", "on-track"], "on-track"),
        (["completed", "completed"], "completed"),
        (["needs-reset", "blocked"], "blocked"),
        ([], "no-goal"),
    ],
)
def test_a_plan_stands_where_its_neediest_goal_does(plans, cast, at, statuses, stands):
    """STAT-1: the count in the database, the list behind it and the rule agree."""
    Plan.objects.exclude(pk=plans[0].pk).update(state="left")
    Goal.objects.filter(plan=plans[0]).update(dropped_at=at)
    for number, status in enumerate(statuses, start=1):
        Goal.objects.filter(plan=plans[0], number=number).update(dropped_at=None, status=status)
    people = access.people_whose_states(cast.upline, at=at)
    assert figures.overview(people, plans[0].cycle, at=at).total.plans == {stands: 1}
    assert [one.person for one in figures.opened(people, plans[0].cycle, stands, at=at).people] == [cast.engineer]
    assert plan_status(statuses) == (None if stands == "no-goal" else stands)


def test_paused_reviews_are_not_due(plans, cast, at):
    """PIP-19, REV-7."""
    Review.objects.filter(plan=plans[0].pk, held_at=None).update(rests=True)
    found = figures.overview(access.people_whose_states(cast.upline, at=at), plans[0].cycle, at=at)
    assert (found.total.held, found.total.due) == (2, 3)


def test_a_plan_being_written_shows_as_that_and_no_more(plans, cast, at):
    """HR-4, TRUST E2."""
    Plan.objects.create(owner=cast.on_pip, cycle=plans[0].cycle, state="draft", created_at=at)
    found = figures.overview(access.people_whose_states(cast.upline, at=at), plans[0].cycle, at=at)
    assert found.total.writing == 1


@pytest.mark.parametrize(
    ("what", "who"),
    [
        ("blocked", {"peer"}),
        ("on-track", {"engineer"}),
        ("overdue", {"engineer", "peer"}),
        ("none", {"manager", "on_pip", "new_manager", "delegate", "mentor"}),
        ("completed", set()),
    ],
)
def test_a_live_figure_opens_to_its_people(plans, cast, at, what, who):
    """HR-1: every figure opens to its list."""
    found = figures.opened(access.people_whose_states(cast.upline, at=at), plans[0].cycle, what, at=at)
    assert {one.person for one in found.people} == {getattr(cast, name) for name in who}


def test_a_row_opens_to_its_own_people_alone(plans, cast, at):
    """HR-1."""
    people = access.people_whose_states(cast.leader, at=at)
    inside = create_team("Payments Core", parent=cast.team, by=None, at=at)
    Person.objects.filter(pk=cast.peer.pk).update(team=inside)
    found = figures.overview(people, plans[0].cycle, at=at)
    assert [(row.name, row.directly, row.query) for row in found.rows] == [
        ("Field Service", False, "&team=field-service"),
        ("Payments", True, "&team=payments&direct=yes"),
        ("Payments Core", False, "&team=payments-core"),
        ("", False, "&team=-"),
    ]

    def names(**where):
        return {one.person.name for one in figures.opened(people, plans[0].cycle, "overdue", **where, at=at).people}

    assert names(team="payments") == {"Sam Okafor", "Lena Vogt"}
    assert names(team="payments", direct=True) == {"Sam Okafor"}
    assert names(team="-") == set()


def test_an_opened_figure_holds_no_words(plans, cast, sign_in):
    """HR-4."""
    shown = sign_in(cast.hr_partner).get("/overview/?open=blocked&team=payments").content.decode()
    assert "Lena Vogt" in shown
    assert "Forecast a change" not in shown
    assert "design review" not in shown


@pytest.mark.parametrize("address", ["/overview/?open=nonsense", "/overview/?open=blocked&team=nowhere", "/overview/?team=nowhere"])
def test_a_figure_that_does_not_exist_answers_404(plans, cast, sign_in, address):
    assert sign_in(cast.hr_admin).get(address).status_code == 404


def test_aggregate_readers_never_open_people(plans, cast, sign_in):
    """TRUST 1.5."""
    shown = sign_in(cast.executive).get("/overview/?open=blocked").content.decode()
    assert "Lena Vogt" not in shown


def test_the_share_of_critical_results_counts_those_built_for(plans, cast, at):
    """STRAT-3."""
    cycle = plans[0].cycle
    objective = strategy.add_objective(cycle.pk, strategy.ObjectiveDraft("team", "Payments", team_id=cast.team.pk), by=cast.manager, at=at)
    made = []
    for title in ("built", "without a goal", "names nothing", "not critical"):
        draft = strategy.KeyResultDraft(title, date(2026, 12, 1), direction="milestone")
        made.append(strategy.add_key_result(objective.pk, draft, critical=title != "not critical", by=cast.manager, at=at))
    forecasting = a_capability(at)
    for result in made[:2]:
        strategy.require_capability(result.pk, strategy.RequirementDraft(forecasting.pk, 1), by=cast.manager, at=at)
    assert figures.critical_share(cycle) == figures.CriticalShare(0, 3)
    Goal.objects.filter(plan=plans[0], number=1).update(lane="execution", key_result=made[0], capability=forecasting)
    assert figures.critical_share(cycle) == figures.CriticalShare(1, 3)


def test_the_share_by_team_adds_up_to_that_of_all_and_opens_to_the_very_key_results(cast, at, sign_in):
    """HR-1, STRAT-3: by the team whose objective they serve, cycle by cycle; a fact about key results, for every reader of figures alike."""
    now = strategy.ensure_cycle(at.date(), at=at)
    before = Cycle.objects.create(key="2026-q3", start_date=date(2026, 7, 1), end_date=date(2026, 9, 30))
    inner = create_team("Ledger", by=None, at=BEFORE, parent=cast.team)
    for number, (cycle, team) in enumerate(((now, cast.team), (now, inner), (now, inner), (before, inner), (now, None))):
        level = "team" if team else "company"
        objective = Objective.objects.create(cycle=cycle, level=level, team=team, title=f"Aim {number}")
        KeyResult.objects.create(
            objective=objective, cycle=cycle, key=f"K-{number}", title=f"It moves {number}", critical=True, due_date=cycle.end_date
        )
    built = KeyResult.objects.get(key="K-2")
    forecasting = a_capability(at)
    CapabilityRequirement.objects.create(key_result=built, capability=forecasting, level=1)
    plan = agreed_plan(cast.engineer, cast.manager, goals=1)
    Goal.objects.filter(plan=plan).update(lane="execution", key_result=built, capability=forecasting)
    with CaptureQueriesContext(connection) as asked:
        over_time, rows = month_figures.critical_figures(now)
    assert len(asked) == 3
    told = {row.name: [(share.covered, share.total) for cycle, share in row.shares if cycle in (before, now)] for row in rows}
    assert told == {cast.team.name: [(0, 0), (0, 1)], "Ledger": [(0, 1), (1, 2)], "": [(0, 0), (0, 1)]}
    whole = figures.critical_share(now)
    assert dict(over_time)[now] == whole
    assert (whole.covered, whole.total) == tuple(sum(parts) for parts in zip(*(shares[1] for shares in told.values()), strict=True))
    assert [row.name for row in month_figures.critical_figures(now, team="ledger")[1]] == ["Ledger"]
    for reader in (cast.hr_admin, cast.executive):
        client = sign_in(reader)
        page = client.get("/drift/figures/").content.decode()
        assert f'/okrs/{now.key}/?show=unbuilt&amp;team=ledger">1 of 2' in page
        lines = client.get("/drift/figures/csv/").content.decode().splitlines()
        assert [
            line for line in lines if "critical-team" in line and "Ledger" in line and now.key in line and ",1,2" in line.replace('"', "")
        ]
    tree = sign_in(cast.engineer).get(f"/okrs/{now.key}/?show=unbuilt&team=ledger").content.decode()
    assert "It moves 1" in tree.split('class="tree"')[1]
    assert "It moves 0" not in tree.split('class="tree"')[1]
    company = sign_in(cast.engineer).get(f"/okrs/{now.key}/?team=-").content.decode().split('class="tree"')[1]
    assert "It moves 4" in company
    assert "It moves 0" not in company
    assert sign_in(cast.engineer).get(f"/okrs/{now.key}/?team=no-such-team").status_code == 404


def test_a_row_of_a_team_directly_opens_to_those_of_inner_teams_no_more_and_links_keep_the_team(cast, at, sign_in):
    """HR-1: a figure opens to the very key results it counts, and whatever is pressed there, the list stays the team's."""
    now = strategy.ensure_cycle(at.date(), at=at)
    inner = create_team("Ledger", by=None, at=BEFORE, parent=cast.team)
    for number, team in enumerate((cast.team, inner, inner, None)):
        level = "team" if team else "company"
        one = Objective.objects.create(cycle=now, level=level, team=team, title=f"Aim {number}")
        KeyResult.objects.create(
            objective=one, cycle=now, key=f"K-{number}", title=f"It moves {number}", critical=True, due_date=now.end_date
        )
    page = sign_in(cast.hr_admin).get("/drift/figures/").content.decode()
    link = f"/okrs/{now.key}/?show=unbuilt&amp;team={cast.team.slug}&amp;direct=yes"
    assert f'{link}">0 of 1' in page
    client = sign_in(cast.engineer)
    tree = client.get(unescape(link)).content.decode()
    assert set(re.findall(r"It moves \d", tree.split('class="tree"')[1])) == {"It moves 0"}
    filters = tree.split('aria-label="Filter key results"')[1].split("</nav>")[0]
    links = [unescape(one) for one in re.findall(r'href="([^"]*)"', filters)]
    assert len(links) >= 5
    assert all(f"team={cast.team.slug}" in one and "direct=yes" in one for one in links), links
    assert "All 1<" in filters
    assert "Unfold all" in client.get(f"/okrs/{now.key}/{next(one for one in links if 'fold' in one)}").content.decode()
    assert "Show all teams" in tree
    assert set(re.findall(r"It moves \d", client.get(f"/okrs/{now.key}/?show=all&fold=all").content.decode().split('class="tree"')[1])) == {
        f"It moves {number}" for number in range(4)
    }


def a_capability(at):
    capability.publish_version(capability.write_framework("Engineering", [ladder("Forecasting", 1)], by=None, at=at).pk, by=None, at=at)
    return Capability.objects.get()


def people_in(team, count, cast, at):
    made = []
    for number in range(count):
        draft = PersonDraft(name=f"Member {team.name} {number}", email=f"{team.slug}-{number}@example.org", team=team)
        made.append(add_person(draft, by=None, at=BEFORE, manager=cast.outsider_manager))
    return made


@pytest.fixture
def large(cast, at):
    """Teams of 7, 3 and 6 people with agreed plans, and one of 2."""
    strategy.ensure_cycle(at.date(), at=at)
    for name, count in (("Harbour", 7), ("Dock", 3), ("Pier", 6), ("Quay", 2)):
        for person in people_in(create_team(name, by=None, at=BEFORE), count, cast, at):
            agreed_plan(person, cast.outsider_manager, goals=1)
    Goal.objects.filter(plan__owner__team__slug="pier", plan__owner__name__endswith=("2")).update(status="blocked")


def test_an_executive_sees_small_teams_together(large, cast, at, sign_in):
    """TRUST 1.5, HR-4."""
    actions.take_snapshot(at=at)
    shown = sign_in(cast.executive).get("/overview/").content.decode()
    assert "Harbour" in shown
    assert "Pier" in shown
    assert "Dock" not in shown
    assert "Quay" not in shown
    assert "2 small teams, shown as one" in shown


def test_all_alike_teams_are_shown_roughly(large, cast, at):
    """TRUST 1.5: homogeneity."""
    kept = actions.take_snapshot(at=at).figures
    harbour = next(row for row in kept["rows"] if row["name"] == "Harbour")
    assert harbour["states"] == {"blocked": [0, 20], "needs-reset": [0, 20], "on-track": [80, 100], "completed": [0, 20]}
    assert kept["total"]["plans"] == 18


def test_milestones_reached_are_shares_by_team_and_hidden_where_four_owed_one(large, cast, at, sign_in):
    """HR-1, ACT-3; TRUST 1.5: for readers of aggregates as reviews are; on both pages and in the file."""
    Action.objects.filter(goal__plan__owner__team__slug="harbour").update(
        due_date=at.date() - timedelta(days=3), done_on=at.date() - timedelta(days=4)
    )
    Action.objects.filter(goal__plan__owner__team__slug__in=("pier", "dock", "quay")).update(
        due_date=at.date() + timedelta(days=3), done_on=None
    )
    Action.objects.filter(goal__plan__owner__name__in=("Member Pier 0", "Member Pier 1")).update(due_date=at.date() - timedelta(days=3))
    found = actions.take_snapshot(at=at).figures
    assert {row["name"]: row["milestones"] for row in found["rows"]} == {"Harbour": None, "Pier": None, "": None}, (
        "two in Pier, so seven are too few to hide them"
    )
    assert found["total"]["milestones"] == [60, 80], "nine people owed one"
    Snapshot.objects.all().delete()  # a week is counted once; this one is to be counted anew
    Action.objects.filter(goal__plan__owner__team__slug="pier").update(due_date=at.date() - timedelta(days=3))
    found = actions.take_snapshot(at=at).figures
    assert {row["name"]: row["milestones"] for row in found["rows"]} == {"Harbour": [80, 100], "Pier": [0, 20], "": None}
    client = sign_in(cast.executive)
    assert "≥ 80 %" in client.get("/overview/").content.decode()
    assert "Milestones reached" in client.get("/drift/figures/").content.decode()
    lines = client.get("/drift/figures/csv/").content.decode().replace('"', "").splitlines()
    assert [line for line in lines if line.startswith("team,Harbour,Milestones reached of due,80–100 %")]


def test_a_share_of_milestones_that_is_mostly_one_persons_is_not_told(large, cast, at):
    """TRUST 1.5, dominance: six of seven reached their one, the seventh has 41 overdue; the row would be theirs, and so would the total."""
    harbour = list(Person.objects.filter(team__slug="harbour").order_by("name"))
    past = at.date() - timedelta(days=3)
    Action.objects.exclude(goal__plan__owner__in=harbour).update(due_date=at.date() + timedelta(days=3), done_on=None)
    Action.objects.filter(goal__plan__owner__in=harbour).update(due_date=past, done_on=past)
    goal = Goal.objects.get(plan__owner=harbour[0])
    rest = [Action(goal=goal, number=number, kind="experience", what="It", due_date=past) for number in range(5, 45)]
    Action.objects.bulk_create(rest)
    Action.objects.filter(goal=goal).update(done_on=None)
    found = actions.take_snapshot(at=at).figures
    assert {row["name"]: row["milestones"] for row in found["rows"]} == {"Harbour": None, "Pier": None, "": None}
    assert found["total"]["milestones"] is None
    assert next(row for row in found["rows"] if row["name"] == "Harbour")["reviews"] is not None


def test_whoever_leads_seven_of_a_row_of_eight_is_not_told_of_the_eighth(large, cast, at, sign_in):
    """TRUST 1.5, T11: the row said two or three of eight are blocked, and the reader sees one of their seven blocked.

    Pages and file hide the row, and the next smallest with it, for the one who is left; others see both. Who knows two of the row does too.
    """
    boss = cast.executive
    wharf = people_in(create_team("Wharf", by=None, at=BEFORE), 8, cast, at)
    for person in wharf:
        agreed_plan(person, cast.outsider_manager, goals=1)
    Goal.objects.filter(plan__owner__in=[wharf[0], wharf[7]]).update(status="blocked")
    Goal.objects.filter(plan__owner=wharf[1]).update(status="needs-reset")
    actions.take_snapshot(at=at)

    def wharf_in(reader):
        client = sign_in(reader)
        page = client.get("/overview/?view=organisation").content.decode().split("<tbody")[1]
        rows = {re.search(r'(?:<span dir="auto">|rowheader">)([^<]+)', row)[1].strip(): row for row in page.split("<tr")[1:]}
        file = [line.replace('"', "").split(",")[1:] for line in client.get("/drift/figures/csv/").content.decode().splitlines()]
        told = {line[1]: line[2] for line in file if line[0] == "Wharf"}
        return rows["Wharf"], told, rows

    assert wharf_in(cast.privacy_officer)[1]["Blocked"] == "20–40 %"
    ReportingLine.objects.filter(person__in=wharf[2:4]).update(manager=boss)
    assert "20–40" in wharf_in(boss)[0]
    ReportingLine.objects.filter(person__in=wharf[:7]).update(manager=boss)
    row, told, rows = wharf_in(boss)
    assert " %" not in row
    assert " %" not in rows["Other teams"], "the one and these five hide each other in what is left of the total"
    assert " %" in rows["Harbour"]
    assert set(told.values()) <= {"–"}


def test_whose_state_changed_after_the_count_may_have_been_counted_as_anything(large, cast, at):
    """TRUST 1.5: a row that holds somebody whom the reader knows and who changed since is hidden until the next count."""
    picture, harbour = actions.take_snapshot(at=at), list(Person.objects.filter(team__slug="harbour"))
    known = Person.objects.filter(pk=harbour[0].pk)

    def stands():
        left = snapshot_rest.left([Snapshot.objects.get(pk=picture.pk)], known)[0].figures
        return next(row for row in left["rows"] if row["name"] == "Harbour")["plans"]

    assert stands() == 7
    StatusChange.objects.create(goal=Goal.objects.get(plan__owner=harbour[0]), status="blocked", by=harbour[0], at=at + timedelta(hours=1))
    assert stands() is None


@pytest.mark.parametrize("seed", range(12))
def test_nobody_knows_of_the_others_in_a_row_that_nobody_or_all_are_in_a_state(seed):
    """TRUST T11: random rows and readers; from what is shown, less whom the reader knows, five others are left in each row and none follows."""
    draw = random.Random(seed)
    rows, known = [], []
    for team in range(draw.randint(2, 5)):
        states = draw.choices(figures.STATES, [draw.random() + 0.02 for _state in figures.STATES], k=draw.randint(5, 14))
        part = rules.Group(str(team), len(states), Counter(states))
        bands = {state: band and [band.low, band.high] for state, band in rules.bands_of(part, figures.STATES).items()}
        rows.append(
            {"kind": "team", "name": str(team), "teams": [team], "plans": len(states), "states": bands, "reviews": None, "all": states}
        )
        known += [Known(team, state) for state in states[: draw.randint(0, len(states))]]
    plans = sum(row["plans"] for row in rows)
    left = snapshot_rest.left_of({"rows": rows, "total": {"plans": plans, "states": dict.fromkeys(figures.STATES), "reviews": None}}, known)
    hidden = 0
    for team, (row, before) in enumerate(zip(left["rows"], rows, strict=True)):
        theirs = Counter(one.state for one in known if one.team == team)
        rest = before["plans"] - sum(theirs.values())
        hidden += rest if row["plans"] is None else 0
        assert row["plans"] is None or rest >= rules.K
        for state, pair in row["states"].items():
            low, high = rules.Band(*pair).counts(before["plans"]) if pair else (0, before["plans"])
            assert row["plans"] is None or (low - theirs[state] < rest and high > theirs[state])
    assert hidden == 0 or hidden >= rules.K or all(row["plans"] is None for row in left["rows"])


def test_the_weekly_figures_stay_until_the_next_week(large, cast, at, sign_in):
    """TRUST 1.5: frozen, so that yesterday against today isolates nobody."""
    actions.take_snapshot(at=at)
    before = sign_in(cast.executive).get("/overview/").content.decode()
    Goal.objects.filter(plan__owner__team__slug="harbour").update(status="blocked")
    actions.take_snapshot(at=at + timedelta(days=2))
    assert Snapshot.objects.count() == 1
    assert "≥ 80 %" in before
    kept = figures.latest_snapshot(at=at + timedelta(days=2)).figures
    assert next(row for row in kept["rows"] if row["name"] == "Harbour")["states"]["blocked"] == [0, 20]
    jobs.count_week(at=at + timedelta(days=7))
    kept = figures.latest_snapshot(at=at + timedelta(days=7)).figures
    assert next(row for row in kept["rows"] if row["name"] == "Harbour")["states"]["blocked"] == [80, 100]


def test_the_frozen_figures_hold_no_names_of_people_and_no_small_team(large, cast, at):
    """TRUST 1.5: suppressed in every channel, the row in the database included."""
    kept = str(actions.take_snapshot(at=at).figures)
    assert "Member" not in kept
    assert "Dock" not in kept


def test_before_the_first_count_the_page_says_so(large, cast, sign_in):
    assert "after tonight’s count" in sign_in(cast.executive).get("/overview/").content.decode()


def test_somebody_with_both_sees_their_people_live_and_the_rest_weekly(large, cast, at, sign_in):
    """TRUST 1.5: relations add up."""
    actions.take_snapshot(at=at)
    grant_role(cast.upline, GrantedRole.EXECUTIVE, by=None, at=at)
    client = sign_in(cast.upline)
    own = client.get("/overview/").content.decode()
    assert "counted now" in own
    assert "The whole organisation, weekly" in own
    assert "Harbour" not in own
    assert "Harbour" in client.get("/overview/?view=organisation").content.decode()


def test_people_in_no_team_are_counted_apart(large, cast, at):
    """TRUST 1.5."""
    Person.objects.filter(team__slug="pier").update(team=None)
    rows = actions.take_snapshot(at=at).figures["rows"]
    assert [(row["kind"], row["name"]) for row in rows] == [("team", "Harbour"), ("none", ""), ("others", "")]


def test_before_the_first_cycle_the_overview_says_so(cast, sign_in):
    assert "There is no cycle yet" in sign_in(cast.hr_admin).get("/overview/").content.decode()


def test_a_reading_changes_nothing(large, cast, sign_in):
    """TRUST T16."""
    sign_in(cast.executive).get("/overview/")
    assert not Snapshot.objects.exists()


def test_without_a_cycle_nothing_is_counted(cast, at):
    assert actions.take_snapshot(at=at) is None


def test_both_figures_are_offered_only_where_their_difference_is_nobody_or_many(large, cast, at):
    """TRUST 1.5: differencing."""
    cycle = Plan.objects.first().cycle
    assert figures.snapshot_is_safe(Person.objects.all(), cycle)
    assert figures.snapshot_is_safe(Person.objects.filter(team__slug="pier"), cycle)
    assert not figures.snapshot_is_safe(Person.objects.exclude(team__slug="dock"), cycle)


def test_an_executive_who_leads_all_but_four_is_shown_no_total(large, cast, at, sign_in):
    """TRUST 1.5: with direct reports alone there is no live view, and the frozen one less their people would be about the four."""
    actions.take_snapshot(at=at)
    with_plans = Person.objects.filter(plans__isnull=False).exclude(pk=cast.executive.pk).distinct().order_by("pk")
    client, since = sign_in(cast.executive), at - timedelta(days=1)
    assert "Agreed plans" in client.get("/overview/").content.decode()
    assert client.get("/drift/figures/").context["shown"].frozen
    ReportingLine.objects.all().delete()
    ReportingLine.objects.bulk_create(ReportingLine(person=one, manager=cast.executive, since=since) for one in with_plans[4:])
    page = client.get("/overview/").content.decode()
    assert "Agreed plans" not in page
    assert "would be about them" in page
    shown = client.get("/drift/figures/").context["shown"]
    assert (list(shown.frozen), shown.held_back) == ([], True)


@pytest.mark.parametrize("address", ["/overview/", "/overview/?open=none", "/overview/?open=overdue"])
def test_the_overview_costs_the_same_however_many_people(plans, cast, at, sign_in, address):
    """ARCHITECTURE 3."""

    def cost():
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    client = sign_in(cast.hr_admin)
    few = cost()
    for name in ("Harbour", "Dock", "Pier"):
        for person in people_in(create_team(name, by=None, at=BEFORE), 8, cast, at):
            agreed_plan(person, cast.outsider_manager)
    assert cost() == few
    assert few <= 20
