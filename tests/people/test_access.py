"""The table of who may do what towards a person, walked by everybody in the cast."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from tests.cast import Cast

from cadenza.objections import Unseen
from cadenza.people import access
from cadenza.people.models import Organisation

pytestmark = pytest.mark.django_db

EVERYBODY = {
    "engineer",
    "manager",
    "peer",
    "upline",
    "leader",
    "outsider",
    "mentor",
    "hr_partner",
    "hr_admin",
    "privacy_officer",
    "operator",
    "executive",
    "new_manager",
    "on_pip",
    "appeal_manager",
    "case_reviewer",
    "delegate",
    "outsider_manager",
}
TOWARDS_THE_ENGINEER = {
    "view-card": EVERYBODY,
    "change-contact": {"engineer", "hr_admin"},
    "view-hr-fields": {"engineer", "manager", "hr_partner", "hr_admin"},
    "change-hr-fields": {"hr_admin"},
    "view-record": {"hr_admin", "operator"},
    "view-lines": {"engineer", "manager", "upline", "leader", "hr_partner", "hr_admin", "executive", "operator"},
    "change-line": {"hr_admin"},
    "delegate": {"engineer", "hr_admin"},
    "set-hr-partner": {"hr_admin"},
    "mark-left": {"hr_admin"},
    "invite": {"hr_admin", "operator"},
    "grant-role": {"hr_admin"},
    "end-role": {"hr_admin"},
}
AT_LARGE = {
    "list-people": {"hr_admin", "operator"},
    "add-person": {"hr_admin"},
    "change-teams": {"hr_admin"},
    "change-organisation": {"hr_admin"},
    "import-people": {"hr_admin"},
    "view-roles": {"hr_admin", "privacy_officer", "operator"},
    "confirm-role": {"hr_admin", "privacy_officer"},
    "revoke-calendar": {"operator"},
    "view-calendars": {"operator"},
    "view-mail": {"hr_admin", "operator"},
}


def test_the_tables_name_every_act() -> None:
    assert (set(TOWARDS_THE_ENGINEER), set(AT_LARGE)) == (set(access.WHO_MAY), set(access.ORGANISATION))


@pytest.mark.parametrize("action", TOWARDS_THE_ENGINEER)
def test_only_those_in_the_table_may_do_it(cast: Cast, at, action) -> None:
    may = {name for name in EVERYBODY if access.may(getattr(cast, name), action, cast.engineer, at=at)}
    assert may == TOWARDS_THE_ENGINEER[action]


@pytest.mark.parametrize("action", TOWARDS_THE_ENGINEER)
def test_finding_requiring_and_offering_agree_with_the_table(cast: Cast, at, action) -> None:
    for name in EVERYBODY:
        viewer, allowed = getattr(cast, name), name in TOWARDS_THE_ENGINEER[action]
        assert (action in access.powers(viewer, cast.engineer, at=at)) is allowed
        if allowed:
            assert access.person_for(viewer, action, "sam-okafor", at=at) == cast.engineer
            access.require(viewer, action, cast.engineer, at=at)
        else:
            with pytest.raises(Unseen):
                access.person_for(viewer, action, "sam-okafor", at=at)
            with pytest.raises(Unseen):
                access.require(viewer, action, cast.engineer, at=at)


@pytest.mark.parametrize("action", AT_LARGE)
def test_what_is_about_no_person_goes_by_roles(cast: Cast, at, action) -> None:
    for name in EVERYBODY:
        viewer, allowed = getattr(cast, name), name in AT_LARGE[action]
        assert access.may_run(viewer, action, at=at) is allowed
        assert (action in access.powers_at_large(viewer, at=at)) is allowed
        if allowed:
            access.require_role(viewer, action, at=at)
        else:
            with pytest.raises(PermissionDenied):
                access.require_role(viewer, action, at=at)


def test_nobody_is_found_by_a_handle_that_is_not_there(cast: Cast, at) -> None:
    with pytest.raises(Unseen):
        access.person_for(cast.hr_admin, "view-card", "nobody", at=at)


@pytest.mark.parametrize(
    "action", sorted(set(TOWARDS_THE_ENGINEER) - {"view-card", "change-contact", "view-hr-fields", "view-lines", "delegate"})
)
def test_hr_admin_may_do_nothing_privileged_to_themselves_nor_up_their_line(cast: Cast, at, action) -> None:
    """TRUST X7."""
    assert [access.may(cast.hr_admin, action, person, at=at) for person in (cast.hr_admin, cast.leader)] == [False, False]


def test_the_command_line_may_do_everything(cast: Cast, at) -> None:
    access.require(None, "mark-left", cast.leader, at=at)
    access.require_role(None, "add-person", at=at)
    assert access.may_run(None, "add-person", at=at)


def test_the_owner_may_arrange_everything_until_set_up_is_done(cast: Cast, at) -> None:
    """TRUST X8."""
    Organisation.objects.all().delete()
    organisation = Organisation(name="New", owner=cast.outsider)
    organisation.save()
    assert access.is_setting_up(cast.outsider)
    access.require(cast.outsider, "mark-left", cast.leader, at=at)
    access.require_role(cast.outsider, "add-person", at=at)
    assert access.powers(cast.outsider, cast.leader, at=at) == set(access.WHO_MAY)
    assert access.powers_at_large(cast.outsider, at=at) == set(access.ORGANISATION)
    organisation.set_up_at = at
    organisation.save()
    assert not access.is_setting_up(cast.outsider)


def test_the_directory_shows_leavers_only_when_asked(cast: Cast, at) -> None:
    everybody = access.visible_people(cast.outsider, at=at)
    assert cast.leaver in everybody
    assert cast.leaver not in access.present(everybody)
    assert not access.visible_people(cast.leaver, at=at).exists()
