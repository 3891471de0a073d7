"""Evidence, gap assessments and requests by their doors. TRUST C2, D1, R12; GAP-1."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.cast import NOW, Cast

from cadenza.asks.actions import ask
from cadenza.asks.models import Ask
from cadenza.asks.rules import AskKind
from cadenza.capability.models import Capability, Framework, FrameworkVersion, Level
from cadenza.evidence.actions import EvidenceDraft, GapDraft, add_evidence, agree_gap, assess_gap, disagree_with_gap
from cadenza.evidence.models import Evidence, EvidenceFile, GapAssessment
from cadenza.evidence.rules import EvidenceKind
from cadenza.people.models import Person
from cadenza.trail.models import Content

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
HERE = "/people/sam-okafor/evidence/"


def text_of(response: Any) -> str:
    return unescape(response.content.decode())


def sent(**words: Any) -> dict[str, Any]:
    return {"op_id": str(uuid4())} | words


@pytest.fixture
def capability(db: None) -> Capability:
    framework = Framework.objects.create(name="Engineering", slug="engineering")
    version = FrameworkVersion.objects.create(framework=framework, number=1, state="published")
    made = Capability.objects.create(framework=framework, name="Delivery forecasting", slug="delivery-forecasting")
    Level.objects.create(version=version, capability=made, number=2)
    return made


@pytest.fixture
def piece(cast: Cast, at: datetime) -> Evidence:
    draft = EvidenceDraft(EvidenceKind.MISSED_DATE, "The ledger change shipped nine days late", date(2026, 11, 9))
    return add_evidence(cast.engineer.pk, draft, by=cast.manager, at=at)


@pytest.fixture
def gap(cast: Cast, capability: Capability, piece: Evidence, at: datetime) -> GapAssessment:
    draft = GapDraft(capability.pk, 1, 2, [piece.pk], why="Two of three dates slipped")
    return assess_gap(cast.engineer.pk, draft, by=cast.manager, at=at)


class TestReading:
    @pytest.mark.parametrize("role", ["engineer", "manager"])
    def test_the_person_and_the_manager_read_the_evidence(self, cast: Cast, gap: GapAssessment, sign_in: SignIn, role: str) -> None:
        page = text_of(sign_in(getattr(cast, role)).get(HERE))
        assert "nine days late" in page and "Two of three dates slipped" in page and "9 November 2026" in page

    @pytest.mark.parametrize(
        "role",
        [
            "delegate",
            "upline",
            "leader",
            "peer",
            "mentor",
            "outsider",
            "hr_partner",
            "hr_admin",
            "executive",
            "operator",
            "privacy_officer",
        ],
    )
    def test_to_everybody_else_the_page_does_not_exist(self, cast: Cast, gap: GapAssessment, sign_in: SignIn, role: str) -> None:
        assert sign_in(getattr(cast, role)).get(HERE).status_code == 404

    def test_whoever_reads_it_beside_its_owner_is_on_record(self, cast: Cast, gap: GapAssessment, sign_in: SignIn) -> None:
        """DATA-2: the page, and a file beside a piece of it; the person reads their own without a line."""
        words = {"what": "The board as it stood", "happened_on": "2026-11-20", "kind": "memo"}
        sign_in(cast.engineer).post(HERE, sent(**words, file=SimpleUploadedFile("board.txt", b"three reds")))
        file = f"/evidence/files/{EvidenceFile.objects.get().ref}/"
        for role in ("engineer", "manager"):
            assert [sign_in(getattr(cast, role)).get(path).status_code for path in (HERE, file)] == [200, 200]
        reads = Content.objects.filter(is_read=True, about_id=cast.engineer.pk).order_by("pk").values_list("kind", "by_id")
        assert list(reads) == [(kind, cast.manager.pk) for kind in ("evidence.evidence-read", "evidence.file-taken")]


class TestAdding:
    def test_a_dated_fact_is_added(self, cast: Cast, sign_in: SignIn) -> None:
        words = {"what": "Three reviewers asked for the missing test notes", "happened_on": "2026-11-20", "kind": "review-comment"}
        sign_in(cast.engineer).post(HERE, sent(**words))
        assert Evidence.objects.get().added_by == cast.engineer

    def test_a_fact_without_a_day_is_refused_and_kept_on_the_page(self, cast: Cast, sign_in: SignIn) -> None:
        answer = sign_in(cast.engineer).post(HERE, sent(what="Three reviewers asked", happened_on="", kind="memo"))
        assert answer.status_code == 422 and "Three reviewers asked" in text_of(answer)

    def test_a_link_that_runs_something_is_refused(self, cast: Cast, sign_in: SignIn) -> None:
        """T15."""
        words = {"what": "Seen", "happened_on": "2026-11-20", "kind": "memo", "link": "javascript:alert(1)"}
        assert sign_in(cast.engineer).post(HERE, sent(**words)).status_code == 422

    def test_one_withdraws_only_what_one_added(self, cast: Cast, piece: Evidence, sign_in: SignIn) -> None:
        assert sign_in(cast.engineer).post(f"{HERE}{piece.pk}/withdraw/", sent()).status_code == 404

    def test_what_is_withdrawn_stays_visible_as_such(self, cast: Cast, piece: Evidence, sign_in: SignIn) -> None:
        client = sign_in(cast.manager)
        client.post(f"{HERE}{piece.pk}/withdraw/", sent())
        assert "withdrawn 24 November 2026" in text_of(client.get(HERE))


class TestGaps:
    def test_a_gap_without_evidence_is_refused(self, cast: Cast, capability: Capability, sign_in: SignIn) -> None:
        """GAP-1. Each piece on offer says for which capability it was put down, and choosing one is not called optional."""
        draft = EvidenceDraft(EvidenceKind.REWORK, "The plan was drawn up twice", date(2026, 11, 9), capability.pk)
        add_evidence(cast.engineer.pk, draft, by=cast.manager, at=NOW)
        words = {"gap-capability": capability.pk, "gap-need": "skill-gap", "gap-level_now": 1, "gap-level_needed": 2}
        answer = sign_in(cast.manager).post(f"{HERE}gaps/", sent(**words))
        assert answer.status_code == 422 and "Choose at least one piece of evidence" in text_of(answer)
        assert "The plan was drawn up twice (Delivery forecasting)" in text_of(answer)
        assert "Which evidence shows it?</legend>" in text_of(answer)

    def test_a_gap_that_cites_evidence_stands(self, cast: Cast, capability: Capability, piece: Evidence, sign_in: SignIn) -> None:
        words = {
            "gap-capability": capability.pk,
            "gap-need": "skill-gap",
            "gap-level_now": 1,
            "gap-level_needed": 2,
            "gap-evidence": piece.pk,
        }
        sign_in(cast.manager).post(f"{HERE}gaps/", sent(**words))
        assert GapAssessment.objects.get().evidence.get() == piece

    def test_the_person_agrees_in_one_click(self, cast: Cast, gap: GapAssessment, sign_in: SignIn) -> None:
        sign_in(cast.engineer).post(f"{HERE}gaps/{gap.pk}/answer/", sent(agree="yes"))
        gap.refresh_from_db()
        assert gap.person_agreed_at is not None

    def test_another_view_stands_beside_it_and_not_over_it(self, cast: Cast, gap: GapAssessment, sign_in: SignIn) -> None:
        client = sign_in(cast.engineer)
        client.post(f"{HERE}gaps/{gap.pk}/answer/", sent(**{f"gap-{gap.pk}-disagreement": "The date moved twice upstream"}))
        page = text_of(client.get(HERE))
        assert "The date moved twice upstream" in page and "Two of three dates slipped" in page

    def test_a_proposal_stands_beside_the_level_that_both_agreed(self, cast: Cast, gap: GapAssessment, sign_in: SignIn) -> None:
        """GAP-3: on the page of evidence and on the person's; what is disputed says so, with a way to both sides' words."""
        reader = sign_in(cast.manager)
        cell = re.compile(r'data-k="Level now">(.*?)</td>', re.S)
        tags = re.compile(r'<span class="vh">[^<]*</span>|<[^>]*>')
        level = lambda path: " ".join(tags.sub(" ", cell.findall(text_of(reader.get(path)))[0]).split())  # noqa: E731
        assert level(HERE) == level("/people/sam-okafor/") == "none agreed proposed: 1"
        agree_gap(gap.pk, by=cast.engineer, at=NOW)
        assert level(HERE) == "1"
        again = assess_gap(cast.engineer.pk, GapDraft(gap.capability_id, 0, 2, [gap.evidence.get().pk]), by=cast.manager, at=NOW)
        assert level(HERE) == level("/people/sam-okafor/") == "1 proposed: 0"
        disagree_with_gap(again.pk, "The date moved twice upstream", by=cast.engineer, at=NOW)
        assert level(HERE) == "1 proposed: 0, seen differently"
        assert f'href="{HERE}#gap-{again.pk}"' in text_of(reader.get("/people/sam-okafor/"))


class TestRequests:
    @pytest.fixture
    def request_to_ruth(self, cast: Cast, at: datetime) -> Ask:
        what = "Two hours beside you in a design review"
        return ask(cast.mentor.pk, AskKind.EXPOSURE, what=what, by=cast.engineer, at=at, due_date=date(2026, 12, 4))

    @pytest.mark.parametrize("role", ["engineer", "mentor"])
    def test_the_two_of_them_read_it(self, cast: Cast, request_to_ruth: Ask, sign_in: SignIn, role: str) -> None:
        assert "Two hours beside you" in text_of(sign_in(getattr(cast, role)).get(f"/asks/{request_to_ruth.ref}/"))

    @pytest.mark.parametrize("role", ["manager", "upline", "hr_admin", "peer", "operator"])
    def test_to_everybody_else_it_does_not_exist(self, cast: Cast, request_to_ruth: Ask, sign_in: SignIn, role: str) -> None:
        assert sign_in(getattr(cast, role)).get(f"/asks/{request_to_ruth.ref}/").status_code == 404

    def test_it_is_accepted_with_a_word(self, cast: Cast, request_to_ruth: Ask, sign_in: SignIn) -> None:
        sign_in(cast.mentor).post(f"/asks/{request_to_ruth.ref}/", sent(answer="accept", reply="Thursday suits me"))
        request_to_ruth.refresh_from_db()
        assert (request_to_ruth.state, request_to_ruth.reply) == ("accepted", "Thursday suits me")

    def test_it_is_declined_without_a_reason(self, cast: Cast, request_to_ruth: Ask, sign_in: SignIn) -> None:
        sign_in(cast.mentor).post(f"/asks/{request_to_ruth.ref}/", sent(answer="decline"))
        request_to_ruth.refresh_from_db()
        assert request_to_ruth.state == "declined"

    def test_it_is_marked_as_held_on_its_day(self, cast: Cast, request_to_ruth: Ask, sign_in: SignIn) -> None:
        client = sign_in(cast.mentor)
        client.post(f"/asks/{request_to_ruth.ref}/", sent(answer="accept"))
        client.post(f"/asks/{request_to_ruth.ref}/", sent(answer="held", held_on="2026-11-24"))
        request_to_ruth.refresh_from_db()
        assert request_to_ruth.held_on == date(2026, 11, 24)

    def test_the_asker_cannot_accept_for_the_other(self, cast: Cast, request_to_ruth: Ask, sign_in: SignIn) -> None:
        assert sign_in(cast.engineer).post(f"/asks/{request_to_ruth.ref}/", sent(answer="accept")).status_code == 404

    def test_a_verb_that_does_not_exist_changes_nothing(self, cast: Cast, request_to_ruth: Ask, sign_in: SignIn) -> None:
        assert sign_in(cast.mentor).post(f"/asks/{request_to_ruth.ref}/", sent(answer="explode")).status_code == 404

    def test_a_day_of_help_is_written_down_by_whoever_helps_and_read_by_both(
        self, cast: Cast, request_to_ruth: Ask, sign_in: SignIn
    ) -> None:
        """ACT-3, PIP-7, TRUST R12: what does not stand is said beside its field and stays typed; the asker has no such form."""
        client, here = sign_in(cast.mentor), f"/asks/{request_to_ruth.ref}/"
        assert "Day by day" not in text_of(client.get(here))
        client.post(here, sent(answer="accept"))
        assert "one entry for each week" in text_of(client.get(here))
        unsaid = client.post(here, sent(answer="day", on="2026-11-24"))
        assert (unsaid.status_code, "Choose an answer to “What became of it?”" in text_of(unsaid)) == (422, True)
        unoffered = client.post(here, sent(answer="day", on="2026-11-24", became="offered-not-taken"))
        assert (unoffered.status_code, "Offer one new day" in text_of(unoffered)) == (422, True)
        assert 'value="2026-11-24"' in text_of(unoffered)
        assert client.post(here, sent(answer="day", on="2026-11-24", became="did-not-take-place")).status_code == 303
        asker = sign_in(cast.engineer)
        page = text_of(asker.get(here))
        assert "It did not take place" in page and "Write this day down" not in page
        assert asker.post(here, sent(answer="day", on="2026-11-24", became="took-place")).status_code == 404

    def test_days_of_help_are_still_read_and_completed_once_the_yes_was_taken_back(
        self, cast: Cast, request_to_ruth: Ask, sign_in: SignIn
    ) -> None:
        """ACT-3, PIP-7: up to the day on which it ended, whichever of the two ended it."""
        client, here = sign_in(cast.mentor), f"/asks/{request_to_ruth.ref}/"
        client.post(here, sent(answer="accept"))
        client.post(here, sent(answer="day", on="2026-11-24", became="took-place"))
        client.post(here, sent(answer="decline"))
        page = text_of(client.get(here))
        assert "It took place" in page and "days up to then can still be written down" in page
        assert client.post(here, sent(answer="day", on="2026-11-24", became="did-not-take-place")).status_code == 303
        assert "It did not take place" in text_of(sign_in(cast.engineer).get(here))
