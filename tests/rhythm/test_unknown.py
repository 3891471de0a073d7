"""A pair, a point or a team that never was is answered like one that may not be seen (TRUST 0.6, X1)."""

import pytest
from tests.cast import NOW

from cadenza.objections import Unseen
from cadenza.people.actions import begin_line
from cadenza.rhythm import access
from cadenza.rhythm.actions import add_point

pytestmark = pytest.mark.django_db


def test_a_pair_of_nobody_does_not_exist(cast, at):
    with pytest.raises(Unseen):
        access.pair_for(cast.manager, next(iter(access.WHO_MAY)), "nobody-at-all", at=at)


def test_a_point_that_never_was_does_not_exist(cast, at):
    with pytest.raises(Unseen):
        access.point_for(cast.manager, next(iter(access.WHO_MAY)), 999_999, at=at)


def test_a_point_of_a_pair_that_is_over_is_nobodys_to_touch(cast, at):
    point = add_point(cast.engineer.handle, by=cast.engineer, at=at, text="Cover in December", day=NOW.date())
    begin_line(cast.engineer, cast.new_manager, since=at, by=None, at=at)
    allowed = next(action for action, who in access.WHO_MAY.items() if "agenda" in action)
    with pytest.raises(Unseen):
        access.point_for(cast.engineer, allowed, point.pk, at=at)


def test_a_team_that_never_was_does_not_exist(db):
    with pytest.raises(Unseen):
        access.team_for("no-such-team")
