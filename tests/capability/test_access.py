"""Frameworks are open to everybody and written by HR admin (TRUST C1); a person's role is need-to-know (A2)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from cadenza.capability import access, actions
from cadenza.capability.rules import CapabilityEntry, LevelEntry
from cadenza.objections import Unseen
from cadenza.people.models import Organisation

pytestmark = pytest.mark.django_db

ENTRIES = [CapabilityEntry("", "Forecasting", (LevelEntry(1, "", ("Names what could slip.",)),))]


def allowed(cast, call):
    found = set()
    for who, person in cast.everybody().items():
        try:
            call(person)
        except (PermissionDenied, Unseen):
            continue
        found.add(who)
    return found


def test_hr_admin_alone_writes_frameworks_and_roles(cast, at):
    """TRUST C1."""
    assert allowed(cast, lambda person: actions.write_framework("Engineering", ENTRIES, by=person, at=at)) == {"hr_admin"}
    assert allowed(cast, lambda person: actions.add_role_profile("Engineer", "I", {}, by=person, at=at)) == {"hr_admin"}


def test_everybody_who_is_here_reads_frameworks(cast, at):
    """TRUST C1, R13."""
    version = actions.write_framework("Engineering", ENTRIES, by=None, at=at)
    actions.publish_version(version.pk, by=None, at=at)
    readers = allowed(cast, lambda person: access.framework_by_slug(person, "engineering", at=at))
    assert readers == set(cast.everybody()) - {"leaver"}
    with pytest.raises(Unseen):
        access.framework_by_slug(cast.engineer, "no-such", at=at)


def test_drafts_are_seen_by_those_who_write_them(cast, at):
    """TRUST C1."""
    actions.write_framework("Engineering", ENTRIES, by=None, at=at)
    assert access.visible_versions(cast.hr_admin, at=at).count() == 1
    assert access.visible_versions(cast.engineer, at=at).count() == 0


def test_hr_admin_gives_roles_but_not_to_their_own_line(cast, at):
    """TRUST A2, X7."""
    profile = actions.add_role_profile("Engineer", "I", {}, by=None, at=at)
    give = lambda who: lambda person: actions.give_role(who.pk, profile.pk, since=date(2026, 11, 1), by=person, at=at)  # noqa: E731
    assert allowed(cast, give(cast.engineer)) == {"hr_admin"}
    assert allowed(cast, give(cast.hr_admin)) == set()
    assert allowed(cast, give(cast.leader)) == set()


def test_while_setting_up_the_owner_arranges_everything(cast, at):
    """TRUST X8."""
    organisation = Organisation.objects.get()
    organisation.set_up_at, organisation.owner = None, cast.outsider
    organisation.save()
    assert actions.write_framework("Engineering", ENTRIES, by=cast.outsider, at=at).number == 1
    profile = actions.add_role_profile("Engineer", "I", {}, by=cast.outsider, at=at)
    actions.give_role(cast.engineer.pk, profile.pk, since=date(2026, 11, 1), by=cast.outsider, at=at)
