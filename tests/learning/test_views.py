"""The catalogue's pages: everybody looks round and suggests, HR admin keeps it (LEARN-1, TRUST L1)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW
from tests.learning.conftest import Shelf

from cadenza.learning.models import Option, OptionSuggestion
from cadenza.learning.rules import Fit, OptionKind
from cadenza.people.models import Person
from cadenza.web.clock import pinned

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]


def text(client: Client, path: str) -> str:
    with pinned(NOW):
        answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def post(client: Client, path: str, **fields: object) -> HttpResponse:
    with pinned(NOW):
        return client.post(path, {"op_id": str(uuid4()), **fields})  # type: ignore[return-value]  # Django's own test answer


def whole(shelf: Shelf, **changes: str) -> dict[str, object]:
    return {
        "title": "Lead one forecast review",
        "kind": "assignment",
        "capability-1": shelf.forecasting.pk,
        "level-1": "3",
        "hours": "6",
        **changes,
    }


def test_everybody_looks_round(shelf: Shelf, sign_in: SignIn) -> None:
    shelf.option()
    shown = text(sign_in(shelf.cast.outsider), "/learning/")
    assert "Lead one forecast review" in shown
    assert "On-the-job assignment" in shown
    assert "Put an option in" not in shown


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Pairing", "Forecasting in practice"}),
        ("q=pairing", {"Pairing"}),
        ("q=design", {"Pairing"}),
        ("kind=course", {"Forecasting in practice"}),
        ("capability=design-review", {"Pairing"}),
        ("role=engineer-3", {"Forecasting in practice"}),
        ("kind=nonsense&page=nonsense", {"Pairing", "Forecasting in practice"}),
        ("page=99", {"Pairing", "Forecasting in practice"}),
        ("q=nothing+like+it", set()),
        ("retired=1", set()),
    ],
)
def test_filters_stand_in_the_address(shelf: Shelf, sign_in: SignIn, query: str, shown: set[str]) -> None:
    shelf.option("Pairing", OptionKind.PEER, fits=(Fit(shelf.reviewing.pk),))
    shelf.option("Forecasting in practice", OptionKind.COURSE, profile_ids=(shelf.profile.pk,))
    page = text(sign_in(shelf.cast.engineer), f"/learning/?{query}")
    assert {title for title in ("Pairing", "Forecasting in practice") if f">{title}</a>" in page} == shown


def test_a_long_catalogue_has_pages_and_a_constant_number_of_queries(shelf: Shelf, sign_in: SignIn) -> None:
    client = sign_in(shelf.cast.engineer)

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            text(client, "/learning/")
        return len(seen)

    for number in range(3):
        shelf.option(f"Option {number:02}")
    text(client, "/learning/")
    few = count()
    for number in range(3, 30):
        shelf.option(f"Option {number:02}")
    assert count() == few
    assert "Option 29" in text(client, "/learning/?page=2")


def test_hr_admin_puts_an_option_in_and_changes_it(shelf: Shelf, sign_in: SignIn) -> None:
    client = sign_in(shelf.cast.hr_admin)
    answer = post(client, "/learning/new/", **whole(shelf))
    assert (answer.status_code, answer["Location"]) == (303, "/learning/lead-one-forecast-review/")
    assert post(client, "/learning/lead-one-forecast-review/edit/", **whole(shelf, hours="8")).status_code == 303
    assert Option.objects.get().version == 2
    assert "Version 2" in text(client, "/learning/lead-one-forecast-review/")


def test_a_refused_option_keeps_what_was_typed(shelf: Shelf, sign_in: SignIn) -> None:
    answer = post(sign_in(shelf.cast.hr_admin), "/learning/new/", **whole(shelf, url="javascript:alert(1)", what="Six hours in October"))
    assert answer.status_code == 422
    assert "Six hours in October" in answer.content.decode()
    assert not Option.objects.exists()


def test_the_link_is_shown_and_never_opened_with_our_address(shelf: Shelf, sign_in: SignIn) -> None:
    """TRUST T24."""
    option = shelf.option(url="https://learn.example/forecasting")
    assert '<a href="https://learn.example/forecasting" rel="noopener noreferrer">' in text(
        sign_in(shelf.cast.engineer), f"/learning/{option.slug}/"
    )


def test_a_retired_option_is_offered_again(shelf: Shelf, sign_in: SignIn) -> None:
    option, client = shelf.option(), sign_in(shelf.cast.hr_admin)
    post(client, f"/learning/{option.slug}/offer/")
    assert "Offer it again" in text(client, f"/learning/{option.slug}/")
    assert "not offered any more" in text(sign_in(shelf.cast.engineer), f"/learning/{option.slug}/")
    post(client, f"/learning/{option.slug}/offer/")
    assert Option.objects.get().retired_at is None


def test_a_suggestion_goes_to_hr_and_comes_back_with_its_answer(shelf: Shelf, sign_in: SignIn) -> None:
    """TRUST L1."""
    me, hr = sign_in(shelf.cast.engineer), sign_in(shelf.cast.hr_admin)
    assert post(me, "/learning/suggest/", title="Shadow on call", kind="coaching", why="The next incident").status_code == 303
    made = OptionSuggestion.objects.get()
    assert "Shadow on call" in text(hr, f"/learning/new/?suggestion={made.pk}")
    refused = post(hr, f"/learning/suggestions/{made.pk}/decline/", **{f"s{made.pk}-answer": "–"})
    assert refused.status_code == 422
    assert post(hr, f"/learning/suggestions/{made.pk}/decline/", **{f"s{made.pk}-answer": "Not before spring"}).status_code == 303
    assert "Not before spring" in text(me, "/learning/suggestions/")


def test_a_suggestion_without_its_why_is_refused_with_its_words(shelf: Shelf, sign_in: SignIn) -> None:
    answer = post(sign_in(shelf.cast.engineer), "/learning/suggest/", title="Shadow on call", kind="coaching", why="")
    assert answer.status_code == 422
    assert "Shadow on call" in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/learning/new/?suggestion=99", "/learning/new/?suggestion=x", "/learning/not-there/", "/learning/not-there/edit/"]
)
def test_what_is_not_there_is_not_found(shelf: Shelf, sign_in: SignIn, path: str) -> None:
    with pinned(NOW):
        assert sign_in(shelf.cast.hr_admin).get(path).status_code == 404
