"""What may be cited at the gate: only what the citer may see now, and only what the person knows of (PIP-2, TRUST 0.3, C2, D1, D2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast
from tests.formal import SUMMER, Way

from cadenza.capability.models import Capability, Framework
from cadenza.evidence import actions as evidence
from cadenza.evidence import feedback
from cadenza.evidence.actions import EvidenceDraft, GapDraft
from cadenza.evidence.feedback import FeedbackDraft
from cadenza.evidence.models import Feedback, GapAssessment
from cadenza.evidence.rules import EvidenceKind, NeedKind
from cadenza.improvement import actions
from cadenza.improvement.gate_rules import Condition, Source
from cadenza.improvement.queries import page_for
from cadenza.improvement.records import citable
from cadenza.improvement.rules import State
from cadenza.objections import Refused
from cadenza.people.actions import begin_line
from cadenza.people.models import Person
from cadenza.web import clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


@dataclass
class Around:
    """What lies around one person besides evidence and agreed points."""

    cast: Cast
    testing: Capability

    def tell(self, giver: Person, seen: str, *, manager_too: bool = True, read: bool = True) -> Feedback:
        draft = FeedbackDraft(date(2026, 8, 11), seen, "The release waited a day.", self.testing.pk, manager_too)
        given = feedback.give_feedback(self.cast.on_pip.pk, draft, by=giver, at=SUMMER)
        return feedback.read_feedback(given.ref, by=self.cast.on_pip, at=SUMMER) if read else given

    def assess(self, way: Way, why: str, *, kind: NeedKind = NeedKind.SKILL_GAP, now: int = 2) -> GapAssessment:
        draft = GapDraft(self.testing.pk, now, 3, [way.facts[0].pk], kind=kind, why=why)
        return evidence.assess_gap(self.cast.on_pip.pk, draft, by=self.cast.manager, at=SUMMER)


@pytest.fixture
def around(way: Way) -> Around:
    framework = Framework.objects.create(name="Engineering", slug="engineering")
    return Around(way.cast, Capability.objects.create(framework=framework, name="Testing", slug="testing", family="craft", order=0))


NEW = {Source.FEEDBACK, Source.GAP}


def kinds(by: Person, way: Way) -> dict[str, bool]:
    """First line of each record that the reader is given -> whether the person knows of it."""
    return {one.words.partition("\n")[0]: one.shared for one in citable(by, way.cast.on_pip, at=way.at).values() if one.source in NEW}


def test_feedback_is_citable_once_its_reader_may_see_it_and_the_person_read_it(way: Way, around: Around) -> None:
    """FB-1, TRUST D2: what its giver opened to the manager, what the person shared, what the manager gave; unread it is known to nobody."""
    cast = around.cast
    around.tell(cast.peer, "Told to both")
    around.tell(cast.peer, "For the person alone", manager_too=False)
    around.tell(cast.peer, "Told to both and not opened", read=False)
    around.tell(cast.manager, "Given by the manager", manager_too=False)
    shared = around.tell(cast.mentor, "Shared by the person", manager_too=False)
    feedback.share_feedback(shared.ref, by=cast.on_pip, at=SUMMER)
    known = {"Told to both": True, "Told to both and not opened": False, "Given by the manager": True, "Shared by the person": True}
    assert kinds(cast.manager, way) == known
    assert kinds(cast.hr_partner, way) == kinds(cast.upline, way) == {}


def test_an_assessment_is_citable_once_the_person_answered_it(way: Way, around: Around) -> None:
    """TRUST C2, 0.3: agreed, or disagreed with, and then with their words beside it."""
    first = "Testing: level 2 now, level 3 needed."
    cast, gap = around.cast, around.assess(way, "Failure paths are left out.")
    assert kinds(cast.manager, way) == {first: False}
    evidence.disagree_with_gap(gap.pk, "The ticket did not list them.", by=cast.on_pip, at=SUMMER)
    found = citable(cast.manager, cast.on_pip, at=way.at)[f"gap-assessment:{gap.pk}"]
    assert (found.shared, found.author, found.dated) == (True, cast.manager.name, SUMMER.date())
    assert found.words == f"{first}\nFailure paths are left out.\n{cast.on_pip.name} sees it otherwise: The ticket did not list them."
    evidence.agree_gap(gap.pk, by=cast.on_pip, at=SUMMER)
    assert citable(cast.manager, cast.on_pip, at=way.at)[f"gap-assessment:{gap.pk}"].words == f"{first}\nFailure paths are left out."
    assert kinds(cast.hr_partner, way) == {}


def test_readiness_and_a_level_that_is_there_are_no_gap(way: Way, around: Around) -> None:
    """GAP-2: only what shows a level that is missing; a newer assessment takes the place of an older one."""
    around.assess(way, "Ready for more.", kind=NeedKind.READINESS)
    assert kinds(around.cast.manager, way) == {}
    around.assess(way, "A pattern to keep.", kind=NeedKind.BEHAVIOUR, now=3)
    assert kinds(around.cast.manager, way) == {}


def test_a_former_manager_cites_nothing(way: Way, around: Around) -> None:
    """TRUST X1, R2: the same instant."""
    around.tell(around.cast.peer, "Told to both")
    begin_line(around.cast.on_pip, around.cast.new_manager, since=way.at, by=None, at=way.at)
    assert dict(citable(around.cast.manager, around.cast.on_pip, at=way.at)) == {}


def test_the_picker_offers_what_the_person_knows_and_refuses_the_rest(way: Way, around: Around, sign_in: SignIn) -> None:
    """PIP-2, EARLY-5: named by kind; a forged key of unread feedback is refused, and nothing of it is copied."""
    cast = around.cast
    read, unread = around.tell(cast.peer, "Told to both"), around.tell(cast.peer, "Not opened yet", read=False)
    way.ask()
    address = f"/formal/{way.ref}/steps/cite/?condition=persistent"
    with clock.pinned(way.at):
        browser = sign_in(cast.manager)
        with clock.pinned(way.at):
            page = browser.get(address).content.decode()
            forged = browser.post(address, {"record": f"feedback:{unread.ref}", "op_id": str(uuid4())})
            taken = browser.post(address, {"record": f"feedback:{read.ref}", "op_id": str(uuid4())})
            gate = browser.get(f"/formal/{way.ref}/").content.decode()
    assert f"Feedback, 11 August 2026, {cast.peer.name}: Told to both" in page
    assert "Not opened yet" not in page
    assert (forged.status_code, taken.status_code) == (422, 303)
    assert [(one.source, one.words, one.author) for one in way.story.citations.values()] == [
        (Source.FEEDBACK, "Told to both\nThe release waited a day.", cast.peer.name)
    ]
    assert f"Feedback. {cast.peer.name}" in gate
    with pytest.raises(Refused):
        actions.cite(way.ref, Condition.PERSISTENT, f"feedback:{unread.ref}", by=cast.manager, at=way.at)
    with pytest.raises(Refused):
        actions.cite(way.ref, Condition.PERSISTENT, f"feedback:{read.ref}", by=cast.hr_partner, at=way.at)


def test_the_person_reads_the_copy_with_its_kind_once_the_plan_is_opened(way: Way, around: Around, sign_in: SignIn) -> None:
    """PIP-2, TRUST L31: told of every citation when the plan is served; what is put right in the source later leaves the copy as it was."""
    given = around.tell(around.cast.peer, "Told to both")
    way.ask().cite()
    actions.cite(way.ref, Condition.PERSISTENT, f"feedback:{given.ref}", by=around.cast.manager, at=way.at)
    feedback.correct_feedback(given.ref, "It was two days.", by=around.cast.peer, at=way.at)
    way.promise().pass_gate().to(State.SERVED)
    page = sign_in(around.cast.on_pip).get(f"/formal/{way.ref}/opening/").content.decode()
    assert "Told to both" in page
    assert "It was two days." not in page
    record = sign_in(around.cast.on_pip).get(f"/formal/{way.ref}/record/").content.decode()
    assert re.search(r"From what:</span> Feedback<", record)


def test_many_records_cost_what_one_costs(way: Way, around: Around) -> None:
    """One page, a constant number of statements."""
    around.tell(around.cast.peer, "One")
    with CaptureQueriesContext(connection) as few:
        citable(around.cast.manager, around.cast.on_pip, at=way.at)
    for number in range(12):
        around.tell(around.cast.peer, f"Another {number}")
    with CaptureQueriesContext(connection) as many:
        assert len(citable(around.cast.manager, around.cast.on_pip, at=way.at)) == 17
    assert len(many) == len(few)


def test_what_was_put_right_unread_is_never_cited_and_read_it_is_cited_with_its_day(way: Way, around: Around) -> None:
    """TRUST 0.3, D2, PIP-2, FB-1: a harmless word that was read does not carry another one with it that the person never opened."""
    cast = around.cast
    given = around.tell(cast.manager, "A fine release")
    feedback.correct_feedback(given.ref, "zqsecret: the tests were hidden.", by=cast.manager, at=way.at)
    way.ask()
    with pytest.raises(Refused):
        actions.cite(way.ref, Condition.PERSISTENT, f"feedback:{given.ref}", by=cast.manager, at=way.at)
    assert [one.ref for one in feedback.unread_feedback_of(cast.on_pip)] == [given.ref]
    feedback.read_feedback(given.ref, by=cast.on_pip, at=way.at)
    assert not feedback.unread_feedback_of(cast.on_pip).exists()
    known = citable(cast.manager, cast.on_pip, at=way.at)[f"feedback:{given.ref}"]
    assert known.shared
    assert known.words.endswith(f"Put right on {way.at.day} {way.at:%B %Y}: zqsecret: the tests were hidden.")


def test_the_person_opens_what_was_put_right(way: Way, around: Around, sign_in: SignIn) -> None:
    """FB-1, TRUST 0.3: shown as unread, by a press and not by looking; taking a copy of one's own records opens it too."""
    cast = around.cast
    given = around.tell(cast.peer, "A fine release")
    feedback.correct_feedback(given.ref, "It was Wednesday", by=cast.peer, at=way.at)
    with clock.pinned(way.at):
        browser = sign_in(cast.on_pip)
        for _time in (1, 2):
            assert "It was Wednesday" not in browser.get(f"/feedback/{given.ref}/").content.decode()
        assert "It was Wednesday" in sign_in(cast.manager).get(f"/feedback/{given.ref}/").content.decode()
        assert browser.post(f"/feedback/{given.ref}/read/", {"op_id": str(uuid4())}).status_code == 303
        assert "It was Wednesday" in browser.get(f"/feedback/{given.ref}/").content.decode()
    feedback.correct_feedback(given.ref, "Or Thursday", by=cast.peer, at=way.at)
    assert feedback.read_all_feedback(by=cast.on_pip, at=way.at) == 1
    assert feedback.read_all_feedback(by=cast.on_pip, at=way.at) == 0


