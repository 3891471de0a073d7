"""Capability risk on its pages: what every reader finds, whom it names to whom, and at which cost (STRAT-4, TRUST R3, C2, E1)."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.insight.levels import SEEN, builds, holds

from cadenza.capability.models import RoleProfile
from cadenza.evidence import access as evidence_access
from cadenza.evidence.models import Evidence, GapAssessment
from cadenza.insight import builders, risk_access, risk_queries
from cadenza.insight.queries import okr_tree
from cadenza.insight.rules import Cover
from cadenza.people.actions import delegate_to
from cadenza.people.models import Person
from cadenza.plans.models import Goal
from cadenza.strategy import actions
from cadenza.strategy.models import CapabilityRequirement, Cycle, KeyResult, Objective

pytestmark = pytest.mark.django_db

RISK, BUILDERS = "/okrs/2026-q4/-/risk/", "/okrs/2026-q4/PAY-1/builders/"


def text(response):
    return response.content.decode()


def bare(page):
    """A page without what changes from one request to the next."""
    return re.sub(r"csrf[^>]*>|name=\"op_id\"[^>]*>|nonce-[^'\"; ]+|\d\d:\d\d", "", page)


@pytest.fixture
def need(quarter, cast, at):
    """The key result is critical and needs two people at level 3."""
    KeyResult.objects.filter(pk=quarter.result.pk).update(critical=True, current=Decimal(52), confidence=Decimal("0.4"))
    return actions.require_capability(quarter.result.pk, actions.RequirementDraft(quarter.capability.pk, 3, 2), by=cast.manager, at=at)


def line(viewer, at, **more):
    return risk_queries.risk_page(viewer, "2026-q4", at=at, **more).lines[0]


# What everybody sees


def test_delivery_risk_stands_beside_capability_risk(need, cast, at, sign_in):
    """STRAT-4."""
    shown = text(sign_in(cast.outsider).get(RISK))
    assert "69% of the time is over and 30% of the way is done: half of the 39 between them." in shown
    assert "Confidence is 0.4, which leaves 0.6 of 50." in shown
    assert "50 for delivery and 100 for capability make 150 of 200." in shown
    assert "Gap:" in shown
    assert "See what it needs" in shown and "See who could build it" not in shown  # which this reader is not shown
    assert "See who could build it" in text(sign_in(cast.manager).get(RISK))


def test_the_parts_add_up_to_the_figure(need, cast, at):
    """STRAT-4: every figure opens to its parts."""
    risk = line(cast.outsider, at).risk
    assert (risk.delivery.late, risk.delivery.doubt, risk.delivery.points) == (20, 30, 50)
    assert risk.together == risk.delivery.points + risk.capability.points == 150


def test_a_goal_counts_for_everybody_and_whose_it_is_for_nobody_else(need, quarter, cast, at, sign_in):
    """TRUST R3: how many agreed goals serve a need is a fact about the key result."""
    builds(cast.engineer, cast.manager, quarter.result, quarter.capability)
    for person in (cast.outsider, cast.executive, cast.upline):
        assert line(person, at).worst.risk.cover is Cover.THIN
        shown = text(sign_in(person).get(BUILDERS))
        assert "1 agreed goal serves it." in shown
        assert "Sam Okafor</" not in shown.partition("Its risk")[2]


def test_the_page_says_what_it_was_computed_from(need, cast, sign_in):
    """TRUST R3."""
    assert "Computed from needs and agreed goals alone" in text(sign_in(cast.outsider).get(RISK))
    assert "levels and goals of the people you lead" in text(sign_in(cast.manager).get(RISK))
    assert "the people you cover for" in text(sign_in(cast.delegate).get(RISK))


def test_the_tree_the_key_result_and_the_overview_lead_there(need, cast, sign_in):
    """STRAT-1, DESIGN 4: "see who could build it" is the tree's first step."""
    client = sign_in(cast.leader)
    tree = text(client.get("/okrs/2026-q4/"))
    assert f'href="{BUILDERS}"' in tree
    assert f'href="{RISK}"' in tree
    assert f'href="{BUILDERS}"' in text(client.get("/okrs/2026-q4/PAY-1/"))
    assert f'href="{RISK}"' in text(client.get("/overview/"))


# What a manager's own people add


