"""What happens when people are added, moved, covered, granted roles, invited, and leave."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test.utils import override_settings
from tests.cast import NOW, Cast

from cadenza.jobs.models import Job
from cadenza.objections import Refused, Unseen
from cadenza.people import actions
from cadenza.people.actions import PersonDraft
from cadenza.people.days import start_of
from cadenza.people.models import Delegation, Grant, GrantProposal, HRScope, Invitation, Organisation, Person, ReportingLine
from cadenza.people.paths import paths_hold, wrong_paths
from cadenza.people.relations import below, covers, manager_of, relations_to, roles_of
from cadenza.people.rules import GrantedRole, PersonStatus, Relation
from cadenza.people.tokens import hash_of
from cadenza.trail.models import Content

pytestmark = pytest.mark.django_db

R = Relation
HOUR = timedelta(hours=1)
TOMORROW = date(2026, 11, 25)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {one.code for one in refused.value.objections}


def is_to(viewer: Person, subject: Person, at: datetime) -> set[Relation]:
    return set(relations_to(viewer, subject, at=at)) - {R.COLLEAGUE}


# Adding and changing


def test_a_new_person_stands_under_their_manager_at_once(cast: Cast, at) -> None:
    person = actions.add_person(PersonDraft(name="Mira Chandran", email="Mira@Example.org"), by=cast.hr_admin, at=at, manager=cast.manager)
    assert is_to(cast.manager, person, at) == {R.MANAGER}
    assert below(cast.leader, at=at).filter(pk=person.pk).exists()
    assert person.email == "mira@example.org"


def test_names_cannot_split_a_header_nor_run_as_a_template(cast: Cast, at) -> None:
    """TRUST T35."""
    name = "Eve\r\nBcc: all@example.org\u202e {{7*7}} BEGIN:VEVENT"
    person = actions.add_person(PersonDraft(name=name), by=cast.hr_admin, at=at)
    assert person.name == "Eve Bcc: all@example.org {{7*7}} BEGIN:VEVENT"


def test_two_people_of_one_name_have_two_handles_and_keep_them(cast: Cast, at) -> None:
    twin = actions.add_person(PersonDraft(name="Sam Okafor"), by=cast.hr_admin, at=at)
    renamed = actions.rename(cast.engineer, "Samuel Okafor-Lind", by=cast.hr_admin, at=at)
    assert (cast.engineer.handle, twin.handle, renamed.handle) == ("sam-okafor", "sam-okafor-2", "sam-okafor")


def test_a_name_without_latin_letters_still_gets_a_handle(cast: Cast, at) -> None:
    assert actions.add_person(PersonDraft(name="李小龍"), by=cast.hr_admin, at=at).handle == "person"


def test_an_address_belongs_to_one_person(cast: Cast, at) -> None:
    with pytest.raises(Refused) as refused:
        actions.add_person(PersonDraft(name="Other Sam", email="SAM@example.org "), by=cast.hr_admin, at=at)
    assert codes(refused) == {"address-taken"}


def test_nobody_but_hr_admin_adds_people(cast: Cast, at) -> None:
    for person in (cast.manager, cast.operator, cast.executive, cast.engineer):
        with pytest.raises(PermissionDenied):
            actions.add_person(PersonDraft(name="Somebody"), by=person, at=at)


def test_people_change_how_they_are_called_but_not_their_title(cast: Cast, at) -> None:
    """TRUST R1."""
    changed = actions.change_contact(cast.engineer, {"called": "Sammy"}, by=cast.engineer, at=at)
    assert changed.short_name == "Sammy"
    with pytest.raises(Unseen):
        actions.change_person(cast.engineer, {"title": "Director"}, by=cast.engineer, at=at)


@pytest.mark.parametrize("field", ["path", "account", "handle", "end_date", "team", "hr_partner"])
def test_what_no_form_offers_cannot_be_changed(cast: Cast, at, field) -> None:
    """TRUST T12."""
    with pytest.raises(ValueError, match="not to be changed"):
        actions.change_person(cast.engineer, {field: "x"}, by=cast.hr_admin, at=at)


def test_a_new_address_signs_in_from_now_on_and_both_addresses_are_told(cast: Cast, at) -> None:
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        actions.change_person(cast.engineer, {"email": "sam.okafor@example.org"}, by=cast.hr_admin, at=at)
    cast.engineer.account.refresh_from_db()
    assert cast.engineer.account.email == "sam.okafor@example.org"
    assert {message.to[0] for message in mail.outbox} == {"sam@example.org", "sam.okafor@example.org"}


def test_each_change_is_in_the_record_once(cast: Cast, at) -> None:
    before = Content.objects.count()
    actions.rename(cast.engineer, "Samuel Okafor", by=cast.hr_admin, at=at)
    written = Content.objects.order_by("pk").last()
    assert (Content.objects.count() - before, written.kind, written.facts) == (1, "people.person-changed", {"fields": "name"})


def test_a_refused_change_leaves_no_trace(cast: Cast, at) -> None:
    before = Content.objects.count()
    with pytest.raises(Refused):
        actions.rename(cast.engineer, "", by=cast.hr_admin, at=at)
    assert Content.objects.count() == before


# Lines


def test_a_change_of_manager_today_takes_effect_at_the_instant_of_saving(cast: Cast, at) -> None:
    actions.begin_line(cast.engineer, cast.new_manager, since=at.date(), by=cast.hr_admin, at=at)
    assert is_to(cast.manager, cast.engineer, at) == {R.FORMER}
    assert is_to(cast.new_manager, cast.engineer, at) == {R.MANAGER}
    assert is_to(cast.manager, cast.engineer, at - timedelta(microseconds=1)) == {R.MANAGER}


def test_a_line_dated_ahead_is_true_from_its_midnight_without_any_job(cast: Cast, at) -> None:
    """ARCHITECTURE 3: computed from dated lines at the given instant."""
    actions.begin_line(cast.engineer, cast.outsider_manager, since=TOMORROW, by=cast.hr_admin, at=at)
    midnight = start_of(TOMORROW)
    before, after = midnight - timedelta(microseconds=1), midnight
    assert (is_to(cast.manager, cast.engineer, before), is_to(cast.outsider_manager, cast.engineer, before)) == ({R.MANAGER}, set())
    assert (is_to(cast.manager, cast.engineer, after), is_to(cast.outsider_manager, cast.engineer, after)) == ({R.FORMER}, {R.MANAGER})
    assert not below(cast.upline, at=after).filter(pk=cast.engineer.pk).exists()
    assert below(cast.upline, at=before).filter(pk=cast.engineer.pk).exists()


def test_the_job_at_midnight_writes_the_paths_that_were_true_already(cast: Cast, at) -> None:
    actions.begin_line(cast.manager, cast.outsider_manager, since=TOMORROW, by=cast.hr_admin, at=at)
    midnight = start_of(TOMORROW)
    assert not paths_hold(midnight)
    actions.settle_lines(midnight)
    assert paths_hold(midnight)
    assert list(wrong_paths()) == []
    cast.engineer.refresh_from_db()
    assert f"/{cast.outsider_manager.pk}/{cast.manager.pk}/{cast.engineer.pk}/" in cast.engineer.path


def test_settling_twice_changes_nothing(cast: Cast, at) -> None:
    actions.settle_lines(at)
    before = list(Person.objects.order_by("pk").values_list("path", "status"))
    actions.settle_lines(at)
    assert list(Person.objects.order_by("pk").values_list("path", "status")) == before


def test_a_move_takes_everybody_below_along(cast: Cast, at) -> None:
    actions.begin_line(cast.manager, cast.outsider_manager, since=at, by=cast.hr_admin, at=at)
    assert {cast.engineer.pk, cast.peer.pk} <= set(below(cast.outsider_manager, at=at).values_list("pk", flat=True))
    assert list(wrong_paths()) == []


def test_everything_above_is_settled_when_the_line_begins(cast: Cast, at) -> None:
    actions.begin_line(cast.engineer, cast.new_manager, since=TOMORROW, by=cast.hr_admin, at=at)
    assert Job.objects.filter(kind="people.settle-lines", run_at=start_of(TOMORROW)).exists()


def test_nobody_reports_to_themselves_in_the_end_and_the_loop_is_named(cast: Cast, at) -> None:
    """TRUST X12."""
    with pytest.raises(Refused) as refused:
        actions.begin_line(cast.upline, cast.engineer, since=at, by=cast.hr_admin, at=at)
    (objection,) = refused.value.objections
    assert objection.code == "reports-to-themselves"
    assert objection.values["loop"] == "Tomás Ferreira → Sam Okafor → Priya Raman → Tomás Ferreira"


def test_a_loop_that_would_close_only_later_is_refused_now(cast: Cast, at) -> None:
    actions.begin_line(cast.new_manager, cast.engineer, since=TOMORROW, by=cast.hr_admin, at=at)
    with pytest.raises(Refused) as refused:
        actions.begin_line(cast.manager, cast.new_manager, since=at, by=cast.hr_admin, at=at)
    assert codes(refused) == {"reports-to-themselves"}


def test_swapping_a_pair_is_no_loop_when_one_goes_first(cast: Cast, at) -> None:
    """X12, inversion: the report becomes the manager of their former manager."""
    actions.begin_line(cast.engineer, cast.upline, since=at, by=cast.hr_admin, at=at)
    actions.begin_line(cast.manager, cast.engineer, since=at + HOUR, by=cast.hr_admin, at=at + HOUR)
    assert is_to(cast.engineer, cast.manager, at + HOUR) == {R.MANAGER}
    assert is_to(cast.manager, cast.engineer, at + HOUR) == {R.FORMER}


def test_a_planned_change_stays_planned_when_the_manager_changes_before_it(cast: Cast, at) -> None:
    actions.begin_line(cast.engineer, cast.outsider_manager, since=date(2026, 12, 1), by=cast.hr_admin, at=at)
    actions.begin_line(cast.engineer, cast.new_manager, since=at, by=cast.hr_admin, at=at)
    assert manager_of(cast.engineer, at=at) == cast.new_manager
    assert manager_of(cast.engineer, at=start_of(date(2026, 12, 1))) == cast.outsider_manager


def test_a_planned_change_can_be_withdrawn_and_the_line_goes_on(cast: Cast, at) -> None:
    line = actions.begin_line(cast.engineer, cast.new_manager, since=TOMORROW, by=cast.hr_admin, at=at)
    actions.withdraw_line(cast.engineer, since=line.since, by=cast.hr_admin, at=at)
    (only,) = ReportingLine.objects.filter(person=cast.engineer)
    assert (only.manager, only.until) == (cast.manager, None)
    assert paths_hold(start_of(TOMORROW))


def test_a_line_that_has_begun_cannot_be_withdrawn(cast: Cast, at) -> None:
    line = ReportingLine.objects.get(person=cast.engineer)
    with pytest.raises(Refused) as refused:
        actions.withdraw_line(cast.engineer, since=line.since, by=cast.hr_admin, at=at)
    assert codes(refused) == {"line-has-begun"}


def test_a_line_can_end_without_another(cast: Cast, at) -> None:
    actions.end_line(cast.engineer, until=at, by=cast.hr_admin, at=at)
    assert manager_of(cast.engineer, at=at) is None
    assert list(wrong_paths()) == []


def test_the_same_manager_again_is_refused(cast: Cast, at) -> None:
    with pytest.raises(Refused) as refused:
        actions.begin_line(cast.engineer, cast.manager, since=at, by=cast.hr_admin, at=at)
    assert codes(refused) == {"same-manager"}


def test_hr_admins_do_not_choose_their_own_manager(cast: Cast, at) -> None:
    """TRUST X7."""
    with pytest.raises(Unseen):
        actions.begin_line(cast.hr_admin, cast.executive, since=at, by=cast.hr_admin, at=at)


def test_a_manager_may_not_give_a_report_away(cast: Cast, at) -> None:
    with pytest.raises(Unseen):
        actions.begin_line(cast.engineer, cast.new_manager, since=at, by=cast.manager, at=at)


# Standing in


def test_a_stand_in_covers_the_reports_of_the_manager_and_not_themselves(cast: Cast, at) -> None:
    """TRUST X10."""
    actions.delegate_to(cast.upline, cast.manager, since=at, until=at + HOUR, by=cast.upline, at=at)
    covered = set(covers(cast.manager, at=at))
    assert cast.new_manager in covered
    assert cast.manager not in covered


def test_a_stand_in_cannot_pass_it_on(cast: Cast, at) -> None:
    """TRUST X10: whoever stands in for the delegate covers the delegate's own reports, not the manager's."""
    actions.delegate_to(cast.delegate, cast.outsider, since=at, until=at + HOUR, by=cast.delegate, at=at)
    assert is_to(cast.outsider, cast.engineer, at) == set()
    with pytest.raises(Unseen):
        actions.delegate_to(cast.manager, cast.outsider, since=at, until=at + HOUR, by=cast.delegate, at=at)


@pytest.mark.parametrize(
    ("first", "end"),
    [
        (date(2027, 3, 27), date(2027, 3, 29)),  # the clock goes forward in between
        (date(2026, 10, 24), date(2026, 10, 26)),  # and back
    ],
)
def test_a_stand_in_ends_to_the_second_across_a_change_of_the_clock(cast: Cast, first, end) -> None:
    """TRUST T40, N17."""
    made = start_of(first) - HOUR
    Delegation.objects.all().delete()
    actions.delegate_to(cast.manager, cast.outsider, since=first, until=end, by=cast.manager, at=made)
    second = timedelta(seconds=1)
    seen = [
        R.DELEGATE in is_to(cast.outsider, cast.engineer, at)
        for at in (start_of(first) - second, start_of(first), start_of(end) - second, start_of(end))
    ]
    assert seen == [False, True, True, False]


def test_a_stand_in_is_gone_when_the_line_of_the_manager_ends(cast: Cast, at) -> None:
    actions.begin_line(cast.engineer, cast.new_manager, since=at, by=cast.hr_admin, at=at)
    assert is_to(cast.delegate, cast.engineer, at) == set()


def test_a_stand_in_called_back_is_gone_at_once(cast: Cast, at) -> None:
    actions.end_delegation(Delegation.objects.get(manager=cast.manager), by=cast.manager, at=at)
    assert is_to(cast.delegate, cast.engineer, at) == set()


def test_a_stand_in_longer_than_a_quarter_is_refused(cast: Cast, at) -> None:
    with pytest.raises(Refused) as refused:
        actions.delegate_to(cast.manager, cast.peer, since=at, until=at + timedelta(days=100), by=cast.manager, at=at)
    assert codes(refused) == {"delegation-too-long"}


# Roles


def test_a_role_needs_a_second_person(cast: Cast, at) -> None:
    """TRUST X8, T31."""
    proposal = actions.grant_role(cast.mentor, GrantedRole.EXECUTIVE, by=cast.hr_admin, at=at)
    assert isinstance(proposal, GrantProposal)
    assert roles_of(cast.mentor, at=at) == frozenset()
    actions.confirm_role(proposal, by=cast.privacy_officer, at=at)
    assert roles_of(cast.mentor, at=at) == {GrantedRole.EXECUTIVE}


def test_who_asks_for_a_role_cannot_confirm_it(cast: Cast, at) -> None:
    proposal = actions.grant_role(cast.mentor, GrantedRole.EXECUTIVE, by=cast.hr_admin, at=at)
    with pytest.raises(Refused) as refused:
        actions.confirm_role(proposal, by=cast.hr_admin, at=at)
    assert codes(refused) == {"second-person-needed"}


def test_who_gets_a_role_cannot_confirm_it(cast: Cast, at) -> None:
    proposal = actions.grant_role(cast.privacy_officer, GrantedRole.CASE_REVIEWER, by=cast.hr_admin, at=at)
    with pytest.raises(Refused) as refused:
        actions.confirm_role(proposal, by=cast.privacy_officer, at=at)
    assert codes(refused) == {"second-person-needed"}


def test_others_cannot_confirm_a_role(cast: Cast, at) -> None:
    proposal = actions.grant_role(cast.mentor, GrantedRole.EXECUTIVE, by=cast.hr_admin, at=at)
    for person in (cast.operator, cast.executive, cast.manager, cast.mentor):
        with pytest.raises(PermissionDenied):
            actions.confirm_role(proposal, by=person, at=at)


def test_nobody_grants_themselves_a_role(cast: Cast, at) -> None:
    """TRUST T31."""
    with pytest.raises(Refused) as refused:
        actions.grant_role(cast.hr_admin, GrantedRole.PRIVACY_OFFICER, by=cast.hr_admin, at=at)
    assert codes(refused) == {"grant-to-yourself"}


def test_a_role_cannot_be_granted_to_ones_own_manager(cast: Cast, at) -> None:
    """TRUST X7."""
    with pytest.raises(Unseen):
        actions.grant_role(cast.leader, GrantedRole.EXECUTIVE, by=cast.hr_admin, at=at)


def test_privacy_officers_are_told_that_something_waits_and_not_what(cast: Cast, at) -> None:
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        actions.grant_role(cast.mentor, GrantedRole.EXECUTIVE, by=cast.hr_admin, at=at)
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["felix@example.org"], "You have an item to review")
    assert "Ruth" not in message.body


def test_the_last_privacy_officer_stays(cast: Cast, at) -> None:
    with pytest.raises(Refused) as refused:
        actions.end_role(cast.privacy_officer, GrantedRole.PRIVACY_OFFICER, by=cast.hr_admin, at=at)
    assert codes(refused) == {"last-holder"}


def test_a_role_taken_back_is_gone_at_once(cast: Cast, at) -> None:
    actions.end_role(cast.executive, GrantedRole.EXECUTIVE, by=cast.hr_admin, at=at)
    assert is_to(cast.executive, cast.engineer, at) == set()


def in_set_up(owner: Person) -> None:
    Organisation.objects.all().delete()
    Grant.objects.all().delete()
    Organisation(name="New", owner=owner).save()


def test_during_set_up_the_owner_grants_roles_also_to_themselves(cast: Cast, at) -> None:
    """TRUST X8."""
    in_set_up(cast.leader)
    actions.grant_role(cast.leader, GrantedRole.HR_ADMIN, by=cast.leader, at=at)
    assert roles_of(cast.leader, at=at) == {GrantedRole.HR_ADMIN}


@pytest.mark.parametrize(
    ("holders", "code"),
    [
        ({}, "hr-admin-missing"),
        ({"leader": ["hr-admin"]}, "privacy-officer-missing"),
        ({"leader": ["hr-admin", "privacy-officer"]}, "one-person-holds-both"),
    ],
)
def test_set_up_cannot_end_without_two_people_in_the_two_roles(cast: Cast, at, holders, code) -> None:
    """TRUST X8."""
    in_set_up(cast.leader)
    for name, roles in holders.items():
        for role in roles:
            actions.grant_role(getattr(cast, name), GrantedRole(role), by=cast.leader, at=at)
    with pytest.raises(Refused) as refused:
        actions.finish_setup(by=cast.leader, at=at)
    assert codes(refused) == {code}


def test_once_set_up_is_done_the_owner_has_no_more_say_than_their_roles_give(cast: Cast, at) -> None:
    in_set_up(cast.outsider)
    actions.grant_role(cast.hr_admin, GrantedRole.HR_ADMIN, by=cast.outsider, at=at)
    actions.grant_role(cast.privacy_officer, GrantedRole.PRIVACY_OFFICER, by=cast.outsider, at=at)
    actions.finish_setup(by=cast.outsider, at=at)
    with pytest.raises(Unseen):
        actions.grant_role(cast.mentor, GrantedRole.EXECUTIVE, by=cast.outsider, at=at)


# HR partners


def test_the_partner_of_the_team_looks_after_its_members(cast: Cast, at) -> None:
    assert set(HRScope.objects.in_force(at).values_list("person__handle", flat=True)) == {
        "sam-okafor",
        "lena-vogt",
        "marek-nowak",
        "priya-raman",
    }


def test_a_partner_of_ones_own_goes_before_the_team_s(cast: Cast, at) -> None:
    actions.set_hr_partner(cast.engineer, cast.mentor, by=cast.hr_admin, at=at)
    assert is_to(cast.mentor, cast.engineer, at) == {R.HR_SCOPE}
    assert is_to(cast.hr_partner, cast.engineer, at) == set()
    assert is_to(cast.hr_partner, cast.engineer, at - HOUR) == {R.HR_SCOPE}


def test_the_partner_of_the_team_around_counts_where_a_team_has_none(cast: Cast, at) -> None:
    inner = actions.create_team("Ledger", parent=cast.team, by=cast.hr_admin, at=at)
    actions.join_team(cast.outsider, inner, by=cast.hr_admin, at=at)
    assert is_to(cast.hr_partner, cast.outsider, at) == {R.HR_SCOPE}


def test_a_change_of_team_changes_the_partner(cast: Cast, at) -> None:
    actions.join_team(cast.engineer, cast.other_team, by=cast.hr_admin, at=at)
    assert is_to(cast.hr_partner, cast.engineer, at) == set()


def test_an_hr_partner_has_no_scope_over_their_own_manager(cast: Cast, at) -> None:
    """TRUST X7."""
    actions.set_hr_partner(cast.leader, cast.hr_partner, by=None, at=at)
    assert is_to(cast.hr_partner, cast.leader, at) == set()


def test_a_team_cannot_lie_inside_itself(cast: Cast, at) -> None:
    inner = actions.create_team("Ledger", parent=cast.team, by=cast.hr_admin, at=at)
    with pytest.raises(Refused) as refused:
        actions.move_team(cast.team, inner, by=cast.hr_admin, at=at)
    assert codes(refused) == {"team-inside-itself"}


# Leaving


def test_a_leaver_has_no_relation_left_and_nobody_reports_to_them(cast: Cast, at) -> None:
    """TRUST R13, X4, X5."""
    actions.mark_left(cast.manager, last_day=at.date(), by=cast.hr_admin, at=at)
    assert relations_to(cast.manager, cast.engineer, at=at) == frozenset()
    assert manager_of(cast.engineer, at=at) is None
    assert is_to(cast.delegate, cast.engineer, at) == set()
    assert list(wrong_paths()) == []


def test_the_account_the_roles_and_the_invitations_die_with_leaving(cast: Cast, at) -> None:
    """TRUST R13: in the same transaction."""
    stranger = actions.add_person(PersonDraft(name="Ida Berg", email="ida@example.org"), by=cast.hr_admin, at=at)
    token = actions.invite(stranger, by=cast.hr_admin, at=at)
    actions.mark_left(stranger, last_day=at.date(), by=cast.hr_admin, at=at)
    actions.mark_left(cast.executive, last_day=at.date(), by=cast.hr_admin, at=at)
    cast.executive.account.refresh_from_db()
    assert (cast.executive.account.is_active, cast.executive.account.has_usable_password()) == (False, False)
    assert not Grant.objects.in_force(at).filter(person=cast.executive).exists()
    with pytest.raises(Unseen):
        actions.accept_invitation(token, "a long enough secret", at=at + HOUR)


def test_a_last_day_ahead_is_true_when_it_is_over_without_any_job(cast: Cast, at) -> None:
    actions.mark_left(cast.manager, last_day=TOMORROW, by=cast.hr_admin, at=at)
    over = start_of(date(2026, 11, 26))
    assert R.MANAGER in relations_to(cast.manager, cast.engineer, at=over - timedelta(seconds=1))
    assert relations_to(cast.manager, cast.engineer, at=over) == frozenset()
    cast.manager.refresh_from_db()
    assert cast.manager.status == PersonStatus.ACTIVE
    actions.settle_lines(over)
    cast.manager.refresh_from_db()
    assert cast.manager.status == PersonStatus.LEAVER
    assert not cast.manager.account.is_active


def test_whom_a_leaving_hr_partner_looked_after_goes_to_the_partner_of_the_team(cast: Cast, at) -> None:
    actions.set_hr_partner(cast.engineer, cast.mentor, by=cast.hr_admin, at=at)
    actions.mark_left(cast.mentor, last_day=at.date(), by=cast.hr_admin, at=at + HOUR)
    assert is_to(cast.hr_partner, cast.engineer, at + HOUR) == {R.HR_SCOPE}


def test_the_last_privacy_officer_cannot_leave_before_another_is_named(cast: Cast, at) -> None:
    with pytest.raises(Refused) as refused:
        actions.mark_left(cast.privacy_officer, last_day=at.date(), by=cast.hr_admin, at=at)
    assert codes(refused) == {"last-holder"}


# Invitations


def test_an_invitation_makes_an_account_once(cast: Cast, at) -> None:
    person = actions.add_person(PersonDraft(name="Ida Berg", email="ida@example.org"), by=cast.hr_admin, at=at)
    token = actions.invite(person, by=cast.hr_admin, at=at)
    account = actions.accept_invitation(token, "seven quiet herons", at=at + HOUR)
    assert account.check_password("seven quiet herons")
    with pytest.raises(Unseen):
        actions.accept_invitation(token, "seven quiet herons", at=at + HOUR)


def test_the_link_is_kept_as_a_hash_alone(cast: Cast, at) -> None:
    """TRUST T29."""
    person = actions.add_person(PersonDraft(name="Ida Berg", email="ida@example.org"), by=cast.hr_admin, at=at)
    token = actions.invite(person, by=cast.hr_admin, at=at)
    invitation = Invitation.objects.get()
    assert invitation.token_hash == hash_of(token) != token
    assert len(token) >= 43


def test_an_invitation_is_dead_after_seven_days(cast: Cast, at) -> None:
    person = actions.add_person(PersonDraft(name="Ida Berg", email="ida@example.org"), by=cast.hr_admin, at=at)
    token = actions.invite(person, by=cast.hr_admin, at=at)
    with pytest.raises(Unseen):
        actions.accept_invitation(token, "seven quiet herons", at=at + timedelta(days=7))


def test_a_second_invitation_kills_the_first(cast: Cast, at) -> None:
    person = actions.add_person(PersonDraft(name="Ida Berg", email="ida@example.org"), by=cast.hr_admin, at=at)
    first = actions.invite(person, by=cast.hr_admin, at=at)
    actions.invite(person, by=cast.hr_admin, at=at + HOUR)
    with pytest.raises(Unseen):
        actions.accept_invitation(first, "seven quiet herons", at=at + HOUR)


def test_a_weak_password_is_refused_in_words(cast: Cast, at) -> None:
    person = actions.add_person(PersonDraft(name="Ida Berg", email="ida@example.org"), by=cast.hr_admin, at=at)
    token = actions.invite(person, by=cast.hr_admin, at=at)
    with pytest.raises(Refused) as refused:
        actions.accept_invitation(token, "short", at=at)
    assert codes(refused) == {"password-too-weak"}
    assert person.account is None


def test_the_cast_stands_as_it_was_told(cast: Cast) -> None:
    assert cast.leaver.status == PersonStatus.LEAVER
    assert NOW.tzinfo is not None
