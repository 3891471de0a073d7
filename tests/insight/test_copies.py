"""Near-copies on a page: HR is told of plans by manager and reads no word, a manager sees their reports' side by side (LEARN-4, HR-4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.agreed import OUTCOMES, agreed_plan, quarter
from tests.cast import NOW, Cast

from cadenza.capability.models import Capability, Framework
from cadenza.learning.actions import add_option
from cadenza.learning.rules import Fit, OptionDraft, OptionKind
from cadenza.people.actions import PersonDraft, add_person
from cadenza.people.models import Person
from cadenza.plans.models import Action
from cadenza.plans.near_copies import find_copies
from cadenza.web.clock import pinned

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]
HERE = "/learning/near-copies/"


@pytest.fixture
def copied(cast: Cast) -> Cast:
    """The engineer's and the peer's goals in the same words, and an outsider's too."""
    for owner, manager in ((cast.engineer, cast.manager), (cast.peer, cast.manager), (cast.outsider, cast.outsider_manager)):
        agreed_plan(owner, manager, goals=1)
    find_copies(quarter(), at=NOW)
    return cast


def page(client: Client, path: str = HERE) -> str:
    with pinned(NOW):
        answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_hr_admin_is_told_by_manager_and_reads_no_word(copied: Cast, sign_in: SignIn) -> None:
    """HR-4."""
    shown = page(sign_in(copied.hr_admin))
    assert "Goals of 3 people" in shown
    assert copied.manager.name in shown and copied.outsider_manager.name in shown
    assert OUTCOMES[0] not in shown


def test_an_hr_partner_is_told_of_their_own_people_alone(copied: Cast, sign_in: SignIn) -> None:
    shown = page(sign_in(copied.hr_partner))
    assert "Goals of 2 people" in shown
    assert copied.outsider.name not in shown
    assert OUTCOMES[0] not in shown


def test_a_manager_sees_their_reports_words_side_by_side(copied: Cast, sign_in: SignIn) -> None:
    shown = page(sign_in(copied.manager))
    assert shown.count(OUTCOMES[0]) == 2
    assert copied.outsider.name not in shown


def test_a_manager_of_one_of_them_is_told_nothing(copied: Cast, sign_in: SignIn) -> None:
    assert "Nothing that people share now" in page(sign_in(copied.outsider_manager))


@pytest.mark.parametrize("who", ["engineer", "peer", "mentor", "delegate", "executive", "privacy_officer", "operator", "outsider"])
def test_to_everybody_else_the_page_does_not_exist(copied: Cast, sign_in: SignIn, who: str) -> None:
    with pinned(NOW):
        assert sign_in(getattr(copied, who)).get(HERE).status_code == 404


def test_hr_is_told_by_template_from_five_people_on(copied: Cast, sign_in: SignIn) -> None:
    """LEARN-4, TRUST 1.5, T11: the option that near-copies take up, with enough who take up another; never whose they are."""
    framework = Framework.objects.create(name="Engineering", slug="engineering")
    fit = Fit(Capability.objects.create(framework=framework, name="Forecasting", slug="forecasting").pk)
    option = add_option(OptionDraft("The house exercise", OptionKind.COURSE, fits=(fit,)), by=None, at=NOW)
    work = "Work through the six cases of the house exercise and note down every step that is new to you"
    else_where = "Pair with whoever is on call for two incidents and write the second report alone before the next rota begins"
    takes_it_up = Q(goal__plan__owner__in=[copied.engineer, copied.peer, copied.outsider])
    for number in range(1, 8):
        draft = PersonDraft(name=f"Person {number}", email=f"p{number}@example.org")
        added = add_person(draft, by=None, at=NOW - timedelta(days=90), manager=copied.manager)
        agreed_plan(added, copied.manager, goals=1)
        takes_it_up |= Q(goal__plan__owner=added) if number < 3 else Q()
        Action.objects.filter(takes_it_up).update(option=option, what=work)
        Action.objects.exclude(takes_it_up).update(what=else_where)
        find_copies(quarter(), at=NOW)
        shown = page(sign_in(copied.hr_admin))
        told = number == 7  # five who take it up, and five whose copied actions do not
        assert ("The house exercise" in shown, "By template" in shown, shown.count("about 5")) == (told, told, 2 * told)
        assert "from the catalogue" not in shown
    shown = page(sign_in(copied.manager))
    assert "from the catalogue" in shown and "By template" not in shown


def test_the_page_asks_the_same_number_of_queries_for_few_and_many(copied: Cast, sign_in: SignIn) -> None:
    client = sign_in(copied.hr_admin)

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(client)
        return len(seen)

    count()
    few = count()
    for number in range(20):
        draft = PersonDraft(name=f"Person {number}", email=f"p{number}@example.org")
        agreed_plan(add_person(draft, by=None, at=NOW - timedelta(days=90), manager=copied.manager), copied.manager, goals=2)
    find_copies(quarter(), at=NOW)
    assert count() == few