def test_who_holds_the_level_counts_for_their_manager(need, quarter, cast, at):
    """STRAT-4, TRUST C2."""
    holds(cast.engineer, quarter.capability, 3)
    found = line(cast.manager, at).worst
    assert (found.risk.holders, found.risk.counted, found.risk.cover) == (1, 1, Cover.THIN)
    assert found.holders == [cast.engineer]
    assert line(cast.outsider, at).worst.risk.cover is Cover.GAP


def test_a_figure_opens_to_the_people_behind_it_for_their_manager_alone(need, quarter, cast, sign_in):
    """STRAT-4, TRUST C2."""
    holds(cast.engineer, quarter.capability, 3)
    builds(cast.peer, cast.manager, quarter.result, quarter.capability)
    assert "Holding it: Sam Okafor. Building it: Lena Vogt." in text(sign_in(cast.manager).get(RISK))
    for reader in (cast.upline, cast.delegate, cast.executive, cast.hr_admin, cast.hr_partner, cast.peer):
        assert "Lena Vogt" not in text(sign_in(reader).get(RISK)).partition("<main")[2]


@pytest.mark.parametrize(("level", "agreed"), [(2, True), (3, False)])
def test_a_lower_level_or_one_that_is_not_agreed_holds_nothing(need, quarter, cast, at, level, agreed):
    """GAP-1: who agreed it."""
    holds(cast.engineer, quarter.capability, level, agreed=agreed)
    assert line(cast.manager, at).worst.risk.holders == 0


def test_the_last_agreed_assessment_decides(need, quarter, cast, at):
    """STRAT-4: the last gap assessment. One that still waits for an answer leaves the last agreed one standing."""
    first = holds(cast.engineer, quarter.capability, 3, at=at.replace(month=9))
    GapAssessment.objects.filter(pk=first.pk).update(superseded_at=at)
    holds(cast.engineer, quarter.capability, 1, agreed=False)
    assert line(cast.manager, at).worst.risk.holders == 1
    holds(cast.engineer, quarter.capability, 2)
    assert line(cast.manager, at).worst.risk.holders == 0


def test_somebody_of_another_team_is_not_counted_on(need, quarter, cast, at):
    """STRAT-4: the people it counts on are those of the teams that work for it."""
    Person.objects.filter(pk=cast.engineer.pk).update(team=cast.other_team)
    holds(cast.engineer, quarter.capability, 3)
    assert line(cast.manager, at).worst.risk.holders == 0


def test_somebody_of_another_team_with_a_goal_for_it_is_counted_on(need, quarter, cast, at):
    Person.objects.filter(pk=cast.engineer.pk).update(team=cast.other_team)
    holds(cast.engineer, quarter.capability, 3)
    builds(cast.engineer, cast.manager, quarter.result, quarter.capability)
    found = line(cast.manager, at).worst.risk
    assert (found.holders, found.doubled, found.goals, found.counted) == (1, 1, 1, 1)


def test_a_company_result_counts_on_the_teams_whose_objectives_serve_it(need, quarter, cast, at):
    """STRAT-1, STRAT-4."""
    KeyResult.objects.filter(pk=quarter.result.pk).update(objective=quarter.company)
    holds(cast.engineer, quarter.capability, 3)
    assert line(cast.manager, at).worst.risk.holders == 1
    quarter.objective.serves.clear()
    assert line(cast.manager, at).worst.risk.holders == 0


@pytest.mark.parametrize(
    ("status", "aims", "stuck"), [("on-track", 3, 0), ("completed", 3, 0), ("blocked", 3, 1), ("needs-reset", 4, 1), ("on-track", 2, 1)]
)
def test_how_a_goal_stands_counts_for_those_who_read_its_plan(need, quarter, cast, at, status, aims, stuck):
    """STRAT-4, TRUST E1: the person's manager and whoever stands in; everybody else counts the goal."""
    builds(cast.engineer, cast.manager, quarter.result, quarter.capability, aims=aims, status=status)
    for reader in (cast.manager, cast.delegate):
        assert line(reader, at).worst.risk.stuck == stuck
    for reader in (cast.outsider, cast.upline, cast.hr_partner, cast.hr_admin, cast.executive, cast.engineer):
        assert line(reader, at).worst.risk.stuck == 0


def test_a_manager_of_managers_counts_the_levels_of_direct_reports_alone(need, quarter, cast, at):
    """TRUST C2: MC has nothing."""
    holds(cast.engineer, quarter.capability, 3)
    assert line(cast.upline, at).worst.risk.holders == 0
    holds(cast.manager, quarter.capability, 3)
    assert line(cast.upline, at).worst.risk.holders == 1


