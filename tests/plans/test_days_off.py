"""Reviews fall on days on which both of the pair work, each by the public holidays of their own place (REV-4)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.agreed import agreed_plan, review_of
from tests.cast import Cast
from tests.plans.conftest import Pair

from cadenza.people.models import Person
from cadenza.plans import actions
from cadenza.plans.models import Review
from cadenza.plans.reviews import move_review

pytestmark = pytest.mark.django_db
OCTOBER = datetime(2026, 10, 2, 9, 0, tzinfo=UTC)
ST_ANDREW = date(2026, 11, 30)


@pytest.mark.parametrize(("site", "lands_on"), [("Leeds, England", ST_ANDREW), ("Glasgow, Scotland", date(2026, 12, 1))])
def test_a_moved_review_passes_over_the_manager_s_own_bank_holiday(cast: Cast, site: str, lands_on: date) -> None:
    Person.objects.filter(pk__in=[cast.engineer.pk, cast.manager.pk]).update(country="GB", site="Leeds, England")
    Person.objects.filter(pk=cast.manager.pk).update(site=site)
    plan = agreed_plan(cast.engineer, cast.manager)
    Review.objects.filter(pk=review_of(plan).pk).update(due_on=date(2026, 11, 27))
    friday = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
    assert move_review(review_of(plan, date(2026, 11, 27)).pk, by=Person.objects.get(pk=cast.engineer.pk), at=friday).due_on == lands_on


def test_reviews_are_dated_by_both_places_from_the_start(draft: Pair) -> None:
    """3 and 23 November are holidays in Tokyo alone."""
    Person.objects.filter(pk=draft.owner.pk).update(country="GB")
    Person.objects.filter(pk=draft.manager.pk).update(country="JP")
    actions.share_plan(draft.plan.pk, by=draft.owner, at=OCTOBER)
    days = set(Review.objects.filter(plan=draft.plan).values_list("due_on", flat=True))
    assert days and not days & {date(2026, 11, 3), date(2026, 11, 23)}
    assert all(day.weekday() < 5 for day in days)
