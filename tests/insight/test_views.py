"""The OKR tree, the key result page, the capability page: what each reader finds there, and at which cost."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.agreed import agreed_plan

from cadenza.plans.models import Goal
from cadenza.strategy import actions
from cadenza.strategy.models import CapabilityRequirement, CheckIn, KeyResult, Objective

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def test_okrs_leads_to_the_running_cycle(quarter, cast, sign_in):
    response = sign_in(cast.engineer).get("/okrs/")
    assert (response.status_code, response["Location"]) == (302, "/okrs/2026-q4/")


def test_before_the_first_cycle_the_page_says_so(cast, sign_in):
    assert "There is no cycle yet" in text(sign_in(cast.engineer).get("/okrs/"))


def test_the_tree_shows_the_chain_both_ways(quarter, cast, sign_in):
    """STRAT-1."""
    shown = text(sign_in(cast.outsider).get("/okrs/2026-q4/"))
    assert f'href="/okrs/2026-q4/-/objectives/{quarter.company.pk}/"' in shown
    assert f'href="/okrs/2026-q4/-/objectives/{quarter.objective.pk}/"' in shown
    assert 'href="/okrs/2026-q4/PAY-1/"' in shown


def test_a_critical_result_without_a_capability_asks_for_a_decision(quarter, cast, at, sign_in):
    """STRAT-3."""
    actions.mark_critical(quarter.result.pk, True, by=cast.manager, at=at)
    shown = text(sign_in(cast.executive).get("/okrs/2026-q4/"))
    assert "1 of 1 critical key results needs a decision about capability" in shown
    assert "no capability named" in shown


def test_a_gap_names_what_is_missing(quarter, cast, at, sign_in):
    """STRAT-3."""
    actions.mark_critical(quarter.result.pk, True, by=cast.manager, at=at)
    actions.require_capability(quarter.result.pk, actions.RequirementDraft(quarter.capability.pk, 3, 2), by=cast.manager, at=at)
    shown = text(sign_in(cast.executive).get("/okrs/2026-q4/?show=to-decide"))
    assert "nobody is building Forecasting" in shown
    assert "Needs 2 people at level 3 in Forecasting. No agreed goal aims there." in shown
    assert "Gap:" in shown


def test_a_key_result_page_offers_what_the_reader_may_do(quarter, cast, sign_in):
    """TRUST B1."""
    check_in = reverse("key-result-check-in", args=["2026-q4", "PAY-1"])
    assert check_in in text(sign_in(cast.engineer).get("/okrs/2026-q4/PAY-1/"))
    assert check_in not in text(sign_in(cast.outsider).get("/okrs/2026-q4/PAY-1/"))


def test_a_key_result_without_a_capability_says_so_with_one_action(quarter, cast, sign_in):
    shown = text(sign_in(cast.manager).get("/okrs/2026-q4/PAY-1/"))
    assert "No capability named yet" in shown
    assert reverse("key-result-need", args=["2026-q4", "PAY-1"]) in shown


def agreed_goal(owner, manager, quarter):
    plan = agreed_plan(owner, manager, goals=1)
    Goal.objects.filter(plan=plan).update(lane="execution", key_result=quarter.result, capability=quarter.capability, level_aimed=3)
    return plan


def test_a_goals_words_are_read_by_those_who_may_read_its_plan(quarter, cast, sign_in):
    """TRUST B2, E1, R3: everybody sees that a goal serves the key result; whose and what, only those whose plan it is."""
    agreed_goal(cast.engineer, cast.manager, quarter)
    words = "Forecast a change across two teams"
    readers = set()
    for who, person in cast.everybody().items():
        if who == "leaver":
            continue
        shown = text(sign_in(person).get("/okrs/2026-q4/PAY-1/"))
        assert "1 agreed goal" in shown
        if words in shown:
            readers.add(who)
    assert readers == {"engineer", "manager", "delegate"}


def test_an_agreed_goal_covers_the_need_it_aims_at(quarter, cast, at, sign_in):
    """STRAT-3."""
    actions.mark_critical(quarter.result.pk, True, by=cast.manager, at=at)
    actions.require_capability(quarter.result.pk, actions.RequirementDraft(quarter.capability.pk, 3, 2), by=cast.manager, at=at)
    agreed_goal(cast.engineer, cast.manager, quarter)
    assert "thin in Forecasting" in text(sign_in(cast.outsider).get("/okrs/2026-q4/"))
    agreed_goal(cast.peer, cast.manager, quarter)
    assert "The one critical key result has an agreed goal" in text(sign_in(cast.outsider).get("/okrs/2026-q4/"))


@pytest.mark.parametrize(
    ("fields", "progress"),
    [
        ({"direction": "keep", "baseline": Decimal(4), "target": Decimal(0)}, ["Within bounds", "0 and 4"]),
        ({"direction": "milestone", "baseline": None, "target": None}, ["Not done, due"]),
        ({"direction": "down", "baseline": Decimal(9), "target": Decimal(1)}, ["75% of target", "9 to 1"]),
    ],
)
def test_each_kind_of_key_result_says_where_it_stands(quarter, cast, sign_in, fields, progress):
    """STRAT-2."""
    KeyResult.objects.filter(pk=quarter.result.pk).update(current=Decimal(3), **fields)
    shown = text(sign_in(cast.outsider).get("/okrs/2026-q4/PAY-1/"))
    assert all(words in shown for words in progress)


@pytest.mark.parametrize(("show", "there"), [("all", True), ("critical", False), ("unbuilt", False), ("mine", True), ("nonsense", True)])
def test_filters_live_in_the_address(quarter, cast, sign_in, show, there):
    shown = text(sign_in(cast.engineer).get(f"/okrs/2026-q4/?show={show}"))
    assert ("/okrs/2026-q4/PAY-1/" in shown) == there


def test_a_large_cycle_is_read_a_page_at_a_time(quarter, cast, sign_in):
    more = [Objective(cycle=quarter.cycle, level="company", title=f"Objective {number:02}") for number in range(20)]
    Objective.objects.bulk_create(more)
    client = sign_in(cast.engineer)
    first, second = text(client.get("/okrs/2026-q4/")), text(client.get("/okrs/2026-q4/?page=2"))
    assert "Objective 05" in first
    assert "Further objectives" in first
    assert "Objective 19" in second
    assert "Further objectives" not in second


def test_a_capability_shows_its_levels_and_who_needs_it(quarter, cast, at, sign_in):
    """CAP-1, STRAT-1."""
    actions.require_capability(quarter.result.pk, actions.RequirementDraft(quarter.capability.pk, 3), by=cast.manager, at=at)
    shown = text(sign_in(cast.outsider).get("/framework/capabilities/forecasting/"))
    assert "Forecasting seen at 3" in shown
    assert "/okrs/2026-q4/PAY-1/" in shown
    assert sign_in(cast.outsider).get("/framework/capabilities/forecasting/?version=1").status_code == 200
    assert sign_in(cast.outsider).get("/framework/capabilities/forecasting/?version=7").status_code == 404


@pytest.mark.parametrize("address", ["/okrs/2020-q1/", "/okrs/2026-q4/NO-1/", "/okrs/2026-q4/-/", "/framework/capabilities/none/"])
def test_what_does_not_exist_answers_404(quarter, cast, sign_in, address):
    assert sign_in(cast.engineer).get(address).status_code == 404


def fill(quarter, cast, at, count):
    """Key results with a need and a check-in each, as rows: a hundred through the actions would be a test of patience."""
    held = KeyResult.objects.count()
    made = KeyResult.objects.bulk_create(
        KeyResult(
            objective=quarter.objective,
            cycle=quarter.cycle,
            key=f"KR-{held + number}",
            title=f"Result {number}",
            due_date=date(2026, 12, 1),
            baseline=Decimal(0),
            target=Decimal(9),
            owner=cast.peer,
        )
        for number in range(count)
    )
    CapabilityRequirement.objects.bulk_create(CapabilityRequirement(key_result=one, capability=quarter.capability, level=1) for one in made)
    looks = [quarter.result] * count
    CheckIn.objects.bulk_create(CheckIn(key_result=one, by=cast.manager, at=at, value=Decimal(3)) for one in looks)


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


@pytest.mark.parametrize("address", ["/okrs/2026-q4/", "/okrs/2026-q4/PAY-1/", "/framework/capabilities/forecasting/", "/framework/"])
def test_a_page_costs_the_same_with_5_and_with_100_key_results(quarter, cast, at, sign_in, address):
    client = sign_in(cast.manager)
    fill(quarter, cast, at, 5)
    few = queries_of(client, address)
    fill(quarter, cast, at, 95)
    assert queries_of(client, address) == few
    assert few <= 20


def test_a_tree_of_three_thousand_key_results_is_paged_and_asks_no_more(quarter, cast, at, sign_in):
    """Issue 5: constant queries, and no page that grows with the organisation: neither by objectives nor inside one."""
    client = sign_in(cast.manager)
    fill(quarter, cast, at, 5)
    KeyResult.objects.filter(pk=quarter.result.pk).update(critical=True)
    few = queries_of(client, "/okrs/2026-q4/")
    aims = Objective.objects.bulk_create(
        Objective(cycle=quarter.cycle, level="team", team=cast.team, title=f"Aim {number}", order=number) for number in range(300)
    )
    made = KeyResult.objects.bulk_create(
        KeyResult(
            objective=aims[number % 300],
            cycle=quarter.cycle,
            key=f"T-{number}",
            title="Result",
            due_date=date(2026, 12, 1),
            critical=number % 9 == 0,
        )
        for number in range(3000)
    )
    CapabilityRequirement.objects.bulk_create(CapabilityRequirement(key_result=one, capability=quarter.capability, level=1) for one in made)
    fill(quarter, cast, at, 60)
    assert queries_of(client, "/okrs/2026-q4/") == few
    page = text(client.get("/okrs/2026-q4/"))
    assert page.count('role="row"') < 12 * 27
    assert "There are more: see all key results of this objective" in page
    whole = text(client.get(reverse("objective", args=["2026-q4", quarter.objective.pk])))
    assert whole.count('role="row"') == 67


def test_an_objective_stands_whole_on_its_page(quarter, cast, sign_in):
    """STRAT-1: up, down, its key results; forms for whoever runs it, none for others (TRUST B1)."""
    address = reverse("objective", args=["2026-q4", quarter.objective.pk])
    shown = text(sign_in(cast.manager).get(address))
    assert 'href="/okrs/2026-q4/PAY-1/"' in shown
    assert f'href="/okrs/2026-q4/-/objectives/{quarter.company.pk}/"' in shown
    assert reverse("key-result-new", args=["2026-q4", quarter.objective.pk]) in shown
    assert reverse("objective-remove", args=["2026-q4", quarter.objective.pk]) not in shown
    read = text(sign_in(cast.outsider).get(address))
    assert reverse("key-result-new", args=["2026-q4", quarter.objective.pk]) not in read
    assert reverse("objective-move", args=["2026-q4", quarter.objective.pk]) not in read
    above = text(sign_in(cast.outsider).get(reverse("objective", args=["2026-q4", quarter.company.pk])))
    assert f'href="/okrs/2026-q4/-/objectives/{quarter.objective.pk}/"' in above