def test_a_delegate_counts_no_levels(need, quarter, cast, at):
    """TRUST 1.6: C2 is not in a delegate's list."""
    holds(cast.engineer, quarter.capability, 3)
    assert line(cast.delegate, at).worst.risk.holders == 0


def test_levels_follow_the_table_of_evidence():
    """TRUST C2: one table decides."""
    assert risk_access.WHO_MAY["see-levels"] == evidence_access.WHO_MAY["gap.see"] == evidence_access.WHO_MAY["evidence.see"]


# Who could build it


def test_a_manager_sees_who_is_near_with_the_evidence(need, quarter, cast, sign_in):
    """STRAT-4: "who could build it"."""
    holds(cast.engineer, quarter.capability, 2)
    holds(cast.peer, quarter.capability, 1, what="Ran late twice")
    shown = text(sign_in(cast.manager).get(BUILDERS))
    assert "Sam Okafor" in shown
    assert SEEN in shown
    assert "/people/sam-okafor/plans/2026-q4/suggestions/new/" in shown
    assert "Lena Vogt" not in shown


def test_a_person_sees_themself_and_nobody_else(need, quarter, cast, sign_in):
    """TRUST C2."""
    holds(cast.engineer, quarter.capability, 2)
    holds(cast.peer, quarter.capability, 3, what="Led the forecast")
    shown = text(sign_in(cast.engineer).get(BUILDERS))
    assert "at level 2" in shown
    assert f'name="start" value="need:{need.pk}"' in shown
    assert "Lena Vogt" not in shown
    assert "Led the forecast" not in shown


def test_the_page_says_whom_a_need_counts_and_marks_who_holds_the_level_and_is_not_counted(need, quarter, cast, sign_in):
    """STRAT-4: each figure opens into its parts, and what it leaves out is said with its reason."""
    role = RoleProfile.objects.create(role="Data analyst", slug="data-analyst")
    CapabilityRequirement.objects.filter(pk=need.pk).update(role_profile=role)
    Person.objects.filter(pk=cast.peer.pk).update(team=cast.other_team)
    holds(cast.engineer, quarter.capability, 3)
    holds(cast.peer, quarter.capability, 3)
    shown = text(sign_in(cast.manager).get(BUILDERS))
    assert f"are of {cast.team.name} and in the role Data analyst" in shown
    assert shown.count("not counted: in another role") == shown.count("not counted: of another team") == 1
    assert "Counted here: agreed goals alone" in text(sign_in(cast.outsider).get(BUILDERS))
    CapabilityRequirement.objects.filter(pk=need.pk).update(role_profile=None)
    shown = text(sign_in(cast.manager).get(BUILDERS))
    assert "in another role" not in shown and shown.count("of another team") == 1


def test_what_somebody_could_build_lies_one_level_above_their_own(need, quarter, cast, at, sign_in):
    """STRAT-4: for the person too."""
    assert builders.what_could_build(cast.engineer, risk_queries.risk_page(cast.engineer, "2026-q4", at=at)).needs == []
    holds(cast.engineer, quarter.capability, 2)
    shown = text(sign_in(cast.engineer).get(RISK))
    assert "What you could build" in shown
    assert "you are at level 2, level 3 is needed" in shown
    builds(cast.engineer, cast.manager, quarter.result, quarter.capability)
    assert "What you could build" not in text(sign_in(cast.engineer).get(RISK))


READERS_OF_LEVELS = {"engineer", "manager"}


def test_for_everybody_else_the_pages_are_the_same_whatever_levels_people_hold(need, quarter, cast, at, sign_in):
    """TRUST C2, R3, T11: nothing about levels, evidence, goals' states or names reaches a page of somebody not entitled, not even its order."""
    other = KeyResult.objects.create(
        objective=quarter.objective,
        cycle=quarter.cycle,
        key="PAY-2",
        title="Another",
        critical=True,
        due_date=date(2026, 12, 18),
        direction="milestone",
    )
    CapabilityRequirement.objects.create(key_result=other, capability=quarter.capability, level=2, people_needed=1)
    goal = builds(cast.engineer, cast.manager, quarter.result, quarter.capability)
    addresses = [RISK, f"{RISK}?view=grid&show=all", f"{RISK}?show=uncovered", BUILDERS, "/okrs/2026-q4/PAY-2/builders/"]
    clients = {who: sign_in(person) for who, person in cast.everybody().items() if who != "leaver"}

    def pages():
        return {(who, address): bare(text(client.get(address))) for who, client in clients.items() for address in addresses}

    before = pages()
    holds(cast.engineer, quarter.capability, 3)
    Goal.objects.filter(pk=goal.pk).update(status="blocked")
    after = pages()
    changed = {who for (who, address), page in after.items() if page != before[who, address]}
    assert changed == {"engineer", "manager", "delegate"}
    assert {who for (who, _), page in after.items() if SEEN in page} == READERS_OF_LEVELS


