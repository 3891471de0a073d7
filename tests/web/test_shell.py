"""What stands around a page: five ways on by role, the reader's theme, no price of more than two queries (DESIGN 4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast

from cadenza.home import shell
from cadenza.people.models import Account, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(rf: Any, at: datetime) -> Any:
    """A request for an address by a person, as the middleware leaves it."""

    def request(person: Person | None, address: str = "/", account: Any = None) -> Any:
        made: Any = rf.get(address)
        made.at, made.person = at, person
        made.user = account or (person.account if person else None)
        return made

    return request


def labels(request: Any) -> list[str]:
    return [entry.label for entry in shell.shell_of(request).nav]


@pytest.mark.parametrize(
    ("role", "entries"),
    [
        ("engineer", ["Home", "My plan", "OKRs", "Capabilities", "Feedback"]),
        ("manager", ["Home", "My plan", "Team", "OKRs", "Capabilities"]),
        ("delegate", ["Home", "My plan", "Team", "OKRs", "Capabilities"]),
        ("upline", ["Home", "My plan", "Team", "OKRs", "Overview"]),
        ("hr_partner", ["Home", "My plan", "OKRs", "Overview", "Capabilities"]),
        ("hr_admin", ["Home", "My plan", "Team", "Overview", "Settings"]),
        ("executive", ["Home", "My plan", "OKRs", "Overview", "Capabilities"]),
        ("operator", ["Home", "My plan", "OKRs", "Settings", "Capabilities"]),
        ("privacy_officer", ["Home", "My plan", "OKRs", "Settings", "Capabilities"]),
    ],
)
def test_each_role_has_its_own_work_at_hand(cast: Cast, asked: Any, role: str, entries: list[str]) -> None:
    """DESIGN 4: at most five, the same for everybody of a role."""
    assert labels(asked(getattr(cast, role))) == entries


def test_nobody_has_more_than_five_ways_on(cast: Cast, asked: Any) -> None:
    assert all(len(labels(asked(person))) <= 5 for person in cast.everybody().values() if person.account)


def test_an_account_that_is_no_person_looks_after_the_installation(asked: Any) -> None:
    account = Account.objects.create_user("op@example.org", "a quiet harbour at dawn")
    assert labels(asked(None, account=account)) == ["Home", "Settings"]


def test_somebody_signed_out_has_no_navigation(asked: Any) -> None:
    made = shell.shell_of(asked(None))
    assert (made.nav, made.signed_in, made.idle_seconds) == ((), False, 0)


@pytest.mark.parametrize(
    ("address", "current"),
    [
        ("/", "Home"),
        ("/teams/payments/", "Team"),
        ("/okrs/2026-q4/PAY-3/", "OKRs"),
        ("/people/sam/", "Team"),
        ("/me/plan/", "My plan"),
        ("/help/", ""),
    ],
)
def test_the_entry_of_the_page_one_is_on_is_marked(cast: Cast, asked: Any, address: str, current: str) -> None:
    marked = [entry.label for entry in shell.shell_of(asked(cast.manager, address)).nav if entry.current]
    assert marked == ([current] if current else [])


def test_ones_own_pages_belong_to_ones_own_plan(cast: Cast, asked: Any) -> None:
    own = f"/people/{cast.manager.handle}/plans/2026-q4/"
    assert [entry.label for entry in shell.shell_of(asked(cast.manager, own)).nav if entry.current] == ["My plan"]


def test_a_colleagues_page_belongs_to_nothing_of_somebody_who_leads_nobody(cast: Cast, asked: Any) -> None:
    assert not any(entry.current for entry in shell.shell_of(asked(cast.engineer, f"/people/{cast.peer.handle}/")).nav)


def test_a_page_that_is_not_there_marks_nothing(cast: Cast, asked: Any) -> None:
    """TRUST 0.6: an unseen page must not differ from an unknown one by the mark above it."""
    request = asked(cast.manager, "/teams/payments/")
    request.nowhere = True
    assert not any(entry.current for entry in shell.shell_of(request).nav)


def test_the_shell_costs_one_query_however_often_it_is_shown(cast: Cast, asked: Any) -> None:
    request = asked(cast.manager)
    shell.organisation()
    with CaptureQueriesContext(
        connection,
    ) as asked_of_database:
        for _ in range(3):
            str(shell.shell(request)["shell"].nav)
    assert len(asked_of_database) == 1


def test_the_readers_choice_of_theme_is_used_and_the_system_else(cast: Cast, asked: Any) -> None:
    assert shell.shell_of(asked(cast.engineer)).theme == ""
    cast.engineer.account.theme = "dark"  # type: ignore[union-attr]
    assert shell.shell_of(asked(cast.engineer)).theme == "dark"


def test_the_warning_comes_by_the_clock_that_strikes_first(cast: Cast, asked: Any, at: datetime) -> None:
    request = asked(cast.engineer)
    request.session_ends_at = at + timedelta(minutes=5)
    assert shell.shell_of(request).idle_seconds == 300


def test_names_are_known_where_two_people_meet_in_one_text(cast: Cast) -> None:
    assert shell.Names()[cast.peer.pk] == cast.peer.name
