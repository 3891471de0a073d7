"""The doors of handovers, and what the change of a manager does to everybody's pages (X1, T10, J6, J6b)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from tests.agreed import agreed_plan
from tests.cast import NOW, Cast
from tests.handover.conftest import AHEAD, Change, move

from cadenza.handover.actions import send, settle_lines
from cadenza.handover.models import Briefing, Handover
from cadenza.jobs.models import QueuedMessage
from cadenza.people.actions import mark_left
from cadenza.people.models import Person
from cadenza.plans.models import Commitment, Review
from cadenza.rhythm.actions import add_point
from cadenza.web import clock
from cadenza.web.revisions import base_of

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
SignIn = Callable[[Person], Client]


def text_of(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def sent(**fields: object) -> dict[str, object]:
    return {"op_id": str(uuid4()), **fields}


# The list and the empty pages


@pytest.mark.parametrize("path", ["/handovers/", "/handovers/out/", "/handovers/out/check/", "/handovers/in/"])
def test_without_a_handover_each_page_says_so(cast: Cast, sign_in: SignIn, path: str) -> None:
    assert 'class="empty"' in text_of(sign_in(cast.outsider), path)


def test_everybody_concerned_finds_their_part_in_the_list(known: Change, sign_in: SignIn) -> None:
    cast = known.cast
    for person, words in (
        (cast.manager, "To hand over"),
        (cast.engineer, "About you"),
        (cast.hr_partner, "In your care"),
        (cast.upline, "In your care"),
    ):
        assert words in text_of(sign_in(person), "/handovers/")
    assert "Sam Okafor" not in text_of(sign_in(cast.new_manager), "/handovers/")


# Handing over


def test_what_is_written_is_saved_field_by_field(known: Change, sign_in: SignIn) -> None:
    client, ref = sign_in(known.cast.manager), known.ref
    briefing = Briefing.objects.get(outgoing=known.cast.manager)
    fields = {
        f"{ref}-advice": "Ask Sam early",
        f"base-{ref}-advice": base_of(known.handover, "advice"),
        "all-risks": "The freeze",
        "base-all-risks": base_of(briefing, "risks"),
    }
    answer = client.post("/handovers/out/", fields, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and "Saved" in answer.content.decode()
    assert (known.handover.advice, Briefing.objects.get().risks) == ("Ask Sam early", "The freeze")


def test_check_and_send_leads_through_a_page_that_says_what_happens(known: Change, sign_in: SignIn) -> None:
    client, ref = sign_in(known.cast.manager), known.ref
    answer = client.post("/handovers/out/", {f"{ref}-advice": "Ask Sam early", f"base-{ref}-advice": "", "check": "yes"})
    assert (answer.status_code, answer["Location"]) == (303, "/handovers/out/check/")
    page = text_of(client, "/handovers/out/check/")
    assert "Ask Sam early" in page and "Send handover" in page
    assert client.post("/handovers/out/check/", sent(send=ref)).status_code == 303
    assert known.handover.sent_at == NOW


def test_nothing_ticked_is_refused_with_its_reason(known: Change, sign_in: SignIn) -> None:
    answer = sign_in(known.cast.manager).post("/handovers/out/check/", sent())
    assert answer.status_code == 422 and "Tick at least one handover to send." in answer.content.decode()


def test_somebody_elses_reference_is_no_reference(known: Change, sign_in: SignIn) -> None:
    assert sign_in(known.cast.outsider).post("/handovers/out/check/", sent(send=known.ref)).status_code == 404


def test_too_many_words_are_said_beside_their_field(known: Change, sign_in: SignIn) -> None:
    answer = sign_in(known.cast.manager).post("/handovers/out/", {f"{known.ref}-advice": "x" * 5001, f"base-{known.ref}-advice": ""})
    assert answer.status_code == 422 and known.handover.advice == ""


# The person


def test_the_person_reads_the_words_and_says_that_they_have(known: Change, sign_in: SignIn) -> None:
    Handover.objects.update(advice="Ask Sam early")
    client = sign_in(known.cast.engineer)
    path = f"/handovers/{known.ref}/"
    assert "Ask Sam early" in text_of(client, path)
    answer = client.post(f"{path}comment/", sent(comment="Fridays free, please", **{"base-comment": base_of(known.handover, "comment")}))
    assert answer.status_code == 303 and known.handover.comment == "Fridays free, please"


# Taking over


def test_taking_over_answers_each_commitment_by_name(known: Change, sign_in: SignIn) -> None:
    client, one = sign_in(known.cast.new_manager), Commitment.objects.get()
    with clock.pinned(AHEAD):
        assert "Four sessions with Ruth" in text_of(client, "/handovers/in/")
        answer = client.post("/handovers/in/", sent(take=known.ref, **{f"c{one.pk}-answer": "take-over"}), headers={"HX-Request": "true"})
    one.refresh_from_db()
    assert answer.status_code == 200 and "1 person is taken over" in answer.content.decode()
    assert (one.holder, known.handover.accepted_at) == (known.cast.new_manager, AHEAD)


def test_an_unanswered_commitment_is_said_beside_it_and_nothing_is_taken_over(known: Change, sign_in: SignIn) -> None:
    with clock.pinned(AHEAD):
        answer = sign_in(known.cast.new_manager).post("/handovers/in/", sent(take=known.ref))
    assert answer.status_code == 422 and "Say whether you take this over" in answer.content.decode()
    assert known.handover.accepted_at is None


def test_of_two_people_one_unanswered_commitment_holds_back_both(cast: Cast, plan: object, sign_in: SignIn) -> None:
    """All or nothing: what was shown as taken over is."""
    agreed_plan(cast.peer, cast.manager)
    for person in (cast.engineer, cast.peer):
        move(person, cast.new_manager, since=NOW)
    first = Commitment.objects.get(plan__owner=cast.engineer)
    refs = list(Handover.objects.values_list("ref", flat=True))
    answer = sign_in(cast.new_manager).post("/handovers/in/", sent(take=refs, **{f"c{first.pk}-answer": "take-over"}))
    assert answer.status_code == 422
    assert not Handover.objects.exclude(accepted_at=None).exists() and Commitment.objects.filter(holder=cast.new_manager).count() == 0


def test_nobody_ticked_is_refused(moved: Change, sign_in: SignIn) -> None:
    answer = sign_in(moved.cast.new_manager).post("/handovers/in/", sent())
    assert answer.status_code == 422 and "Tick at least one person to take over." in answer.content.decode()


def test_afterwards_the_page_says_who_took_over_what(known: Change, sign_in: SignIn) -> None:
    client, one = sign_in(known.cast.new_manager), Commitment.objects.get()
    fields = {f"c{one.pk}-answer": "renegotiate", f"c{one.pk}-due_date": "2026-12-18", f"c{one.pk}-reason": "Ruth is away"}
    with clock.pinned(AHEAD):
        assert client.post("/handovers/in/", sent(take=known.ref, **fields)).status_code == 303
        page = text_of(client, f"/handovers/{known.ref}/")
    assert "gave it a new day, 18 December 2026" in page and "Ruth is away" in page


# Pages cost the same for one as for many


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize(("who", "path"), [("new_manager", "/handovers/in/"), ("manager", "/handovers/out/"), ("hr_admin", "/handovers/")])
def test_a_page_of_many_packs_costs_as_much_as_one_of_one(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Callable[..., object], many: int, who: str, path: str
) -> None:
    for person in (cast.engineer, cast.peer, cast.on_pip)[:many]:
        agreed_plan(person, cast.manager)
        move(person, cast.new_manager, since=NOW if who == "new_manager" else AHEAD)
    client = sign_in(getattr(cast, who))
    text_of(client, path)
    with django_assert_max_num_queries(24):
        text_of(client, path)


# X1, T10: at the effective instant


def tabs_of(change: Change) -> list[str]:
    """What a manager has open about somebody."""
    change.plan.versions.update(words={"goals": [], "commitments": [], "direction_picture": "", "aimed_role": ""})
    day = Review.objects.filter(plan=change.plan, held_at=None).order_by("due_on")[0].due_on
    about = "/people/sam-okafor"
    return [
        f"{about}/plans/2026-q4/",
        f"{about}/plans/2026-q4/goals/1/",
        f"{about}/one-to-ones/{day}/",
        f"{about}/one-to-ones/",
        f"{about}/evidence/",
    ]


def test_one_second_later_the_old_managers_tabs_lead_nowhere_and_the_new_ones_open(known: Change, sign_in: SignIn) -> None:
    """X1, with the session of before."""
    old, new = sign_in(known.cast.manager), sign_in(known.cast.new_manager)
    for at, sees, does_not in ((AHEAD - SECOND, old, new), (AHEAD, new, old), (AHEAD + SECOND, new, old)):
        with clock.pinned(at):
            for path in tabs_of(known):
                assert sees.get(path).status_code in {200, 302}, (path, at)
                assert does_not.get(path).status_code == 404, (path, at)


def test_one_second_later_an_open_tab_saves_nothing(known: Change, sign_in: SignIn) -> None:
    """X17: the next fragment is refused, and the words stay where they were typed."""
    old = sign_in(known.cast.manager)
    review = Review.objects.filter(plan=known.plan, held_at=None).order_by("due_on")[0]
    path = f"/people/sam-okafor/one-to-ones/{review.due_on}/"
    fields = {"observations": "zqtoolateqz", "base-observations": base_of(review, "observations")}
    for at, status in ((AHEAD + SECOND, 404), (AHEAD - SECOND, 200)):
        with clock.pinned(at):
            assert old.post(path, fields, headers={"HX-Request": "true"}).status_code == status
        review.refresh_from_db()
        assert review.observations == ("" if status == 404 else "zqtoolateqz")


def test_one_second_later_the_old_manager_reports_no_commitment(known: Change, sign_in: SignIn) -> None:
    one = Commitment.objects.get()
    review = Review.objects.filter(plan=known.plan, held_at=None).order_by("due_on")[0]
    path = f"/people/sam-okafor/one-to-ones/{review.due_on}/commitments/{one.pk}/report/"
    with clock.pinned(AHEAD + SECOND):
        assert sign_in(known.cast.manager).post(path, sent(**{f"c{one.pk}-state": "delivered"})).status_code == 404
    one.refresh_from_db()
    assert one.state == "open"


def test_an_old_tab_of_the_handover_itself_keeps_its_own_words_and_no_pack(known: Change, sign_in: SignIn) -> None:
    """TRUST H1: a former manager writes until it is sent, and reads nothing of the plan."""
    old = sign_in(known.cast.manager)
    outcome = "Forecast a change across two teams"
    with clock.pinned(AHEAD - SECOND):
        assert outcome in text_of(old, f"/handovers/{known.ref}/")
    with clock.pinned(AHEAD):
        assert outcome not in text_of(old, f"/handovers/{known.ref}/") and outcome not in text_of(old, "/handovers/out/")
    send([known.ref], by=known.cast.manager, at=AHEAD)
    with clock.pinned(AHEAD + SECOND):
        text_of(old, f"/handovers/{known.ref}/", 404)


def test_a_change_of_manager_mails_nobody_a_word(known: Change, mailoutbox: list[object]) -> None:
    """T10: pages say it, to those who may read it."""
    settle_lines(AHEAD)
    assert mailoutbox == [] and not QueuedMessage.objects.exists()


# What never travels


def test_the_agenda_of_a_pair_stays_with_the_two(known: Change, sign_in: SignIn) -> None:
    """HAND-1, and EARLY-2: what a pair noted for themselves is in no pack, no list and no 1:1 of the next manager."""
    cast = known.cast
    day = Review.objects.filter(plan=known.plan, held_at=None).order_by("due_on")[0].due_on
    add_point("sam-okafor", by=cast.manager, at=NOW, text="zqbetweenustwoqz", day=day)
    pages = ["/handovers/", "/handovers/in/", f"/handovers/{known.ref}/", f"/people/sam-okafor/one-to-ones/{day}/"]
    client = sign_in(cast.new_manager)
    with clock.pinned(AHEAD):
        assert [path for path in pages if "zqbetweenustwoqz" in text_of(client, path)] == []


def test_a_draft_travels_with_its_owner_alone(cast: Cast, sign_in: SignIn) -> None:
    """TRUST 0.2, E2: a plan that nobody else has read is not read in a pack either."""
    plan = agreed_plan(cast.engineer, cast.manager)
    plan.goals.update(outcome="zqmineqz")
    move(cast.engineer, cast.new_manager, since=NOW)
    plan.state = "draft"
    type(plan).objects.filter(pk=plan.pk).update(state="draft")
    assert "zqmineqz" not in text_of(sign_in(cast.new_manager), "/handovers/in/")


def test_a_manager_who_has_left_leaves_a_pack_that_says_so(cast: Cast, plan: object, sign_in: SignIn) -> None:
    mark_left(cast.manager, last_day=NOW.date(), by=None, at=NOW)
    settle_lines(NOW)
    move(cast.engineer, cast.new_manager, since=NOW + SECOND, at=NOW + SECOND)
    with clock.pinned(NOW + 2 * SECOND):
        page = text_of(sign_in(cast.new_manager), "/handovers/in/")
    assert "Priya Raman has left and wrote nothing for this." in page and "Four sessions with Ruth" in page
