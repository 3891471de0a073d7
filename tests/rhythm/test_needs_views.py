"""Needs that a talk brought up, files beside evidence, and evidence that somebody was asked for (GAP-1, GAP-2, TRUST D1, T25, R12)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.agreed import agreed_plan
from tests.cast import NOW, Cast
from tests.evidence.test_file_rules import CANARY, PDF, chunk, png

from cadenza.asks.models import Ask
from cadenza.capability.models import Capability, Framework, FrameworkVersion, Level
from cadenza.evidence import files
from cadenza.evidence.models import Evidence, EvidenceFile, GapAssessment, PerformanceInput
from cadenza.people.actions import begin_line
from cadenza.people.models import Person
from cadenza.plans.models import Suggestion
from cadenza.plans.support import accept_suggestion

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
NEW = "/people/sam-okafor/needs/new/"
HERE = "/people/sam-okafor/evidence/"


def text_of(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def sent(**words: Any) -> dict[str, Any]:
    return {"op_id": str(uuid4())} | words


@pytest.fixture
def forecasting(db: None) -> Capability:
    framework = Framework.objects.create(name="Engineering", slug="engineering")
    version = FrameworkVersion.objects.create(framework=framework, number=1, state="published")
    made = Capability.objects.create(framework=framework, name="Delivery forecasting", slug="delivery-forecasting")
    Level.objects.bulk_create(Level(version=version, capability=made, number=number) for number in range(1, 5))
    return made


@pytest.fixture(autouse=True)
def _own_folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def need(forecasting: Capability, **more: Any) -> dict[str, Any]:
    words = {
        "source": "project-close",
        "held_on": "2026-10-03",
        "need": "skill-gap",
        "capability": forecasting.pk,
        "what": "The last two estimates were half of what it took",
        "happened_on": "2026-09-30",
        "kind": "missed-date",
        "become": "assessment",
        "level_now": "2",
        "level_needed": "3",
        "outcome": "",
    }
    return sent(**words | more)


class TestNeeds:
    @pytest.mark.parametrize("role", ["engineer", "manager"])
    def test_a_talk_becomes_an_assessment_with_its_fact_in_one_step(
        self, cast: Cast, forecasting: Capability, sign_in: SignIn, role: str
    ) -> None:
        """GAP-2, and GAP-1 holds: the fact is captured in the same step."""
        answer = sign_in(getattr(cast, role)).post(NEW, need(forecasting))
        assert answer.status_code == 303, text_of(answer)
        gap, fact, came = GapAssessment.objects.get(), Evidence.objects.get(), PerformanceInput.objects.get()
        assert (list(gap.evidence.all()), gap.kind, gap.proposed_by) == ([fact], "skill-gap", getattr(cast, role))
        assert (came.gap, came.evidence, came.source, came.held_on) == (gap, fact, "project-close", date(2026, 10, 3))
        page = text_of(sign_in(cast.manager).get(HERE))
        assert "came from: Project close, 3 October 2026" in page and "became an assessment" in page

    def test_it_becomes_a_suggested_goal_and_the_goal_says_where_it_came_from(
        self, cast: Cast, forecasting: Capability, sign_in: SignIn
    ) -> None:
        """GAP-2: the path back is visible."""
        agreed_plan(cast.engineer, cast.manager, goals=1)
        body = need(forecasting, become="suggestion", outcome="Forecast a change to within a fifth of what it takes")
        answer = sign_in(cast.manager).post(NEW, body)
        assert answer.status_code == 303, text_of(answer)
        suggestion = Suggestion.objects.get()
        assert (suggestion.need, suggestion.why) == (PerformanceInput.objects.get(), "The last two estimates were half of what it took")
        goal = accept_suggestion(suggestion.pk, by=cast.engineer, at=NOW)
        page = text_of(sign_in(cast.engineer).get(f"/people/sam-okafor/plans/2026-q4/goals/{goal.number}/"))
        assert "the close of a project brought up" in page and "3 October 2026" in page
        for reader in (cast.engineer, cast.manager):
            assert f"became goal {goal.number}" in text_of(sign_in(reader).get(HERE))

    def test_hr_suggests_and_puts_no_fact_down(self, cast: Cast, forecasting: Capability, sign_in: SignIn) -> None:
        """TRUST D1, C2: HR has no part in evidence and assessments; E1: it may suggest."""
        agreed_plan(cast.engineer, cast.manager, goals=1)
        page = text_of(sign_in(cast.hr_partner).get(NEW))
        assert "Level needed" not in page and "When was it seen?" not in page
        assert sign_in(cast.hr_partner).post(NEW, need(forecasting)).status_code == 422
        body = need(forecasting, become="suggestion", outcome="Lead one review outside the own team")
        assert sign_in(cast.hr_partner).post(NEW, body).status_code == 303
        assert not Evidence.objects.exists() and not GapAssessment.objects.exists()
        assert Suggestion.objects.get().need == PerformanceInput.objects.get()

    @pytest.mark.parametrize("role", ["hr_partner", "delegate", "upline", "leader", "peer", "mentor", "outsider", "hr_admin", "executive"])
    def test_to_everybody_else_the_page_does_not_exist(self, cast: Cast, sign_in: SignIn, role: str) -> None:
        """C2, E1; HR's suggestion needs a plan to go to."""
        assert sign_in(getattr(cast, role)).get(NEW).status_code == 404
        assert sign_in(cast.manager).get("/people/nobody/needs/new/").status_code == 404

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"what": "-"}, "Say what was seen in the work."),
            ({"what": "Delivery forecasting."}, "A name alone says nothing about the work."),
            ({"capability": ""}, "Choose the capability that it shows."),
            ({"held_on": ""}, "Enter the day of the talk."),
            ({"held_on": "2027-01-01"}, "a need is captured from a talk that took place"),
            ({"happened_on": "2027-01-01"}, "Enter today or an earlier day."),
            ({"level_needed": "2"}, "there is no gap"),
            ({"level_needed": "1"}, "below the level now"),
            ({"become": "suggestion", "outcome": "."}, "Word the goal that you suggest."),
        ],
    )
    def test_a_refusal_keeps_the_words_and_leaves_nothing(
        self, cast: Cast, forecasting: Capability, sign_in: SignIn, change: dict[str, str], words: str
    ) -> None:
        """GAP-1, GAP-2."""
        agreed_plan(cast.engineer, cast.manager, goals=1)
        answer = sign_in(cast.manager).post(NEW, need(forecasting, **change))
        assert answer.status_code == 422
        assert words in text_of(answer) and ("what" in change or "half of what it took" in text_of(answer))
        assert not PerformanceInput.objects.exists() and not Evidence.objects.exists()

    def test_the_occasion_can_stand_in_the_address(self, cast: Cast, sign_in: SignIn) -> None:
        page = sign_in(cast.manager).get(f"{NEW}?from=calibration").content.decode()
        assert 'value="calibration" checked' in " ".join(page.split()) or 'value="calibration"' in page.split("checked")[0]


