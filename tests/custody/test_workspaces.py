"""The case reviewer's door to what HR keeps beside a formal plan, inside an open access case (TRUST G5, L10, 1.6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from tests.cast import Cast
from tests.formal import SUMMER, Way

from cadenza.custody import access, case_actions, workspaces
from cadenza.custody.case_actions import Opening
from cadenza.custody.case_answer import take_answer
from cadenza.custody.case_models import AccessCase
from cadenza.custody.case_queries import case_page
from cadenza.custody.copies import CopyFormat
from cadenza.custody.gathering import authors_of, gathered
from cadenza.improvement import access as formal
from cadenza.improvement.advice import broken_workspaces, workspace_for, write_advice, written_by_hr
from cadenza.improvement.models import Advice, Case
from cadenza.improvement.rules import State
from cadenza.objections import OutOfStep, Refused, Unseen
from cadenza.people.actions import begin_line
from cadenza.people.models import HRScope, Person
from cadenza.web import clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
WORDS = "zqcounselqz says to wait for the second pairing."
LOOKED = "zqlookedqz: the first paragraph is advice, the second is not."


@pytest.fixture
def way(cast: Cast) -> Way:
    """A plan in preparation with a workspace of HR's beside it."""
    made = Way(cast).talk().to(State.DRAFT)
    write_advice(made.ref, WORDS, by=cast.hr_partner, at=made.at)
    return made


def asked(way: Way, person: Person | None = None) -> AccessCase:
    opening = Opening((person or way.cast.on_pip).handle, way.at.date(), way.cast.case_reviewer.pk)
    return case_actions.open_case(opening, by=way.cast.privacy_officer, at=way.at)


def taken_on(way: Way, person: Person | None = None) -> AccessCase:
    return case_actions.accept(asked(way, person).ref, by=way.cast.case_reviewer, at=way.at)


def everything(way: Way, case: AccessCase, by: Person) -> list[Callable[[], object]]:
    return [
        lambda: workspaces.open_workspace(case.ref, way.ref, by=by, at=way.at),
        lambda: workspaces.add_note(case.ref, way.ref, LOOKED, by=by, at=way.at),
        lambda: workspaces.keep_back(case.ref, way.ref, by=by, at=way.at),
    ]


def closed_to(way: Way, case: AccessCase, by: Person) -> bool:
    """Whether none of it is there for somebody, and nothing was written."""
    before = Advice.objects.count()
    for attempt in everything(way, case, by):
        with pytest.raises(Unseen):
            attempt()
    return Advice.objects.count() == before


def test_inside_the_open_case_its_reviewer_alone_opens_the_workspace(way: Way):
    """TRUST G5, 1.6: never the privacy officer, nor anybody else; each opening is where the HR partner reads it."""
    case = taken_on(way)
    for name, reader in way.cast.everybody().items():
        assert name == "case_reviewer" or closed_to(way, case, reader), name
    _case, space = workspaces.open_workspace(case.ref, way.ref, by=way.cast.case_reviewer, at=way.at)
    assert [(one.words, one.reviewing) for one in space.notes] == [(WORDS, False)]
    workspaces.add_note(case.ref, way.ref, LOOKED, by=way.cast.case_reviewer, at=way.at)
    seen = workspace_for(way.cast.hr_partner, way.ref, at=way.at)
    assert [(one.by, one.words, one.reviewing) for one in seen.notes] == [
        (way.cast.hr_partner.name, WORDS, False),
        (way.cast.case_reviewer.name, LOOKED, True),
    ]
    assert {name for _at, name in seen.readings} == {way.cast.hr_partner.name, way.cast.case_reviewer.name}
    with pytest.raises(OutOfStep):
        write_advice(way.ref, "Otherwise.", number=2, seen=1, by=way.cast.hr_partner, at=way.at)
    assert not list(broken_workspaces())


