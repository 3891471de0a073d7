"""The reset's pages by their doors: both sides, in four steps, without a word of the other's before its time."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast
from tests.plans.conftest import Pair

from cadenza.bench.sheet import Sheet
from cadenza.evidence.actions import EvidenceDraft, add_evidence
from cadenza.evidence.models import Evidence
from cadenza.evidence.rules import EvidenceKind
from cadenza.people.models import Person
from cadenza.plans.models import Goal, Judgement, Plan, Reset
from cadenza.web.clock import pinned

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]
PLAN = "/people/sam-okafor/plans/2026-q4/"
RESET = f"{PLAN}reset/"
DECEMBER = datetime(2026, 12, 15, 9, 0, tzinfo=UTC)
FEBRUARY = datetime(2027, 2, 2, 9, 0, tzinfo=UTC)
PLANTED = "quokka-tangerine-ledger"
MOST_QUERIES = 24


@pytest.fixture
def fact(agreed: Pair) -> Evidence:
    """A piece of evidence from the quarter."""
    draft = EvidenceDraft(EvidenceKind.REVIEW_COMMENT, "Forecast was 12% out", date(2026, 11, 20), agreed.ground.forecasting.pk)
    return add_evidence(agreed.owner.pk, draft, by=agreed.owner, at=DECEMBER)


def text(response: HttpResponse) -> str:
    return response.content.decode()


def bases(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(base-goal-[^"]+)" id="[^"]+" value="([^"]*)"', page))


def write(client: Client, step: str, *, htmx: bool = False, **words: object) -> HttpResponse:
    """One step filled in for goal 1 and sent as the page sends it."""
    data = bases(text(client.get(f"{RESET}{step}/"))) | {f"goal-1-{name}": value for name, value in words.items()} | {"go": "1"}
    return client.post(f"{RESET}{step}/", data, **({"HTTP_HX_REQUEST": "true"} if htmx else {}))  # type: ignore[arg-type, return-value]


def press(client: Client, door: str) -> HttpResponse:
    return client.post(f"{RESET}{door}/", {"op_id": str(uuid4())})  # type: ignore[return-value]


def fill(client: Client, fact: Evidence, *, end: bool) -> None:
    write(client, "achieved", change="some", shows=PLANTED, cites=[str(fact.pk)])
    write(client, "changed", level_seen="3")
    if end:
        write(client, "carry", end="carried", learned="Ask for figures early")


def test_a_reset_goes_through_its_four_steps_to_the_next_draft(agreed: Pair, fact: Evidence, sign_in: SignIn) -> None:
    """REV-6, end to end and without a script."""
    with pinned(DECEMBER):
        person, manager = sign_in(agreed.owner), sign_in(agreed.manager)
        fill(manager, fact, end=False)
        assert press(manager, "share").status_code == 303
        fill(person, fact, end=True)
        assert press(person, "share").status_code == 303
        assert Reset.objects.filter(plan=agreed.plan).exists()
        answer = press(person, "next")
    assert answer["Location"] == "/people/sam-okafor/plans/2027-q1/edit/"
    assert Goal.objects.get(plan__cycle__key="2027-q1").carried_from_id == agreed.goal().pk


@pytest.mark.parametrize("path", [RESET + "achieved/", RESET + "changed/", RESET + "carry/", RESET + "check/", PLAN])
def test_no_page_of_the_other_shows_a_word_before_it_is_shared(agreed: Pair, fact: Evidence, sign_in: SignIn, path: str) -> None:
    """TRUST E2."""
    with pinned(DECEMBER):
        write(sign_in(agreed.manager), "achieved", change="none", shows=PLANTED, cites=[str(fact.pk)])
        page = text(sign_in(agreed.owner).get(path))
    assert PLANTED not in page
    assert 'value="none" checked' not in page


def test_shared_words_stand_beside_ones_own(agreed: Pair, fact: Evidence, sign_in: SignIn) -> None:
    with pinned(DECEMBER):
        manager = sign_in(agreed.manager)
        fill(manager, fact, end=False)
        press(manager, "share")
        page = text(sign_in(agreed.owner).get(f"{RESET}check/"))
    assert PLANTED in page


def test_an_autosave_keeps_what_is_typed_and_answers_with_fresh_bases(agreed: Pair, fact: Evidence, sign_in: SignIn) -> None:
    with pinned(DECEMBER):
        answer = write(sign_in(agreed.owner), "achieved", htmx=True, change="some", shows=PLANTED)
        assert "Saved" in text(answer)
        assert "base-goal-1-shows" in text(answer)
        assert PLANTED in text(sign_in(agreed.owner).get(f"{RESET}achieved/"))


def test_two_open_pages_of_one_person_never_put_each_other_s_words_back(agreed: Pair, fact: Evidence, sign_in: SignIn) -> None:
    """DATA-1: a saving answers with the bases of what its own page says, not of what another tab said meanwhile."""
    with pinned(DECEMBER):
        first, second = (Sheet(sign_in(agreed.owner), f"{RESET}achieved/").load() for _tab in range(2))
        first.save(goal__1__shows=PLANTED)
        for change in ("some", "clear"):
            assert second.save(goal__1__change=change).status_code == 200
        assert PLANTED in text(sign_in(agreed.owner).get(f"{RESET}achieved/"))


def test_sharing_too_early_names_each_missing_answer_with_a_way_to_it(agreed: Pair, sign_in: SignIn) -> None:
    with pinned(DECEMBER):
        answer = press(sign_in(agreed.owner), "share")
    assert answer.status_code == 422
    assert f"{RESET}carry/#id_goal-1-end_0" in text(answer)


def test_a_choice_nobody_offered_is_refused_and_the_text_stays(agreed: Pair, sign_in: SignIn) -> None:
    """TRUST T12."""
    with pinned(DECEMBER):
        answer = write(sign_in(agreed.owner), "achieved", change="excellent", shows=PLANTED)
    assert answer.status_code == 422
    assert PLANTED in text(answer)
    assert not Judgement.objects.exclude(sealed=None).exists()


def test_a_dropped_key_result_is_pointed_out(agreed: Pair, sign_in: SignIn) -> None:
    agreed.ground.key_result.state = "dropped"
    agreed.ground.key_result.save()
    with pinned(DECEMBER):
        assert "It was dropped since you agreed the plan." in text(sign_in(agreed.owner).get(f"{RESET}changed/"))


@pytest.mark.parametrize("who", ["engineer", "manager"])
def test_a_plan_nobody_reset_says_so_to_the_two(agreed: Pair, cast: Cast, sign_in: SignIn, who: str) -> None:
    with pinned(FEBRUARY):
        assert "nobody has reset this plan" in text(sign_in(getattr(cast, who)).get(PLAN))


def test_a_plan_nobody_reset_says_so_to_hr_without_its_words(agreed: Pair, cast: Cast, sign_in: SignIn) -> None:
    """HR-4."""
    with pinned(FEBRUARY):
        page = text(sign_in(cast.hr_partner).get(PLAN))
    assert "nobody has reset this plan" in page
    assert "forecast a change" not in page


def test_before_its_time_the_page_says_when_it_opens(agreed: Pair, sign_in: SignIn) -> None:
    with pinned(datetime(2026, 11, 24, 10, 0, tzinfo=UTC)):
        page = text(sign_in(agreed.owner).get(f"{RESET}achieved/"))
    assert "10 December 2026" in page


@pytest.mark.parametrize("step", ["achieved", "changed", "carry", "check"])
def test_a_step_asks_a_constant_number_of_questions(agreed: Pair, fact: Evidence, sign_in: SignIn, step: str) -> None:
    with pinned(DECEMBER):
        client = sign_in(agreed.owner)
        client.get(f"{RESET}{step}/")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(f"{RESET}{step}/")
    assert len(seen) <= MOST_QUERIES, "\n".join(one["sql"][:140] for one in seen)


def test_the_next_plan_says_nothing_to_the_manager_while_it_is_a_draft(agreed: Pair, fact: Evidence, sign_in: SignIn) -> None:
    """TRUST E2."""
    with pinned(DECEMBER):
        person = sign_in(agreed.owner)
        fill(person, fact, end=True)
        press(person, "share")
        press(person, "next")
        page = text(sign_in(agreed.manager).get(f"{RESET}check/"))
    assert "2027-q1" not in page
    assert Plan.objects.get(cycle__key="2027-q1").state == "draft"
