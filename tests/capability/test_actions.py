"""Writing and publishing frameworks, role profiles, and the role of a person with its history."""

from datetime import date

import pytest

from cadenza.capability import actions, drafting, queries
from cadenza.capability.models import Capability, Level, PersonRole, RoleProfile
from cadenza.capability.rules import CapabilityEntry, LevelEntry, Need
from cadenza.objections import Refused, Unseen
from cadenza.people.models import Freeze
from cadenza.trail.queries import entries_about

pytestmark = pytest.mark.django_db


def entry(name, *levels, family=""):
    return CapabilityEntry(family, name, tuple(LevelEntry(number, "", (f"{name} seen at {number}", "and so")) for number in levels))


@pytest.fixture
def framework(cast, at):
    version = actions.write_framework("Engineering", [entry("Forecasting", 1, 2, 3), entry("Review", 1, 2)], by=cast.hr_admin, at=at)
    return actions.publish_version(version.pk, by=cast.hr_admin, at=at)


def refused(call):
    with pytest.raises(Refused) as caught:
        call()
    return [found.code for found in caught.value.objections]


def test_the_next_version_leaves_the_one_before_as_it_was(framework, cast, at):
    """CAP-1."""
    draft = actions.write_framework("engineering", [entry("Forecasting", 1, 2, 3, 4)], by=cast.hr_admin, at=at)
    assert (draft.number, draft.state, Capability.objects.count()) == (2, "draft", 2)
    assert queries.in_force().get() == framework
    actions.publish_version(draft.pk, by=cast.hr_admin, at=at)
    framework.refresh_from_db()
    assert framework.state == "retired"
    assert Level.objects.filter(version=framework).count() == 5
    assert [one.name for one in queries.capabilities_in_force()] == ["Forecasting"]


def test_nobody_writes_over_a_draft(framework, cast, at):
    """CAP-1: words that somebody wrote into the next version are not lost to a file."""
    actions.write_framework("Engineering", [entry("Forecasting", 1)], by=cast.hr_admin, at=at)
    again = lambda: actions.write_framework("Engineering", [entry("Forecasting", 1, 2)], by=cast.hr_admin, at=at)  # noqa: E731  a call to refuse
    assert refused(again) == ["version-being-written"]


def test_frameworks_stand_side_by_side(framework, cast, at):
    """CAP-1."""
    other = actions.write_framework("Sales", [entry("Review", 1)], by=cast.hr_admin, at=at)
    actions.publish_version(other.pk, by=cast.hr_admin, at=at)
    assert sorted(Capability.objects.values_list("slug", flat=True)) == ["forecasting", "review", "review-2"]


def test_a_published_version_is_never_reworded(framework, cast, at):
    """CAP-1."""
    level = Level.objects.filter(version=framework).first()
    who = {"by": cast.hr_admin, "at": at}
    assert refused(lambda: drafting.add_statement(framework.pk, level.pk, "Other words", **who)) == ["version-published"]
    assert refused(lambda: drafting.remove_level(framework.pk, level.pk, **who)) == ["version-published"]
    assert refused(lambda: drafting.discard_version(framework.pk, **who)) == ["version-kept"]
    assert refused(lambda: actions.publish_version(framework.pk, **who)) == ["version-not-a-draft"]


def test_a_person_has_one_role_at_a_time_with_history(framework, cast, at):
    """CAP-2."""
    forecasting = Capability.objects.get(name="Forecasting")
    first = actions.add_role_profile("Engineer", "I", {forecasting.pk: 1}, by=cast.hr_admin, at=at)
    second = actions.add_role_profile("Engineer", "II", {forecasting.pk: 2}, after=first.pk, by=cast.hr_admin, at=at)
    actions.give_role(cast.engineer.pk, first.pk, since=date(2026, 1, 5), by=cast.hr_admin, at=at)
    actions.give_role(cast.engineer.pk, second.pk, since=date(2026, 10, 1), by=cast.hr_admin, at=at)
    assert queries.role_of(cast.engineer.pk, day=date(2026, 9, 30)) == first
    assert queries.role_of(cast.engineer.pk, day=date(2026, 10, 1)) == second
    assert queries.profiles_held_by([cast.engineer.pk, cast.peer.pk], day=date(2026, 10, 1)) == {cast.engineer.pk: second.pk}
    again = lambda: actions.give_role(cast.engineer.pk, first.pk, since=date(2026, 10, 1), by=cast.hr_admin, at=at)  # noqa: E731
    assert refused(again) == ["role-before-present-one"]
    assert refused(lambda: actions.give_role(cast.engineer.pk, 4711, since=date(2027, 1, 1), by=None, at=at)) == ["role-profile-unknown"]
    actions.end_role(cast.engineer.pk, until=date(2026, 12, 1), by=cast.hr_admin, at=at)
    over = lambda: actions.end_role(cast.engineer.pk, until=date(2026, 12, 1), by=cast.hr_admin, at=at)  # noqa: E731
    assert refused(over) == ["role-none-to-end"]
    assert queries.role_of(cast.engineer.pk, day=date(2026, 12, 1)) is None
    assert PersonRole.objects.count() == 2
    assert refused(lambda: actions.give_role(cast.leaver.pk, first.pk, since=date(2026, 12, 1), by=None, at=at)) == ["role-of-a-leaver"]


