"""A learning option's page: where it could go, and how often it was used, told only as far as it may be (LEARN-3, TRUST 1.5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from tests.agreed import agreed_plan
from tests.cast import NOW, Cast
from tests.learning.conftest import Shelf, shelf

from cadenza.insight import learning
from cadenza.insight.learning import counted_at, list_page, may_see_rates, option_page, rates_of
from cadenza.learning.models import Option
from cadenza.learning.queries import Asked
from cadenza.people.actions import PersonDraft, add_person
from cadenza.people.models import Person
from cadenza.plans.models import Action, Application
from cadenza.plans.reset_rules import Side
from cadenza.plans.rules import ActionKind
from cadenza.web.clock import pinned

pytestmark = pytest.mark.django_db
__all__ = ["shelf"]

SignIn = Callable[[Person], Client]
SAID = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
"""Last week."""


def learned(option: Option, owner: Person, manager: Person, *, used: bool, at: datetime = SAID, side: Side = Side.PERSON) -> Application:
    """Somebody learned from an option and said afterwards whether they used it."""
    plan = owner.plans.first() or agreed_plan(owner, manager, goals=1)
    goal = plan.goals.get(number=1)
    action = Action.objects.get_or_create(
        goal=goal, number=9, defaults={"kind": ActionKind.EDUCATION, "what": "Learned", "option": option, "done_on": date(2026, 10, 12)}
    )[0]
    week, day = 4, date(2026, 11, 1) if used else None
    author = owner if side is Side.PERSON else manager
    return Application.objects.create(action=action, week=week, side=side, author=author, said_at=at, used=used, used_on=day)


def crowd(cast: Cast, count: int) -> list[Person]:
    """People of the outsider's manager, whom nobody who reads aggregates leads."""
    lead = cast.outsider_manager
    return [
        add_person(
            PersonDraft(name=f"Learner {number}", email=f"l{number}@example.org"),
            by=None,
            at=datetime(2026, 1, 5, tzinfo=UTC),
            manager=lead,
        )
        for number in range(count)
    ]


def test_people_who_used_it_are_told_as_a_band_from_five_on(shelf: Shelf) -> None:
    """LEARN-3, TRUST 1.5."""
    option, cast = shelf.option(), shelf.cast
    people = crowd(cast, 7)
    for number, person in enumerate(people[:4]):
        learned(option, person, cast.outsider_manager, used=number < 2)
    seen = option_page(cast.hr_admin, option.slug, at=NOW)
    assert seen.rates[Side.PERSON] is None
    for number, person in enumerate(people[4:]):
        learned(option, person, cast.outsider_manager, used=number < 2)
    rate = option_page(cast.hr_admin, option.slug, at=NOW).rates[Side.PERSON]
    assert rate is not None
    assert (rate.people, rate.pair) == (7, (40, 60))
    assert option_page(cast.hr_admin, option.slug, at=NOW).rates[Side.MANAGER] is None


def test_what_was_used_once_was_used_whatever_is_said_later(shelf: Shelf) -> None:
    """LEARN-3: after twelve weeks nothing new, after four weeks named work: applied. And the other way round as well."""
    option, cast = shelf.option(), shelf.cast
    for number, person in enumerate(crowd(cast, 5)):
        first = learned(option, person, cast.outsider_manager, used=number < 2)
        later = {"week": 12, "used": 1 < number < 3, "said_at": SAID.replace(day=19), "used_on": date(2026, 11, 2) if number == 2 else None}
        Application.objects.create(action=first.action, side=first.side, author=first.author, **later)
    rate = rates_of(option, cast.hr_admin, as_of=counted_at(NOW), at=NOW)[Side.PERSON]
    assert rate is not None
    assert (rate.people, rate.pair) == (5, (60, 80))


def test_this_weeks_answers_wait_for_next_weeks_figure(shelf: Shelf) -> None:
    """TRUST 1.5: yesterday and today must not tell the joiner."""
    option, cast = shelf.option(), shelf.cast
    people = crowd(cast, 6)
    for person in people[:5]:
        learned(option, person, cast.outsider_manager, used=True)
    before = rates_of(option, cast.hr_admin, as_of=counted_at(NOW), at=NOW)
    learned(option, people[5], cast.outsider_manager, used=False, at=datetime(2026, 11, 24, 9, tzinfo=UTC))
    assert rates_of(option, cast.hr_admin, as_of=counted_at(NOW), at=NOW) == before
    assert counted_at(NOW).date() == date(2026, 11, 23)


