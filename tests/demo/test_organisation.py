"""The demo's organisation is whole, believable, and holds nothing that the rules refuse."""

import re

import pytest
from django.apps import apps
from django.db import connection, models
from tests.cast import NOW

from cadenza.asks.models import Ask
from cadenza.demo import bulk, company, roles
from cadenza.demo.plans import LATE_KEEPER
from cadenza.handover.models import Handover
from cadenza.home.desk import desk_of
from cadenza.home.dues import dues_of
from cadenza.home.rules import DueKind
from cadenza.home.shell import standing_of
from cadenza.insight.models import PersonMonth
from cadenza.insight.month_counting import wrong_months
from cadenza.insight.risk_queries import risk_page
from cadenza.insight.rules import Cover
from cadenza.people.models import Person
from cadenza.people.paths import wrong_paths
from cadenza.people.relations import reports_of
from cadenza.plans.models import Commitment, Goal, Plan, Review
from cadenza.plans.rules import CommitmentState, GoalStatus, PlanState
from cadenza.plans.sealed import read_words
from cadenza.practice.models import PracticeVersion
from cadenza.stewardship.models import FollowUp
from cadenza.stewardship.queries import opened
from cadenza.stewardship.rules import FollowUpState, Sign
from cadenza.strategy.models import Cycle, HelpAnswer, KeyResult
from cadenza.trail.verify import broken_links

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _built(house, django_db_blocker):
    with django_db_blocker.unblock():
        yield


