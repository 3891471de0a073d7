"""What the verbs of strategy keep, refuse and record."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.strategy.conftest import ladder

from cadenza.capability import actions as capability
from cadenza.objections import Refused, Unseen
from cadenza.people.models import Organisation
from cadenza.people.rules import PersonStatus
from cadenza.strategy import actions, jobs, queries
from cadenza.strategy.models import CapabilityRequirement, CheckIn, Cycle, KeyResult, Objective
from cadenza.strategy.rules import Move, ResultState
from cadenza.trail.models import Content, Entry
from cadenza.web.revisions import Conflict, Edit, base_of

pytestmark = pytest.mark.django_db


def refused(call):
    with pytest.raises(Refused) as caught:
        call()
    return [found.code for found in caught.value.objections]


def test_a_cycle_is_made_once(at):
    first = actions.ensure_cycle(date(2026, 11, 24), at=at)
    again = actions.ensure_cycle(date(2026, 12, 31), at=at)
    assert first == again
    assert (first.key, first.start_date, first.end_date) == ("2026-q4", date(2026, 10, 1), date(2026, 12, 31))
    assert Entry.objects.count() == 1


def test_a_cycle_follows_the_organisations_fiscal_year(at):
    Organisation.objects.create(name="Northwind", fiscal_year_starts_in=2)
    assert actions.ensure_cycle(date(2026, 11, 24), at=at).key == "2027-q4"


def test_after_a_change_of_calendar_earlier_cycles_keep_their_days(at):
    actions.ensure_cycle(date(2026, 11, 24), at=at)
    Organisation.objects.update_or_create(defaults={"name": "Northwind", "fiscal_year_starts_in": 2})
    made = actions.ensure_cycle(date(2027, 1, 10), at=at)
    assert (made.key, made.start_date, made.end_date) == ("2027-q4", date(2027, 1, 1), date(2027, 1, 31))
    assert queries.current_cycle(at=at).key == "2026-q4"
    assert queries.nearest_cycle(date(2027, 6, 1)) == made
    assert queries.nearest_cycle(date(2020, 1, 1)).key == "2026-q4"


def test_the_running_cycle_and_the_next_are_there_in_time(cast, at):
    jobs.ensure_cycles(at=at)
    assert [cycle.key for cycle in queries.cycles()] == ["2026-q4"]
    jobs.ensure_cycles(at=at + timedelta(days=20))
    jobs.ensure_cycles(at=at + timedelta(days=20))
    assert [cycle.key for cycle in queries.cycles()] == ["2027-q1", "2026-q4"]


def test_before_set_up_no_cycle_is_made_ahead(at):
    jobs.ensure_cycles(at=at)
    assert not Cycle.objects.exists()


@pytest.mark.parametrize(("month", "label"), [(1, "Q4 2026"), (2, "Q4 FY2027")])
def test_a_cycle_is_called_as_people_call_it(at, month, label):
    Organisation.objects.create(name="Northwind", fiscal_year_starts_in=month)
    assert actions.ensure_cycle(date(2026, 11, 24), at=at).label == label


def test_the_company_objective_is_served_by_the_teams(quarter):
    """STRAT-1: walkable both ways."""
    assert queries.aligned_above(quarter.objective) == [quarter.company]
    assert list(quarter.company.served_by.all()) == [quarter.objective]


def test_an_objective_cannot_serve_one_that_serves_it(quarter, cast, at):
    """STRAT-1."""
    other = actions.add_objective(quarter.cycle.pk, actions.ObjectiveDraft("team", "Ledger", team_id=cast.team.pk), by=cast.manager, at=at)
    actions.align(other.pk, [quarter.objective.pk, quarter.company.pk], by=cast.manager, at=at)
    assert refused(lambda: actions.align(quarter.objective.pk, [other.pk], by=cast.manager, at=at)) == ["alignment-in-a-circle"]
    assert refused(lambda: actions.align(quarter.objective.pk, [12345], by=cast.manager, at=at)) == ["objective-unknown"]


def test_a_refused_key_result_leaves_no_trace(quarter, cast, at):
    before = Entry.objects.count()
    draft = actions.KeyResultDraft("Up with it", date(2026, 12, 1), baseline=Decimal(5))
    assert refused(lambda: actions.add_key_result(quarter.objective.pk, draft, by=cast.manager, at=at)) == ["result-without-target"]
    assert KeyResult.objects.count() == 1
    assert Entry.objects.count() == before


def test_a_key_result_without_a_key_gets_the_next_of_its_team(quarter, cast, at):
    draft = actions.KeyResultDraft("Forecast two sprints ahead", date(2026, 12, 1), direction="milestone")
    first = actions.add_key_result(quarter.objective.pk, draft, by=cast.manager, at=at)
    second = actions.add_key_result(quarter.objective.pk, draft, by=cast.manager, at=at)
    assert [first.key, second.key] == ["PAYMENTS-1", "PAYMENTS-2"]


def test_nobody_who_has_left_owns_a_key_result(quarter, cast, at):
    assert cast.leaver.status == PersonStatus.LEAVER
    draft = actions.KeyResultDraft("Forecast", date(2026, 12, 1), direction="milestone", owner_id=cast.leaver.pk)
    assert refused(lambda: actions.add_key_result(quarter.objective.pk, draft, by=cast.manager, at=at)) == ["owner-unknown"]


def test_a_check_in_is_appended_and_moves_the_figure(quarter, cast, at):
    """STRAT-2."""
    actions.check_in(quarter.result.pk, actions.CheckInDraft(Decimal(50), Decimal("0.6"), "Two banks joined."), by=cast.engineer, at=at)
    later = at + timedelta(days=7)
    actions.check_in(quarter.result.pk, actions.CheckInDraft(note="Waiting for the third."), by=cast.manager, at=later)
    looks = list(queries.check_ins_of(quarter.result))
    assert [look.note for look in looks] == ["Waiting for the third.", "Two banks joined."]
    quarter.result.refresh_from_db()
    assert (quarter.result.current, quarter.result.confidence) == (Decimal(50), Decimal("0.6"))


def test_a_milestone_is_done_by_a_check_in(quarter, cast, at):
    """STRAT-2."""
    draft = actions.KeyResultDraft("Second reviewer trained", date(2026, 12, 1), direction="milestone")
    result = actions.add_key_result(quarter.objective.pk, draft, by=cast.manager, at=at)
    actions.check_in(result.pk, actions.CheckInDraft(done_on=at.date()), by=cast.manager, at=at)
    result.refresh_from_db()
    assert result.done_on == at.date()


def test_a_check_in_that_says_nothing_is_refused(quarter, cast, at):
    """STRAT-2."""
    codes = refused(lambda: actions.check_in(quarter.result.pk, actions.CheckInDraft(), by=cast.engineer, at=at))
    assert codes == ["check-in-says-nothing"]
    assert not CheckIn.objects.exists()


def test_marking_a_key_result_critical_is_recorded_once(quarter, cast, at):
    """STRAT-3: marking is logged."""
    actions.mark_critical(quarter.result.pk, True, by=cast.manager, at=at)
    actions.mark_critical(quarter.result.pk, True, by=cast.upline, at=at)
    actions.mark_critical(quarter.result.pk, False, by=cast.upline, at=at)
    kinds = list(Content.objects.filter(kind__contains="critical").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["strategy.key-result-marked-critical", "strategy.key-result-no-longer-critical"]


def test_a_key_result_names_what_it_needs(quarter, cast, at):
    """STRAT-1."""
    draft = actions.RequirementDraft(quarter.capability.pk, 3, people_needed=2)
    needed = actions.require_capability(quarter.result.pk, draft, by=cast.engineer, at=at)
    assert queries.requirements_of(quarter.result) == [needed]
    assert refused(lambda: actions.require_capability(quarter.result.pk, draft, by=cast.engineer, at=at)) == ["capability-named-already"]
    assert [need.key_result for need in queries.key_results_needing(quarter.capability.pk, cycle=quarter.cycle)] == [quarter.result]
    actions.drop_requirement(needed.pk, by=cast.manager, at=at)
    assert not CapabilityRequirement.objects.exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"capability_id": 4711}, "capability-unknown"),
        ({"role_profile_id": 4711}, "required-role-unknown"),
        ({"level": 9}, "required-level-unknown"),
    ],
)
def test_a_need_that_does_not_exist_is_refused(quarter, cast, at, change, code):
    draft = actions.RequirementDraft(**{"capability_id": quarter.capability.pk, "level": 2, **change})
    assert refused(lambda: actions.require_capability(quarter.result.pk, draft, by=cast.engineer, at=at)) == [code]


def test_a_role_may_be_what_a_key_result_counts_on(quarter, cast, at):
    """STRAT-1."""
    profile = capability.add_role_profile("Engineer", "II", {quarter.capability.pk: 2}, by=None, at=at)
    draft = actions.RequirementDraft(quarter.capability.pk, 2, role_profile_id=profile.pk)
    assert actions.require_capability(quarter.result.pk, draft, by=cast.engineer, at=at).role_profile == profile


def test_a_key_result_is_closed_dropped_and_taken_up_again(quarter, cast, at):
    """STRAT-2."""
    for move, state in [(Move.CLOSE, "closed"), (Move.REOPEN, "active"), (Move.DROP, "dropped")]:
        actions.move_key_result(quarter.result.pk, move, by=cast.manager, at=at)
        quarter.result.refresh_from_db()
        assert (quarter.result.state, quarter.result.changed_at) == (state, at)
    assert refused(lambda: actions.move_key_result(quarter.result.pk, Move.CLOSE, by=cast.manager, at=at)) == ["move-not-possible"]


def test_a_draft_starts_when_it_is_whole(quarter, cast, at):
    """STRAT-2."""
    draft = actions.KeyResultDraft("Imported without figures", date(2026, 12, 1), state=ResultState.DRAFT)
    result = actions.add_key_result(quarter.objective.pk, draft, by=cast.manager, at=at)
    codes = refused(lambda: actions.move_key_result(result.pk, Move.START, by=cast.manager, at=at))
    assert codes == ["result-without-baseline", "result-without-target"]
    assert KeyResult.objects.get(pk=result.pk).state == ResultState.DRAFT


def edit(row, **wanted):
    return {field: Edit(value, base_of(row, field)) for field, value in wanted.items()}


def test_a_changed_target_points_plans_to_it(quarter, cast, at):
    """STRAT-2, REV-6."""
    edits = edit(quarter.result, target="85", title="Failed payments recovered the same day")
    actions.change_key_result(quarter.result.pk, edits, by=cast.manager, at=at)
    changed = KeyResult.objects.get(pk=quarter.result.pk)
    assert (changed.target, changed.changed_at) == (Decimal(85), at)
    actions.change_key_result(quarter.result.pk, edit(changed, target="85"), by=cast.manager, at=at + timedelta(hours=1))
    assert KeyResult.objects.get(pk=quarter.result.pk).changed_at == at


def test_two_who_change_the_same_target_are_both_asked(quarter, cast, at):
    """DATA-1."""
    seen_by_both = edit(quarter.result, target="85")
    actions.change_key_result(quarter.result.pk, seen_by_both, by=cast.manager, at=at)
    with pytest.raises(Conflict):
        actions.change_key_result(quarter.result.pk, {"target": Edit("90", seen_by_both["target"].base)}, by=cast.upline, at=at)
    assert KeyResult.objects.get(pk=quarter.result.pk).target == Decimal(85)


def test_a_key_result_does_not_become_one_that_cannot_stand(quarter, cast, at):
    """STRAT-2."""
    codes = refused(lambda: actions.change_key_result(quarter.result.pk, edit(quarter.result, target="10"), by=cast.manager, at=at))
    assert codes == ["target-below-baseline"]


def test_an_objective_is_reworded_by_its_owner(quarter, cast, at):
    actions.change_objective(quarter.objective.pk, edit(quarter.objective, title="Payments work"), by=cast.manager, at=at)
    actions.change_objective(quarter.objective.pk, {}, by=cast.manager, at=at)
    assert Objective.objects.get(pk=quarter.objective.pk).title == "Payments work"


def test_what_does_not_exist_is_unseen(quarter, cast, at):
    calls = (
        lambda: actions.change_objective(4711, {}, by=cast.manager, at=at),
        lambda: actions.check_in(4711, actions.CheckInDraft(note="x"), by=cast.manager, at=at),
        lambda: actions.drop_requirement(4711, by=cast.manager, at=at),
    )
    for call in calls:
        with pytest.raises(Unseen):
            call()


def test_the_tree_is_read_in_a_constant_number_of_queries(quarter, cast, at, django_assert_num_queries):
    """ARCHITECTURE 3."""
    version = capability.write_framework("Sales", [ladder("Discovery", 1, 2)], by=None, at=at)
    capability.publish_version(version.pk, by=None, at=at)
    for number in range(20):
        draft = actions.KeyResultDraft(f"Result {number}", date(2026, 12, 1), direction="milestone")
        result = actions.add_key_result(quarter.objective.pk, draft, by=cast.manager, at=at)
        actions.require_capability(result.pk, actions.RequirementDraft(quarter.capability.pk, 1), by=cast.manager, at=at)
    cycle = Cycle.objects.get()
    with django_assert_num_queries(5):
        for objective in queries.objectives_of(cycle):
            [(result.owner, need.capability) for result in objective.key_results.all() for need in result.requirements.all()]
            [*objective.serves.all(), *objective.served_by.all()]