def test_hr_reads_at_the_gate_on_which_day_each_record_was_written(way: Way, sign_in: SignIn) -> None:
    """PIP-2, PIP-17: old days in rows typed in one go are named as a question, and pass no gate in silence."""
    way.ask()
    for day in (date(2026, 5, 4), date(2026, 6, 22)):
        way.facts.append(
            evidence.add_evidence(way.cast.on_pip.pk, EvidenceDraft(EvidenceKind.REWORK, f"{day}", day), by=way.cast.manager, at=way.at)
        )
    way.cite()
    with clock.pinned(way.at):
        browser = sign_in(way.cast.hr_partner)
        gate, step = (browser.get(f"/formal/{way.ref}/{end}").content.decode() for end in ("", "steps/confirm/"))
    assert gate.count("written down 24 August 2026") == gate.count("written down 1 September 2026") == 2
    for one in (gate, step):
        assert "2 records of the pattern were written down on the day on which the plan was asked for, or later." in one
    assert "All records of the pattern" not in gate
    for number, one in way.story.citations.items():
        if one.written_on == way.at.date():
            actions.drop_citation(way.ref, number, by=way.cast.manager, at=way.at)
    page = page_for(way.cast.hr_partner, "read", way.ref, at=way.at)
    assert [one.code for one in page.doubts] == ["pattern-written-at-once"]
    assert [one.finding.code for one in page.signals if one.code == "pattern" and one.raised] == ["pattern-written-at-once"]
