"""Who reads and who changes objectives and key results (TRUST B1): everybody reads; owners and those who lead the work write."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cadenza.objections import Unseen
from cadenza.people.actions import end_line, grant_role
from cadenza.people.models import Organisation, Team
from cadenza.people.rules import GrantedRole
from cadenza.strategy import access, actions
from cadenza.strategy.rules import Move, Standing

pytestmark = pytest.mark.django_db

WORKERS = {"engineer", "manager", "upline", "leader", "executive"}
"""The key result's owner, the team's manager who also owns the objective, and everybody above."""
LEADERS = WORKERS - {"engineer"}

ON_KEY_RESULT = {
    "change-key-result": WORKERS,
    "check-in": WORKERS,
    "require-capability": WORKERS,
    "mark-critical": LEADERS,
    "move": LEADERS,
}
ON_OBJECTIVE = {"change-objective": LEADERS, "align": LEADERS, "add-key-result": LEADERS}


@pytest.mark.parametrize("lock", [False, True])
@pytest.mark.parametrize("action", ON_KEY_RESULT)
def test_who_may_do_what_with_a_key_result(quarter, cast, at, action, lock):
    """TRUST B1."""
    allowed = {who for who, person in cast.everybody().items() if may(access.key_result_for, person, action, quarter.result.pk, at, lock)}
    assert allowed == ON_KEY_RESULT[action]


@pytest.mark.parametrize("lock", [False, True])
@pytest.mark.parametrize("action", ON_OBJECTIVE)
def test_who_may_do_what_with_an_objective(quarter, cast, at, action, lock):
    """TRUST B1."""
    allowed = {who for who, person in cast.everybody().items() if may(access.objective_for, person, action, quarter.objective.pk, at, lock)}
    assert allowed == ON_OBJECTIVE[action]


def may(road, person, action, row, at, lock):
    try:
        road(person, action, row, at=at, lock=lock)
    except (PermissionDenied, Unseen):
        return False
    return True


def test_everybody_who_is_here_reads(quarter, cast, at):
    """TRUST B1, R13: a leaver does not."""
    readers = {who for who, person in cast.everybody().items() if may(access.key_result_for, person, "see", quarter.result.pk, at, False)}
    assert readers == set(cast.everybody()) - {"leaver"}


def test_to_a_leaver_no_cycle_exists(quarter, cast, at):
    for who, key in ((cast.leaver, quarter.cycle.key), (cast.engineer, "2020-q1")):
        with pytest.raises(Unseen):
            access.cycle_by_key(who, key, at=at)


def test_the_companys_objectives_are_the_tops_and_the_executives(cast, quarter, at):
    draft = actions.ObjectiveDraft("company", "Every connection safe")
    writers = set()
    for who, person in cast.everybody().items():
        try:
            actions.add_objective(quarter.cycle.pk, draft, by=person, at=at)
        except (PermissionDenied, Unseen):
            continue
        writers.add(who)
    assert writers == {"leader", "executive"}


def test_the_top_of_the_line_stands_above_company_objectives(quarter, cast, at):
    """TRUST B1."""
    assert Standing.TOP in access.standings_on(cast.leader, quarter.company, at=at)
    assert actions.change_objective(quarter.company.pk, {}, by=cast.leader, at=at) == quarter.company


def test_while_setting_up_the_owner_writes_the_companys_objectives(quarter, cast, at):
    """TRUST X8."""
    organisation = Organisation.objects.get()
    organisation.set_up_at, organisation.owner = None, cast.outsider
    organisation.save()
    assert access.may_add_objectives(cast.outsider, at=at)
    draft = actions.ObjectiveDraft("company", "Every connection safe")
    assert actions.add_objective(quarter.cycle.pk, draft, by=cast.outsider, at=at).level == "company"


def test_managers_write_their_own_teams_objectives_without_hr(cast, quarter, at):
    """TRUST B1."""
    draft = actions.ObjectiveDraft("team", "Ledger closes in a day", team_id=cast.team.pk)
    writers = set()
    for who, person in cast.everybody().items():
        try:
            actions.add_objective(quarter.cycle.pk, draft, by=person, at=at)
        except (PermissionDenied, Unseen):
            continue
        writers.add(who)
    assert writers == LEADERS


def test_where_somebody_leads_the_team_its_other_managers_do_not(cast, quarter, at):
    Team.objects.filter(pk=cast.team.pk).update(lead=cast.new_manager)
    quarter.objective.refresh_from_db()
    standings = access.standings_on(cast.new_manager, quarter.objective, at=at, held=True)
    assert Standing.TEAM_LEAD in standings
    assert Standing.TEAM_LEAD in access.standings_on(cast.upline, quarter.objective, at=at)
    assert Standing.TEAM_LEAD in access.standings_on(cast.upline, quarter.objective, at=at, held=True)
    assert Standing.TEAM_LEAD not in access.standings_on(cast.manager, quarter.objective, at=at)


def test_a_manager_whose_line_ended_no_longer_checks_in(cast, quarter, at):
    """TRUST R2."""
    for person in (cast.engineer, cast.peer, cast.on_pip):
        end_line(person, until=at, by=None, at=at)
    later = at + timedelta(minutes=1)
    with pytest.raises(PermissionDenied):
        actions.mark_critical(quarter.result.pk, True, by=cast.outsider_manager, at=later)
    assert Standing.TEAM_LEAD not in access.standings_on(cast.manager, quarter.objective, at=later)


def test_an_executives_right_begins_with_the_grant(cast, quarter, at):
    assert not access.may("move", access.standings_on(cast.outsider, quarter.objective, at=at))
    grant_role(cast.outsider, GrantedRole.EXECUTIVE, by=None, at=at)
    assert actions.move_key_result(quarter.result.pk, Move.CLOSE, by=cast.outsider, at=at).state == "closed"