def test_whoever_knows_most_of_the_answers_is_not_told_the_rest(shelf: Shelf) -> None:
    """TRUST 1.5: the difference of a figure and one's own people is about the others."""
    option, cast = shelf.option(), shelf.cast
    for person in crowd(cast, 5):
        learned(option, person, cast.outsider_manager, used=True)
    learned(option, cast.engineer, cast.manager, used=False)
    seen = {
        who: rates_of(option, getattr(cast, who), as_of=counted_at(NOW), at=NOW)[Side.PERSON]
        for who in ("hr_admin", "engineer", "outsider_manager")
    }
    assert (seen["hr_admin"] and seen["hr_admin"].people, seen["engineer"] and seen["engineer"].people) == (6, 5)
    assert seen["outsider_manager"] is None


@pytest.mark.parametrize(
    ("who", "sees"),
    [("hr_admin", True), ("executive", True), ("hr_partner", True), ("upline", True), ("privacy_officer", True)]
    + [(who, False) for who in ("engineer", "manager", "peer", "mentor", "operator", "delegate", "outsider")],
)
def test_who_sees_rates(shelf: Shelf, who: str, sees: bool) -> None:
    """TRUST I2."""
    assert may_see_rates(getattr(shelf.cast, who), at=NOW) is sees


@given(said=st.dictionaries(st.integers(1, 12), st.booleans(), max_size=12), own=st.sets(st.integers(1, 12)))
def test_no_figure_tells_what_one_person_said(said: dict[int, bool], own: set[int]) -> None:
    """TRUST T11, 1.5: neither "all of the others" nor "none of them" ever follows, whatever the reader knows."""
    rate = learning._rate(said, own)
    others = set(said) - own
    if len(others) < 5:
        assert rate is None
    if rate is None:
        return
    low, high = rate.band.counts(len(others))
    used = sum(said[one] for one in others)
    assert low <= used <= high
    assert low < len(others)
    assert high > 0


def test_the_list_tells_hr_each_options_rate_as_its_own_page_does(shelf: Shelf, sign_in: SignIn) -> None:
    """LEARN-3: per option, too few withheld, nothing for others; the same number of queries however many options and answers."""
    option, cast = shelf.option(), shelf.cast
    shelf.option("Answered by few")
    people = crowd(cast, 9)
    for number, person in enumerate(people[:5]):
        learned(option, person, cast.outsider_manager, used=number < 2)

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            list_page(cast.hr_admin, Asked(), at=NOW)
        return len(seen)

    count()
    few = count()
    for number, person in enumerate(people[5:]):
        learned(shelf.option(f"Option {number}"), person, cast.outsider_manager, used=True)
    assert count() == few
    rates = {one.title: list_page(cast.hr_admin, Asked(), at=NOW).rates[one.pk] for one in Option.objects.all()}
    assert {title for title, sides in rates.items() if sides[Side.PERSON]} == {option.title}
    assert rates[option.title] == option_page(cast.hr_admin, option.slug, at=NOW).rates
    with pinned(NOW):
        assert "of 5 used it" in sign_in(cast.hr_admin).get("/learning/").content.decode()
        assert "Used in the work" not in sign_in(cast.engineer).get("/learning/").content.decode()


def test_the_page_offers_the_readers_own_goals_alone(shelf: Shelf, sign_in: SignIn) -> None:
    """LEARN-1: never on its own."""
    option, cast = shelf.option(), shelf.cast
    agreed_plan(cast.engineer, cast.manager)
    with pinned(NOW):
        assert "Add to goal 1" in sign_in(cast.engineer).get(f"/learning/{option.slug}/").content.decode()
        others = sign_in(cast.manager).get(f"/learning/{option.slug}/").content.decode()
    assert "Add to goal" not in others
    assert "taken up for a goal, never on its own" in others


def test_the_page_asks_the_same_number_of_queries_however_many_answers(shelf: Shelf) -> None:
    option, cast = shelf.option(), shelf.cast
    people = crowd(cast, 12)

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            option_page(cast.hr_admin, option.slug, at=NOW)
        return len(seen)

    for person in people[:3]:
        learned(option, person, cast.outsider_manager, used=True)
    count()
    few = count()
    for person in people[3:]:
        learned(option, person, cast.outsider_manager, used=False)
    assert count() == few
