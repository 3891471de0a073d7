"""PIP-19: reviews paused until a day, set and lifted by person and manager together, for no reason that anybody could read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.cast import NOW, Cast
from tests.plans.conftest import Pair

from cadenza.home.calendar import appointments_of
from cadenza.objections import Refused, Unseen
from cadenza.people.actions import begin_line
from cadenza.people.models import Person
from cadenza.plans import pause_rules as rules
from cadenza.plans import pausing, reviews
from cadenza.plans.models import Pause, Plan, Review
from cadenza.plans.queries import plans_of_people
from cadenza.trail.models import Entry
from cadenza.web.clock import pinned

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]
PLAN = "/people/sam-okafor/plans/2026-q4/"
TODAY = NOW.date()
UNTIL = date(2026, 12, 4)


def post(client: Client, path: str, **fields: str) -> HttpResponse:
    with pinned(NOW):
        return client.post(f"{PLAN}{path}", {"op_id": str(uuid4()), **fields})  # type: ignore[return-value]  # Django's client


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def paused(pair: Pair, until: date | None = UNTIL) -> Plan:
    made = pausing.propose_pause(pair.plan.pk, until, by=pair.owner, at=NOW)
    return pausing.agree_pause(pair.plan.pk, made.pk, by=pair.manager, at=NOW)


def due_now(pair: Pair) -> Review:
    """The review of week 8, put on a day inside the pause; the one of week 4 stays late from before it."""
    review = pair.plan.reviews.order_by("due_on")[1]
    Review.objects.filter(pk=review.pk).update(due_on=TODAY + timedelta(days=2))
    review.refresh_from_db()
    return review


def codes(no: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in no.value.objections]


class TestTogether:
    """Either proposes, the other agrees; before that nothing changes."""

    @pytest.mark.parametrize("first", ["owner", "manager"])
    def test_either_proposes_and_the_other_agrees(self, agreed: Pair, first: str) -> None:
        by, other = (agreed.owner, agreed.manager) if first == "owner" else (agreed.manager, agreed.owner)
        made = pausing.propose_pause(agreed.plan.pk, UNTIL, by=by, at=NOW)
        assert agreed.fresh().paused_until is None
        pausing.agree_pause(agreed.plan.pk, made.pk, by=other, at=NOW)
        assert agreed.fresh().paused_until == UNTIL

    def test_nobody_agrees_their_own_proposal(self, agreed: Pair) -> None:
        made = pausing.propose_pause(agreed.plan.pk, UNTIL, by=agreed.owner, at=NOW)
        with pytest.raises(Refused) as no:
            pausing.agree_pause(agreed.plan.pk, made.pk, by=agreed.owner, at=NOW)
        assert codes(no) == ["pause-own"]

    def test_lifting_it_early_takes_both_too(self, agreed: Pair) -> None:
        review = due_now(agreed)
        paused(agreed)
        made = pausing.propose_pause(agreed.plan.pk, None, by=agreed.manager, at=NOW)
        assert agreed.fresh().paused_until == UNTIL
        pausing.agree_pause(agreed.plan.pk, made.pk, by=agreed.owner, at=NOW)
        review.refresh_from_db()
        assert (agreed.fresh().paused_until, review.rests) == (None, False)

    def test_a_proposal_is_let_go_by_either_and_nothing_changes(self, agreed: Pair) -> None:
        for by in (agreed.owner, agreed.manager):
            made = pausing.propose_pause(agreed.plan.pk, UNTIL, by=agreed.owner, at=NOW)
            pausing.let_pause_go(agreed.plan.pk, made.pk, by=by, at=NOW)
            with pytest.raises(Unseen):
                pausing.agree_pause(agreed.plan.pk, made.pk, by=agreed.manager, at=NOW)
        assert agreed.fresh().paused_until is None

    def test_a_newer_proposal_of_ones_own_takes_the_older_ones_place(self, agreed: Pair) -> None:
        for days in (5, 9):
            pausing.propose_pause(agreed.plan.pk, TODAY + timedelta(days=days), by=agreed.owner, at=NOW)
        assert [one.until for one in Pause.objects.filter(withdrawn_at=None)] == [TODAY + timedelta(days=9)]

    def test_the_others_proposal_is_answered_first(self, agreed: Pair) -> None:
        pausing.propose_pause(agreed.plan.pk, UNTIL, by=agreed.owner, at=NOW)
        with pytest.raises(Refused) as no:
            pausing.propose_pause(agreed.plan.pk, UNTIL + timedelta(days=1), by=agreed.manager, at=NOW)
        assert codes(no) == ["pause-proposed-already"]

    def test_a_former_managers_proposal_is_no_managers_any_more(self, agreed: Pair, cast: Cast) -> None:
        """TRUST X1."""
        made = pausing.propose_pause(agreed.plan.pk, UNTIL, by=agreed.manager, at=NOW)
        begin_line(agreed.owner, cast.new_manager, since=NOW, by=None, at=NOW)
        later = NOW + timedelta(minutes=1)
        with pytest.raises(Refused) as no:
            pausing.agree_pause(agreed.plan.pk, made.pk, by=agreed.owner, at=later)
        assert codes(no) == ["pause-proposer-gone"]

    @pytest.mark.parametrize("role", ["delegate", "upline", "hr_partner", "hr_admin", "peer", "outsider"])
    def test_nobody_else_has_a_part_in_it(self, agreed: Pair, cast: Cast, role: str) -> None:
        with pytest.raises(Unseen):
            pausing.propose_pause(agreed.plan.pk, UNTIL, by=getattr(cast, role), at=NOW)

    def test_a_draft_has_no_reviews_to_pause(self, draft: Pair) -> None:
        with pytest.raises(Refused) as no:
            pausing.propose_pause(draft.plan.pk, UNTIL, by=draft.owner, at=NOW)
        assert codes(no) == ["pause-plan-rests"]

    @pytest.mark.parametrize("until", [TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=400)])
    def test_the_day_lies_ahead_and_within_a_year(self, agreed: Pair, until: date) -> None:
        with pytest.raises(Refused) as no:
            pausing.propose_pause(agreed.plan.pk, until, by=agreed.owner, at=NOW)
        assert codes(no) == ["pause-day-outside"]

    def test_what_is_not_paused_cannot_be_lifted(self, agreed: Pair) -> None:
        with pytest.raises(Refused) as no:
            pausing.propose_pause(agreed.plan.pk, None, by=agreed.owner, at=NOW)
        assert codes(no) == ["pause-not-set"]

    def test_the_same_day_again_is_nothing_new(self, agreed: Pair) -> None:
        paused(agreed)
        with pytest.raises(Refused) as no:
            pausing.propose_pause(agreed.plan.pk, UNTIL, by=agreed.owner, at=NOW)
        assert codes(no) == ["pause-day-same"]

    def test_without_a_manager_there_is_nobody_to_agree(self) -> None:
        found = rules.objections_to_proposing(UNTIL, today=TODAY, paused_until=None, both=False, proposed_by_other=False)
        assert [one.code for one in found] == ["pause-needs-both"]

    def test_a_proposal_whose_day_has_passed_is_proposed_anew(self) -> None:
        found = rules.objections_to_answering_pause(TODAY, today=TODAY, own_side=False, proposer_here=True, agreeing=True)
        assert [one.code for one in found] == ["pause-day-passed"]
        assert rules.objections_to_answering_pause(TODAY, today=TODAY, own_side=True, proposer_here=False, agreeing=False) == []


class TestNotDue:
    """Paused reviews are due nowhere, and come back by themselves."""

    def test_only_what_falls_into_it_rests(self, agreed: Pair) -> None:
        """What was late before stays missed in the figures; what lies after the last day is due as ever."""
        inside = due_now(agreed)
        paused(agreed)
        assert list(Review.objects.filter(rests=True)) == [inside]
        row = plans_of_people([agreed.owner.pk], agreed.plan.cycle, at=NOW + timedelta(days=5))[agreed.owner.pk]
        assert (row.reviews_held, row.reviews_due) == (0, 1)

    def test_not_in_the_calendar(self, agreed: Pair) -> None:
        inside = due_now(agreed)
        paused(agreed)
        for reader in (agreed.owner, agreed.manager):
            assert inside.pk not in {one.review_id for one in appointments_of(reader, at=NOW)}

    def test_on_no_first_page_while_it_lasts_and_again_from_the_next_day(self, agreed: Pair, sign_in: SignIn) -> None:
        paused(agreed)
        for days, owed in ((0, False), (10, False), (11, True)):
            with pinned(NOW + timedelta(days=days)):
                page = text(sign_in(agreed.manager).get("/"))  # type: ignore[arg-type]  # Django's client
            assert ("review with Sam Okafor" in page) is owed
            assert "Sam Okafor" in page

    def test_a_second_pause_brings_nothing_of_the_first_back(self, agreed: Pair) -> None:
        inside = due_now(agreed)
        paused(agreed)
        later = NOW + timedelta(days=14)
        made = pausing.propose_pause(agreed.plan.pk, date(2026, 12, 18), by=agreed.owner, at=later)
        pausing.agree_pause(agreed.plan.pk, made.pk, by=agreed.manager, at=later)
        inside.refresh_from_db()
        assert inside.rests

    def test_a_shorter_pause_gives_back_what_lies_behind_it(self, agreed: Pair) -> None:
        inside = due_now(agreed)
        paused(agreed)
        paused(agreed, TODAY + timedelta(days=1))
        inside.refresh_from_db()
        assert not inside.rests

    def test_a_review_moved_out_of_the_pause_is_due_there(self, agreed: Pair) -> None:
        inside = due_now(agreed)
        paused(agreed)
        moved = reviews.move_review(inside.pk, by=agreed.manager, at=NOW, to=date(2026, 12, 8))
        assert not moved.rests

    def test_a_review_moved_into_the_pause_rests(self, agreed: Pair) -> None:
        last = agreed.plan.reviews.order_by("-due_on")[0]
        paused(agreed)
        assert reviews.move_review(last.pk, by=agreed.manager, at=NOW, to=date(2026, 12, 3)).rests

    def test_the_next_review_is_the_one_after_it(self, agreed: Pair, sign_in: SignIn) -> None:
        due_now(agreed)
        Review.objects.filter(plan=agreed.plan, due_on__lt=TODAY).update(held_on=TODAY, held_at=NOW)
        paused(agreed)
        with pinned(NOW):
            page = text(sign_in(agreed.owner).get(PLAN))  # type: ignore[arg-type]  # Django's client
        assert "Next review: 22 December 2026" in page

    def test_it_is_no_state(self, agreed: Pair) -> None:
        """No fifth one: the plan stays what it was."""
        assert paused(agreed).state == "active"


class TestShown:
    """HR sees that it is paused, and nobody ever sees why."""

    def test_hr_sees_that_and_nothing_else(self, agreed: Pair, cast: Cast, sign_in: SignIn) -> None:
        paused(agreed)
        with pinned(NOW):
            page = text(sign_in(cast.hr_partner).get(PLAN))  # type: ignore[arg-type]  # Django's client
        assert "until 4 December 2026" in page
        assert "propose" not in page.casefold()

    def test_when_it_is_over_nothing_is_said_any_more(self, agreed: Pair, cast: Cast, sign_in: SignIn) -> None:
        paused(agreed)
        with pinned(NOW + timedelta(days=20)):
            for reader in (agreed.owner, cast.hr_partner):
                page = text(sign_in(reader).get(PLAN))  # type: ignore[arg-type]  # Django's client
                assert "Sam Okafor" in page
                assert "4 December 2026" not in page

    def test_there_is_no_place_for_a_reason(self) -> None:
        assert {one.name for one in Pause._meta.fields} == {
            "id", "plan", "until", "proposed_by", "proposed_at", "agreed_by", "agreed_at", "withdrawn_at",
        }  # fmt: skip

    def test_every_version_of_it_stands_in_the_record(self, agreed: Pair) -> None:
        """DATA-2."""
        paused(agreed)
        paused(agreed, None)
        made = pausing.propose_pause(agreed.plan.pk, UNTIL, by=agreed.owner, at=NOW)
        pausing.let_pause_go(agreed.plan.pk, made.pk, by=agreed.manager, at=NOW)
        kinds = [kind for kind in Entry.objects.order_by("pk").values_list("content__kind", flat=True) if kind and "pause" in kind]
        proposed, both = "plans.pause-proposed", "plans.pause-agreed"
        assert kinds == [proposed, both, proposed, both, proposed, "plans.pause-let-go"]

    def test_it_is_set_by_the_doors_of_the_plan_page(self, agreed: Pair, sign_in: SignIn) -> None:
        me, boss = sign_in(agreed.owner), sign_in(agreed.manager)
        refused = post(me, "pause/", until="2026-11-01")
        assert refused.status_code == 422
        assert "Enter the last day of the pause, after 24 November 2026" in text(refused)
        assert post(me, "pause/", until="2026-12-04").status_code == 303
        with pinned(NOW):
            assert "Agree: paused until 4 December 2026" in text(boss.get(PLAN))  # type: ignore[arg-type]  # Django's client
        made = Pause.objects.get()
        assert post(boss, f"pause/{made.pk}/agree/").status_code == 303
        assert post(me, "pause/", lift="yes").status_code == 303
        assert post(boss, f"pause/{Pause.objects.latest('pk').pk}/let-go/").status_code == 303
        assert agreed.fresh().paused_until == UNTIL