def test_the_levels_of_a_report_stop_with_the_line(need, quarter, cast, at, sign_in):
    """TRUST X1, R2."""
    holds(cast.engineer, quarter.capability, 2)
    cast.engineer.lines.update(until=at)
    assert SEEN not in text(sign_in(cast.manager).get(BUILDERS))


def test_withdrawn_evidence_names_nobody(need, quarter, cast, at, sign_in):
    holds(cast.engineer, quarter.capability, 2)
    Evidence.objects.update(withdrawn_at=at)
    assert SEEN not in text(sign_in(cast.manager).get(BUILDERS))


# Filters, cycles, the grid


@pytest.mark.parametrize(
    ("show", "keys"),
    [("critical", ["PAY-1"]), ("uncovered", ["PAY-1"]), ("mine", ["PAY-1", "PAY-2"]), ("all", ["PAY-1", "PAY-2"]), ("nonsense", ["PAY-1"])],
)
def test_filters_live_in_the_address(need, quarter, cast, at, show, keys):
    """DESIGN 4."""
    KeyResult.objects.create(objective=quarter.objective, cycle=quarter.cycle, key="PAY-2", title="Other", due_date=date(2026, 12, 18))
    found = risk_queries.risk_page(cast.manager, "2026-q4", show=show, at=at)
    assert sorted(one.result.key for one in found.lines) == keys
    assert found.counts == {"all": 2, "critical": 1, "uncovered": 1, "mine": 2}


def test_a_team_shows_its_own_and_those_of_the_teams_inside(need, quarter, cast, at, sign_in):
    found = risk_queries.risk_page(cast.outsider, "2026-q4", team="payments", at=at)
    assert [one.result.key for one in found.lines] == ["PAY-1"]
    assert risk_queries.risk_page(cast.outsider, "2026-q4", team="field-service", at=at).lines == []
    assert sign_in(cast.outsider).get(f"{RISK}?team=nowhere").status_code == 404


def test_the_grid_says_the_same_with_glyph_and_count(need, quarter, cast, sign_in):
    """DESIGN 8: people needed, not names; a named region that takes focus."""
    builds(cast.engineer, cast.manager, quarter.result, quarter.capability)
    shown = text(sign_in(cast.manager).get(f"{RISK}?view=grid"))
    assert "1 of 2" in shown
    assert 'class="is-half"' in shown
    assert 'tabindex="0" role="region"' in shown
    assert "Sam Okafor" not in shown


def test_drafts_of_the_next_cycle_are_ranked_before_it_begins(need, quarter, cast, at, sign_in):
    """STRAT-4: also for the next cycle's drafted key results."""
    ahead = Cycle.objects.create(key="2027-q1", start_date=date(2027, 1, 1), end_date=date(2027, 3, 31))
    objective = Objective.objects.create(cycle=ahead, level="team", team=cast.team, title="Refunds arrive in a day")
    draft = KeyResult.objects.create(
        objective=objective, cycle=ahead, key="PAY-9", title="Refunds", state="draft", critical=True, due_date=date(2027, 3, 20)
    )
    CapabilityRequirement.objects.create(key_result=draft, capability=quarter.capability, level=3, people_needed=2)
    assert "/okrs/2027-q1/-/risk/?show=all" in text(sign_in(cast.executive).get(RISK))
    shown = text(sign_in(cast.executive).get("/okrs/2027-q1/-/risk/?show=all"))
    assert "PAY-9" in shown
    assert "Not begun" in shown
    assert "0 for delivery and 100 for capability" in shown
    tree = okr_tree(cast.manager, "2027-q1", at=at)
    risk = risk_queries.risk_page(cast.manager, "2027-q1", at=at)
    assert (tree.counts["critical"], tree.counts["to-decide"], tree.blocks[0].critical) == (1, 1, 1)
    assert (risk.counts["critical"], risk.counts["uncovered"]) == (1, 1)
    assert okr_tree(cast.manager, "2027-q1", at=at.replace(year=2027, month=2)).counts["critical"] == 0