def test_it_opens_with_the_case_and_closes_with_it(way: Way):
    """TRUST 1.6: not before the second person agreed, not while silence is asked for, not once the answer is out or the case is over."""
    reviewer, officer = way.cast.case_reviewer, way.cast.privacy_officer
    case = asked(way)
    assert closed_to(way, case, reviewer)
    case_actions.accept(case.ref, by=reviewer, at=way.at)
    case_actions.untell(case.ref, "A court said so.", by=officer, at=way.at)
    assert closed_to(way, case, reviewer)
    case_actions.tell_them(case.ref, by=reviewer, at=way.at)
    case_actions.stop_clock(case.ref, by=officer, at=way.at)
    assert workspaces.open_workspace(case.ref, way.ref, by=reviewer, at=way.at)
    case_actions.withdraw(case.ref, by=officer, at=way.at)
    assert closed_to(way, case, reviewer)
    assert case_page(officer, case.ref, at=way.at).beside == []


def test_only_a_plan_of_the_person_beside_which_anything_is_kept(way: Way):
    """TRUST G5: of another person's plan, one that never was, and an empty workspace nobody learns here."""
    reviewer = way.cast.case_reviewer
    other = taken_on(way, way.cast.outsider)
    assert closed_to(way, other, reviewer)
    assert case_page(way.cast.privacy_officer, other.ref, at=way.at).beside == []
    case = taken_on(way)
    with pytest.raises(Unseen):
        workspaces.open_workspace(case.ref, "F-NEVER", by=reviewer, at=way.at)
    with pytest.raises(Unseen):
        access.case_to_review(reviewer, "R-NEVER", at=way.at)
    with pytest.raises(Unseen):
        formal.seat_to_review(reviewer, "F-NEVER", way.cast.on_pip, (), at=way.at)
    empty = Case.objects.create(
        ref="F-EMPTY", person=way.cast.on_pip, manager=way.cast.manager, hr_partner=way.cast.hr_partner, state=State.ENDED, opened_at=SUMMER
    )
    with pytest.raises(Unseen):
        workspaces.open_workspace(case.ref, empty.ref, by=reviewer, at=way.at)
    assert [one.ref for one in case_page(reviewer, case.ref, at=way.at).beside] == [way.ref]


def a_part(way: Way) -> None:
    Case.objects.update(appeal_manager=way.cast.case_reviewer)


def stood_in(way: Way) -> None:
    Case.objects.update(stand_in=way.cast.case_reviewer)


def hr_partner_below(way: Way) -> None:
    begin_line(way.cast.hr_partner, way.cast.case_reviewer, since=way.at, by=None, at=way.at)


@pytest.mark.parametrize("changed", [a_part, stood_in, hr_partner_below])
def test_a_reviewer_who_stands_near_opens_nothing_and_still_sees_that_it_is_there(way: Way, changed: Callable[[Way], None]):
    """TRUST X7, 1.6: a part in the plan, once or now; a line with whoever wrote there."""
    case = taken_on(way)
    changed(way)
    assert closed_to(way, case, way.cast.case_reviewer)
    assert [one.ref for one in case_page(way.cast.case_reviewer, case.ref, at=way.at).beside] == [""]


def test_whoever_wrote_there_for_hr_is_no_second_person_and_whoever_reviewed_it_may_be_again(way: Way):
    """TRUST 1.6, ASVS 2.3.5."""
    cast = way.cast
    case = taken_on(way)
    workspaces.add_note(case.ref, way.ref, LOOKED, by=cast.case_reviewer, at=way.at)
    assert (written_by_hr([way.case]), cast.hr_partner.pk in authors_of(cast.on_pip)) == ({cast.hr_partner.pk}, True)
    case_actions.withdraw(case.ref, by=cast.privacy_officer, at=way.at)
    again = taken_on(way)
    assert workspaces.open_workspace(again.ref, way.ref, by=cast.case_reviewer, at=way.at)
    case_actions.withdraw(again.ref, by=cast.privacy_officer, at=way.at)
    scope = HRScope.objects.create(person=cast.outsider, partner=cast.case_reviewer, since=SUMMER)
    Case.objects.update(hr_partner=cast.case_reviewer)
    write_advice(way.ref, "In HR for a day.", by=cast.case_reviewer, at=way.at)
    Case.objects.update(hr_partner=cast.hr_partner)
    scope.delete()
    with pytest.raises(Refused):
        asked(way)