def firsts(model):
    """The pattern's own rows, without the copies'."""
    rows = model.objects.order_by("pk")
    return rows[: rows.count() // 2]


def test_every_demo_role_is_somebody(house):
    assert {role.key for role in roles.demo_roles()} == {member.role for member in company.MEMBERS if member.role}
    assert len(roles.SHOWS) == 16


def test_the_manager_has_eight_reports(house):
    assert reports_of(house.role("manager"), at=NOW).count() == 8


def test_there_are_sixty_people_and_as_many_again():
    assert Person.objects.count() == 120


def test_two_cycles_are_over_one_is_running_and_the_next_has_drafts():
    """STRAT-4: also for the next cycle's drafted key results."""
    assert list(Cycle.objects.values_list("key", flat=True)) == ["2026-q2", "2026-q3", "2026-q4", "2027-q1"]
    assert set(KeyResult.objects.filter(cycle__key="2027-q1").values_list("state", flat=True)) == {"draft"}


def test_two_goals_are_put_off_again_and_again_and_hr_is_told(house):
    """TIME-2, in mid-life."""
    partner = house.role("hr-partner")
    dues = dues_of(desk_of(partner, at=NOW, standing=standing_of(partner, NOW)))
    told = [due for due in dues if due.kind == DueKind.SLIPPING]
    assert len(told) >= 1 and all("put off two quarters running" in due.why for due in told)


def test_critical_key_results_are_covered_thin_and_bare(house):
    """STRAT-4: for a reader without levels, and for the manager whose people hold some."""
    for role in ("outsider", "manager"):
        page = risk_page(house.role(role), "2026-q4", at=NOW)
        assert {line.risk.capability.cover for line in page.lines} == set(Cover)
    held = [piece.holders for line in page.lines for piece in line.pieces]
    assert any(held)


def test_plans_stand_in_every_state():
    assert set(Plan.objects.values_list("state", flat=True)) >= set(PlanState) - {PlanState.LEFT}


def test_goals_stand_in_every_state():
    assert set(Goal.objects.values_list("status", flat=True)) == set(GoalStatus)


def test_some_reviews_were_held_and_some_missed():
    past = Review.objects.filter(due_on__lt=NOW.date())
    assert past.filter(held_at=None).exists()
    assert past.exclude(held_at=None).count() > past.count() / 2


def test_commitments_were_kept_and_missed():
    assert set(Commitment.objects.values_list("state", flat=True)) >= {
        CommitmentState.OPEN,
        CommitmentState.DELIVERED,
        CommitmentState.MISSED,
    }


def test_one_manager_did_not_keep_several_commitments(house):
    """HR-2, COM-2: to HR admin, who sees the copies too, and to the line above."""
    shown = {role: [one.person.name for one in opened(house.role(role), Sign.NOT_KEPT, at=NOW).rows] for role in ("hr-admin", "upline")}
    reported = Commitment.objects.filter(holder__name=LATE_KEEPER, plan__cycle__key="2026-q4", reported_at__isnull=False)
    assert set(reported.values_list("state", flat=True)) == {CommitmentState.MISSED}
    assert len(shown["hr-admin"]) >= 2 and LATE_KEEPER in shown["hr-admin"] and LATE_KEEPER in shown["upline"]


def test_the_mentor_was_asked(house):
    assert Ask.objects.filter(helper=house.role("mentor"), asker=house.role("engineer")).exists()


def test_handovers_stand_in_mid_life(house):
    """HAND-1, HAND-2: known ahead, waiting with words, taken over, and from a manager who left."""
    rows = firsts(Handover)
    assert {row.person.name for row in rows if row.since > NOW} == {"Marek Nowak"}
    waiting = [row for row in rows if row.incoming == house.role("new-manager") and row.since <= NOW and not row.accepted_at]
    assert waiting and all(row.sent_at for row in waiting)
    assert any(row.accepted_at for row in rows)
    assert any(row.outgoing.status == "leaver" and not row.sent_at for row in rows)


def test_no_text_has_an_unfilled_place():
    for model in apps.get_models():
        names = [f.name for f in model._meta.concrete_fields if isinstance(f, models.TextField | models.CharField)]
        if model._meta.app_label in {"plans", "evidence", "strategy", "asks", "rhythm", "handover"} and names:
            for row in model._default_manager.values_list(*names):
                assert not any(isinstance(text, str) and re.search(r"\{[a-z]+\}|lorem", text, re.I) for text in row), (model, row)


def test_every_chain_of_the_record_holds():
    assert list(broken_links()) == []


def test_every_path_follows_from_the_lines():
    assert list(wrong_paths()) == []


def test_every_reference_of_a_copy_leads_somewhere():
    connection.check_constraints()


@pytest.mark.parametrize("model", bulk.COPIED, ids=lambda model: model.__name__)
def test_a_copy_has_the_rows_of_its_original(model):
    extra = 1 if model.__name__ == "ReportingLine" else 0  # the copy's top reports to the first one's
    assert (model._default_manager.count() - extra) % 2 == 0


def test_a_copied_draft_opens_for_its_new_owner():
    drafts = [goal for goal in Goal.objects.select_related("plan").order_by("pk") if goal.sealed is not None]
    first, copied = drafts[: len(drafts) // 2], drafts[len(drafts) // 2 :]
    assert copied
    for one, other in zip(first, copied, strict=True):
        read_words(one, owner_id=one.plan.owner_id)
        read_words(other, owner_id=other.plan.owner_id)
        assert one.outcome == other.outcome != ""


def test_keys_of_key_results_stay_unique_in_their_cycle():
    keys = list(KeyResult.objects.values_list("cycle", "key"))
    assert len(keys) == len(set(keys))


def links_of(client, address):
    """Where a page leads within the house."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return re.findall(r'href="(/[^"#?]*)', answer.content.decode())


def follow(client, address, wanted):
    """The first link of a page that looks like this; the walk goes by links alone."""
    found = next((link for link in links_of(client, address) if re.fullmatch(wanted, link)), None)
    assert found is not None, f"{address} leads to nothing like {wanted}"
    return found


def test_the_chain_is_walked_by_links_alone_from_the_company_to_an_action_and_back(house, client, settings, pinned):
    """STRAT-1: company objective, team objective, key result, what it needs, goal, action; and the same way up."""
    client.force_login(house.role("manager").account)
    cycle = Cycle.objects.get(key="2026-q4")
    goal = Goal.objects.filter(
        plan__cycle=cycle, plan__owner=house.role("engineer"), key_result__isnull=False, agreed_in__isnull=False
    ).first()
    result = goal.key_result
    top = result.objective.serves.filter(level="company").first()
    objective = f"/okrs/2026-q4/-/objectives/{top.pk}/"
    assert objective in links_of(client, "/okrs/2026-q4/")
    team = follow(client, objective, rf"/okrs/2026-q4/-/objectives/{result.objective_id}/")
    key_result = follow(client, team, rf"/okrs/2026-q4/{result.key}/")
    assert follow(client, key_result, r"/framework/capabilities/[a-z-]+/")
    address = follow(client, key_result, rf"/people/{goal.plan.owner.handle}/plans/2026-q4/goals/{goal.number}/")
    shown = client.get(address).content.decode()
    assert goal.actions.first().what.split(".")[0][:30] in shown.replace("&#x27;", "'")
    back = follow(client, address, rf"/okrs/2026-q4/{result.key}/")
    assert follow(client, back, rf"/okrs/2026-q4/-/objectives/{top.pk}/") == objective
    capability = follow(client, back, r"/framework/capabilities/[a-z-]+/")
    assert key_result in links_of(client, capability)


def test_owners_have_said_what_helped_and_some_are_still_asked(house):
    """IMP-4."""
    assert HelpAnswer.objects.filter(helped="helped").exclude(by_what="").exists()
    closed = KeyResult.objects.filter(state="closed", requirements__isnull=False, help_answers=None)
    assert closed.exists()


def test_hr_has_set_the_practice_anew_and_follow_ups_stand_in_every_state(house):
    """HR-2, HR-3, HR-1: a version in force and one that waits; asked, answered, closed; months that a recount proves."""
    began = list(PracticeVersion.objects.order_by("number").values_list("effective_on", flat=True))
    assert began[0] < NOW.date() < began[1]
    assert {one.state for one in FollowUp.objects.all()} == set(FollowUpState)
    assert all(one.answer for one in FollowUp.objects.exclude(state=FollowUpState.OPEN))
    assert PersonMonth.objects.values("month").distinct().count() > 6
    assert list(wrong_months()) == []