class TestFiles:
    def add(self, client: Client, data: bytes, name: str = "board.png", **more: Any) -> Any:
        body = {"what": "Two days late", "happened_on": "2026-11-10", "kind": "metric", "file": SimpleUploadedFile(name, data)}
        return client.post(HERE, sent(**body | more))

    def test_a_file_stands_beside_the_fact_and_comes_back_as_an_attachment(self, cast: Cast, sign_in: SignIn, tmp_path: Path) -> None:
        """TRUST T25: attachment, nosniff, sandbox, no name of anybody's in its name."""
        client = sign_in(cast.engineer)
        assert self.add(client, png(chunk(b"eXIf", CANARY)), "../Sam’s board.png").status_code == 303
        kept = EvidenceFile.objects.get()
        page = text_of(client.get(HERE))
        assert "Sam’s board.png" in page and f"/evidence/files/{kept.ref}/" in page
        answer = sign_in(cast.manager).get(f"/evidence/files/{kept.ref}/")
        assert answer.content == png()
        assert answer["Content-Disposition"] == f'attachment; filename="{kept.ref}.png"'
        assert answer["Content-Type"] == "image/png"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer["Cache-Control"] == "no-store"

    def test_it_lies_under_its_reference_where_only_this_account_reads(self, cast: Cast, sign_in: SignIn, tmp_path: Path) -> None:
        self.add(sign_in(cast.engineer), PDF, "report.pdf")
        kept = EvidenceFile.objects.get()
        path = tmp_path / "files" / kept.ref[2:4] / kept.ref
        assert path.read_bytes() == PDF
        assert (
            path.stat().st_mode & 0o777 == 0o600
            and path.parent.stat().st_mode & 0o777 == path.parent.parent.stat().st_mode & 0o777 == 0o700
        )

    def test_a_refused_file_keeps_the_words(self, cast: Cast, sign_in: SignIn, tmp_path: Path) -> None:
        answer = self.add(sign_in(cast.engineer), b"<svg onload=alert(1)>", "drawing.svg")
        assert answer.status_code == 422
        assert "Choose a PDF, a PNG or JPEG picture, or plain text." in text_of(answer) and "Two days late" in text_of(answer)
        assert self.add(sign_in(cast.engineer), b"", "empty.pdf").status_code == 422
        assert not Evidence.objects.exists() and not (tmp_path / "files").exists()

    @pytest.mark.parametrize("role", ["delegate", "upline", "leader", "peer", "mentor", "outsider", "hr_partner", "hr_admin", "operator"])
    def test_its_address_opens_for_the_pair_alone(self, cast: Cast, sign_in: SignIn, role: str) -> None:
        """TRUST N1: the parent's rule, on every fetch."""
        self.add(sign_in(cast.engineer), PDF, "report.pdf")
        assert sign_in(getattr(cast, role)).get(f"/evidence/files/{EvidenceFile.objects.get().ref}/").status_code == 404

    def test_its_address_is_dead_after_the_line_changed_and_after_it_was_withdrawn(self, cast: Cast, sign_in: SignIn) -> None:
        """TRUST T25: the URL is dead after a change of relation."""
        self.add(sign_in(cast.engineer), PDF, "report.pdf")
        address = f"/evidence/files/{EvidenceFile.objects.get().ref}/"
        assert sign_in(cast.manager).get(address).status_code == 200
        begin_line(cast.engineer, cast.new_manager, since=NOW, by=None, at=NOW)
        assert sign_in(cast.manager).get(address).status_code == 404
        assert sign_in(cast.new_manager).get(address).status_code == 200
        sign_in(cast.engineer).post(f"{HERE}{Evidence.objects.get().pk}/withdraw/", sent())
        assert sign_in(cast.engineer).get(address).status_code == 404

    def test_what_is_gone_or_was_changed_on_the_disk_is_not_handed_out(self, cast: Cast, sign_in: SignIn) -> None:
        self.add(sign_in(cast.engineer), PDF, "report.pdf")
        kept = EvidenceFile.objects.get()
        files.path_of(kept.ref).write_bytes(b"something else")
        assert sign_in(cast.engineer).get(f"/evidence/files/{kept.ref}/").status_code == 404
        files.path_of(kept.ref).unlink()
        assert sign_in(cast.engineer).get(f"/evidence/files/{kept.ref}/").status_code == 404
        assert sign_in(cast.engineer).get("/evidence/files/E-2222222222222222/").status_code == 404

    def test_a_full_disk_is_said_and_keeps_the_words(self, cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
        """TRUST N07."""

        def full(*_args: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(files, "write", full)
        answer = self.add(sign_in(cast.engineer), PDF, "report.pdf")
        assert answer.status_code == 422 and "could not be kept just now" in text_of(answer) and "Two days late" in text_of(answer)
        assert not Evidence.objects.exists()

    def test_files_of_which_no_row_came_are_taken_away_after_a_day(self, cast: Cast, sign_in: SignIn, tmp_path: Path) -> None:
        """TRUST N26: no row without a file, and no file for ever without a row."""
        self.add(sign_in(cast.engineer), PDF, "report.pdf")
        kept = EvidenceFile.objects.get()
        files.write("E-2345678923456789", b"of a transaction that was never committed")
        (tmp_path / "files" / "23" / "E-2345678923456788.part").write_bytes(b"half")
        (tmp_path / "files" / "23" / "somebody-elses.txt").write_bytes(b"not ours")
        real = datetime.fromtimestamp(files.path_of(kept.ref).stat().st_mtime, tz=NOW.tzinfo)
        assert files.sweep(at=real + timedelta(hours=23)) == 0
        assert files.sweep(at=real + timedelta(hours=25)) == 2
        assert files.path_of(kept.ref).exists() and (tmp_path / "files" / "23" / "somebody-elses.txt").exists()
        assert files.sweep(at=real + timedelta(hours=25)) == 0

    def test_there_is_room_for_so_much(self, cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("cadenza.evidence.file_rules.MOST_OF_A_PERSON", len(PDF))
        assert self.add(sign_in(cast.engineer), PDF, "report.pdf").status_code == 303
        assert self.add(sign_in(cast.engineer), PDF, "again.pdf").status_code == 422

    @pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://host/x", "https:///x", "http://name@host/", "https://host /x"])
    def test_a_link_is_an_address_of_the_web(self, cast: Cast, sign_in: SignIn, link: str) -> None:
        answer = sign_in(cast.engineer).post(HERE, sent(what="Late", happened_on="2026-11-10", kind="metric", link=link))
        assert answer.status_code == 422 and not Evidence.objects.exists()

    def test_a_link_leaves_without_saying_from_where(self, cast: Cast, sign_in: SignIn) -> None:
        """TRUST T17."""
        client = sign_in(cast.engineer)
        client.post(HERE, sent(what="Late", happened_on="2026-11-10", kind="metric", link="https://board.example/7?x=1"))
        assert '<a class="small" href="https://board.example/7?x=1" rel="noopener noreferrer">' in client.get(HERE).content.decode()


class TestAskedEvidence:
    def ask(self, client: Client, **more: Any) -> Any:
        body = {"what": "What did you see of the estimate in September?", "first": "Ruth Abara", "due_date": "2026-12-01"}
        return client.post(f"{HERE}ask/", sent(**body | more))

    @pytest.mark.parametrize("role", ["engineer", "manager"])
    def test_somebody_is_asked_and_tells_what_they_saw(self, cast: Cast, forecasting: Capability, sign_in: SignIn, role: str) -> None:
        """TRUST D1: by the person, the manager, or somebody asked; a helper sees their own."""
        answer = self.ask(sign_in(getattr(cast, role)), about=f"capability:{forecasting.pk}")
        assert answer.status_code == 303, text_of(answer)
        ref = Ask.objects.get().ref
        helper = sign_in(cast.mentor)
        page = text_of(helper.get(f"/asks/{ref}/"))
        assert "What did you see of the estimate in September?" in page and "Sam" in page and "forecasting" not in page
        body = {"what": "It was halved in the meeting", "happened_on": "2026-09-08", "kind": "decision", "answer": "give"}
        told = helper.post(f"/asks/{ref}/", sent(**body, file=SimpleUploadedFile("notes.txt", b"half of it")))
        assert told.status_code == 303, text_of(told)
        piece = Evidence.objects.get()
        assert (piece.person, piece.added_by, piece.capability, piece.ask) == (cast.engineer, cast.mentor, forecasting, Ask.objects.get())
        assert "It was halved in the meeting" in text_of(helper.get(f"/asks/{ref}/"))
        assert helper.get(f"/evidence/files/{EvidenceFile.objects.get().ref}/").status_code == 200
        assert helper.get(HERE).status_code == 404
        assert "It was halved in the meeting" in text_of(sign_in(cast.manager).get(HERE))

    def test_the_person_is_not_asked_about_their_own_work_by_the_manager(self, cast: Cast, sign_in: SignIn) -> None:
        assert self.ask(sign_in(cast.manager), first="Sam Okafor").status_code == 422

    def test_nobody_else_asks(self, cast: Cast, sign_in: SignIn) -> None:
        for role in ("peer", "upline", "delegate", "hr_partner"):
            assert self.ask(sign_in(getattr(cast, role))).status_code == 404
        assert sign_in(cast.manager).get("/people/nobody/evidence/ask/").status_code == 404

    def test_a_refused_telling_keeps_its_words(self, cast: Cast, sign_in: SignIn) -> None:
        self.ask(sign_in(cast.engineer))
        body = {"what": "It was halved", "happened_on": "2027-09-08", "kind": "decision", "answer": "give"}
        answer = sign_in(cast.mentor).post(f"/asks/{Ask.objects.get().ref}/", sent(**body))
        assert answer.status_code == 422 and "It was halved" in text_of(answer)