def test_what_was_decided_is_on_the_page_of_both_until_more_is_written(way: Way):
    """TRUST L10, 1.6 `privilege triage m`: by number and day, and for the officer without a way to it."""
    cast, case = way.cast, taken_on(way)
    officer, reviewer = cast.privacy_officer, cast.case_reviewer

    def told(reader: Person) -> list[tuple[int, str, str]]:
        return [(one.number, one.ref, one.kept_back_by) for one in case_page(reader, case.ref, at=way.at).beside]

    assert (told(officer), told(reviewer)) == ([(1, "", "")], [(1, way.ref, "")])
    workspaces.keep_back(case.ref, way.ref, by=reviewer, at=way.at)
    assert (told(officer), told(reviewer)) == ([(1, "", reviewer.name)], [(1, way.ref, reviewer.name)])
    write_advice(way.ref, "One more.", by=cast.hr_partner, at=way.at + timedelta(minutes=1))
    assert told(officer) == [(1, "", "")]
    case_actions.withdraw(case.ref, by=officer, at=way.at)
    case = taken_on(way)
    assert told(officer) == [(1, "", "")], "said of one case, and of no other"


def test_nothing_of_it_is_in_the_case_or_its_answer(way: Way):
    """TRUST L10: it stays where it lies."""
    cast = way.cast
    case = taken_on(way)
    workspaces.add_note(case.ref, way.ref, LOOKED, by=cast.case_reviewer, at=way.at)
    assert not [one for one in gathered(cast.on_pip, at=way.at) if "zqcounselqz" in one.words or "zqlookedqz" in one.words]
    case.items.all().delete()
    case_actions.hand_over(case.ref, by=cast.privacy_officer, at=way.at)
    answer = take_answer(case.ref, CopyFormat.JSON, right="take-answer", by=cast.on_pip, at=way.at).decode()
    assert ("zqcounselqz" in answer, "zqlookedqz" in answer, way.ref in answer) == (False, False, False)


def test_the_doors(way: Way, sign_in: SignIn):
    """TRUST G5, 1.9: the password first; a refused note shows no word of another; the officer finds a number and no link."""
    cast, case = way.cast, taken_on(way)
    address, home = f"/access-cases/{case.ref}/workspaces/{way.ref}/", f"/access-cases/{case.ref}/"
    with clock.pinned(way.at):
        browser, officer = sign_in(cast.case_reviewer), sign_in(cast.privacy_officer)
        assert address in browser.get(home).content.decode()
        page = officer.get(home).content.decode()
        assert ("HR keeps a workspace beside a formal plan: 1" in page, way.ref + "/" in page) == (True, False)
        assert WORDS in browser.get(address).content.decode()
        assert browser.post(address, {"words": LOOKED, "op_id": str(uuid4())}).status_code == 303
        refused = browser.post(address, {"words": " ", "op_id": str(uuid4())})
        assert (refused.status_code, "zqcounselqz" in refused.content.decode()) == (422, False)
        assert browser.post(f"{address}kept-back/", {"op_id": str(uuid4())}).status_code == 303
        assert "kept back as advice taken for counsel" in officer.get(home).content.decode()
        assert browser.post(address.replace(way.ref, "F-NEVER"), {"words": " ", "op_id": str(uuid4())}).status_code == 404
        for reader in (officer, sign_in(cast.hr_partner), sign_in(cast.hr_admin), sign_in(cast.on_pip)):
            assert reader.get(address).status_code == 404
            assert reader.post(address, {"words": " ", "op_id": str(uuid4())}).status_code == 404
            assert reader.post(f"{address}kept-back/", {"op_id": str(uuid4())}).status_code == 404
    with clock.pinned(way.at + timedelta(minutes=11)):
        later = browser.get(address)
        assert (later.status_code, "/confirm" in later["Location"]) == (303, True)