def test_a_slip_in_somebody_s_role_is_taken_back_step_by_step(framework, cast, at):
    """CAP-2: the latest change alone, while no day has passed under it, and the trail keeps both."""
    first, second = (actions.add_role_profile("Engineer", level, {}, by=None, at=at) for level in "12")
    who = {"by": cast.hr_admin, "at": at}
    actions.give_role(cast.engineer.pk, first.pk, since=date(2026, 1, 5), **who)
    before = PersonRole.objects.get()
    given = actions.give_role(cast.engineer.pk, second.pk, since=at.date(), **who)
    actions.end_role(cast.engineer.pk, until=date(2027, 1, 1), **who)
    for wrong in (before.pk, 4711):
        with pytest.raises(Unseen):
            actions.take_back_role(cast.engineer.pk, wrong, **who)
    with pytest.raises(Unseen):
        actions.take_back_role(cast.engineer.pk, given.pk, by=cast.manager, at=at)
    actions.take_back_role(cast.engineer.pk, given.pk, **who)
    given.refresh_from_db()
    assert given.until is None
    actions.take_back_role(cast.engineer.pk, given.pk, **who)
    held = PersonRole.objects.get()
    assert (held.profile, held.until) == (first, None)
    with pytest.raises(Unseen):
        actions.take_back_role(cast.engineer.pk, held.pk, **who)
    assert [entry.kind for entry in entries_about(cast.engineer.pk, kinds=["capability.role-taken-back"])] == [
        "capability.role-taken-back"
    ] * 2


def test_what_was_ended_on_purpose_stays_ended_and_frozen_records_stay_as_they_are(framework, cast, at):
    """CAP-2, TRUST L13: the role given from that very day on goes alone."""
    first, second = (actions.add_role_profile("Engineer", level, {}, by=None, at=at) for level in "12")
    who = {"by": cast.hr_admin, "at": at}
    ended = actions.give_role(cast.engineer.pk, first.pk, since=date(2026, 1, 5), **who)
    actions.end_role(cast.engineer.pk, until=at.date(), **who)
    given = actions.give_role(cast.engineer.pk, second.pk, since=at.date(), **who)
    freeze = Freeze.objects.create(person=cast.engineer, since=at)
    assert refused(lambda: actions.take_back_role(cast.engineer.pk, given.pk, **who)) == ["role-frozen"]
    freeze.delete()
    actions.take_back_role(cast.engineer.pk, given.pk, **who)
    assert list(PersonRole.objects.values_list("pk", "until")) == [(ended.pk, at.date())]


def test_a_role_does_not_end_before_it_began(framework, cast, at):
    """CAP-2."""
    profile = actions.add_role_profile("Engineer", "", {}, by=None, at=at)
    actions.give_role(cast.engineer.pk, profile.pk, since=date(2026, 10, 1), by=None, at=at)
    assert refused(lambda: actions.end_role(cast.engineer.pk, until=date(2026, 10, 1), by=None, at=at)) == ["role-before-present-one"]


def test_what_this_role_needs_and_the_next_one_will(framework, cast, at, django_assert_num_queries):
    """GAP-3."""
    forecasting, review = Capability.objects.order_by("name")
    first = actions.add_role_profile("Engineer", "I", {forecasting.pk: 1}, by=None, at=at)
    actions.add_role_profile("Engineer", "II", {forecasting.pk: 2, review.pk: 1}, after=first.pk, by=None, at=at)
    actions.give_role(cast.engineer.pk, first.pk, since=date(2026, 1, 5), by=None, at=at)
    with django_assert_num_queries(2):
        found = queries.profile_needs_of(cast.engineer.pk, day=at.date())
    assert [(capability.name, need) for capability, need in found.needs] == [
        ("Forecasting", Need(forecasting.pk, 1, 2)),
        ("Review", Need(review.pk, None, 1)),
    ]
    assert queries.profile_needs_of(cast.peer.pk, day=at.date()).profile is None


def test_needs_of_a_role_are_said_anew_whole(framework, cast, at):
    """CAP-2."""
    forecasting, review = Capability.objects.order_by("name")
    profile = actions.add_role_profile("Engineer", "I", {forecasting.pk: 1}, by=None, at=at)
    actions.change_role_needs(profile.pk, {review.pk: 2}, by=cast.hr_admin, at=at)
    assert list(profile.needs.values_list("capability", "required_level")) == [(review.pk, 2)]
    assert refused(lambda: actions.add_role_profile("engineer", "i", {}, by=None, at=at)) == ["role-profile-taken"]
    assert RoleProfile.objects.count() == 1


def test_what_does_not_exist_is_unseen(framework, cast, at):
    for call in (
        lambda: actions.publish_version(4711, by=cast.hr_admin, at=at),
        lambda: actions.change_role_needs(4711, {}, by=cast.hr_admin, at=at),
    ):
        with pytest.raises(Unseen):
            call()