def test_drafts_of_the_running_cycle_and_what_is_over_are_not_at_risk(need, quarter, cast, at):
    """STRAT-4."""
    for state in ("draft", "dropped", "closed"):
        KeyResult.objects.filter(pk=quarter.result.pk).update(state=state)
        assert risk_queries.risk_page(cast.manager, "2026-q4", show="all", at=at).lines == []


def test_of_a_cycle_that_is_over_what_was_closed_is_shown_as_it_ended(need, quarter, cast, at):
    KeyResult.objects.filter(pk=quarter.result.pk).update(state="closed")
    found = risk_queries.risk_page(cast.manager, "2026-q4", at=at.replace(year=2027))
    assert found.lines[0].risk.delivery.elapsed == 100
    assert found.over


def test_a_key_result_that_names_nothing_says_so(quarter, cast, sign_in):
    """STRAT-3."""
    KeyResult.objects.filter(pk=quarter.result.pk).update(critical=True)
    assert "No capability named yet" in text(sign_in(cast.outsider).get(RISK))
    assert "nobody can be seen to build it" in text(sign_in(cast.outsider).get(BUILDERS))


def test_an_empty_cycle_says_so(quarter, cast, sign_in):
    assert "No key result fits this filter." in text(sign_in(cast.outsider).get(RISK))
    KeyResult.objects.all().delete()
    assert "Key results appear here" in text(sign_in(cast.outsider).get(RISK))


@pytest.mark.parametrize("address", ["/okrs/2020-q1/-/risk/", "/okrs/2026-q4/NO-1/builders/", "/okrs/2026-q4/-/builders/"])
def test_what_does_not_exist_answers_404(quarter, cast, sign_in, address):
    assert sign_in(cast.engineer).get(address).status_code == 404


def fill(quarter, cast, count):
    """Key results with two needs each, and a goal and a level behind every third."""
    held = KeyResult.objects.count()
    made = KeyResult.objects.bulk_create(
        KeyResult(
            objective=quarter.objective, cycle=quarter.cycle, key=f"KR-{held + number}", title=f"Result {number}", critical=True,
            due_date=date(2026, 12, 1), baseline=Decimal(0), target=Decimal(9), current=Decimal(number % 9), owner=cast.peer,
        )
        for number in range(count)
    )  # fmt: skip
    CapabilityRequirement.objects.bulk_create(CapabilityRequirement(key_result=one, capability=quarter.capability, level=3) for one in made)
    return made


@pytest.mark.parametrize("reader", ["outsider", "manager", "executive", "hr_admin"])
@pytest.mark.parametrize("address", [f"{RISK}?show=all", f"{RISK}?view=grid", f"{RISK}?team=payments", BUILDERS])
def test_a_page_costs_the_same_with_3_and_with_30_key_results(need, quarter, cast, at, sign_in, reader, address):
    """ARCHITECTURE 3."""

    def cost():
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    client = sign_in(getattr(cast, reader))
    builds(cast.engineer, cast.manager, fill(quarter, cast, 3)[0], quarter.capability)
    holds(cast.engineer, quarter.capability, 2)
    holds(cast.manager, quarter.capability, 2)
    few = cost()
    builds(cast.peer, cast.manager, fill(quarter, cast, 27)[0], quarter.capability)
    holds(cast.peer, quarter.capability, 3)
    assert cost() == few
    assert few <= 21, few


def test_a_long_list_is_read_a_page_at_a_time(need, quarter, cast, at):
    fill(quarter, cast, 45)
    first, last = (risk_queries.risk_page(cast.outsider, "2026-q4", number=number, at=at) for number in (1, 99))
    assert (len(first.lines), first.pages, last.number) == (risk_queries.ROWS, 3, 3)
    assert [one.place for one in last.lines] == list(range(41, 47))


def test_a_delegate_who_leads_nobody_is_told_of_goals_alone(need, cast, at):
    delegate_to(cast.outsider_manager, cast.mentor, since=at, until=at.replace(month=12), by=None, at=at)
    sight = risk_access.sight_of(cast.mentor, at=at)
    assert (sight.counts, sight.by_levels) == (True, False)
