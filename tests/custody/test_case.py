"""The access case: two people, item by item, and nobody else sees that it is there (DATA-3, TRUST L10 to L13, 1.6)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from tests.cast import NOW, PASSWORD, Cast

from cadenza.conversations import actions as talks
from cadenza.conversations.models import Note
from cadenza.conversations.rules import Outcome
from cadenza.conversations.writing import NoteDetails
from cadenza.custody import access, case_actions, queries, retention
from cadenza.custody.case_actions import Opening, Verdict
from cadenza.custody.case_answer import take_answer
from cadenza.custody.case_models import AccessCase, HeldItem, Telling
from cadenza.custody.case_queries import case_page, cases_to_work_on, note_opened_at
from cadenza.custody.case_retiring import purge_cases
from cadenza.custody.case_rules import CaseState, Decision, Longer
from cadenza.custody.copies import CopyFormat
from cadenza.custody.gathering import authors_of, gathered
from cadenza.custody.retention_rules import ERASED_AHEAD, RecordKind
from cadenza.custody.schedule import KEEPERS, reach_of
from cadenza.home.rules import DueKind
from cadenza.improvement.models import Case, Entry
from cadenza.improvement.rules import Kind
from cadenza.notices.rules import DATED
from cadenza.objections import OutOfStep, Refused, Unseen
from cadenza.people.actions import grant_role, mark_left
from cadenza.people.models import Person
from cadenza.people.relations import is_frozen
from cadenza.people.rules import GrantedRole
from cadenza.sealing.keys import units_in_use
from cadenza.stewardship.models import FollowUp
from cadenza.trail.models import Content
from cadenza.trail.queries import entries_about, reads_of
from cadenza.web import clock
from cadenza.web.refs import new_ref

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
SECRET = "zqnoteqz three releases without a plan, as Marek told me"
OPENED = NOW + timedelta(hours=1)


def noted(cast: Cast, words: str = SECRET) -> Note:
    """The manager keeps a note about the engineer."""
    told = {"concern": words, "expectation": "A plan in each ticket", "support": "I review the first two"}
    details = NoteDetails(told, held_on=date(2026, 11, 23), follow_up_on=date(2026, 12, 21))
    return talks.record_note(cast.engineer.pk, details, by=cast.manager, at=NOW)


def opened(cast: Cast, person: Person | None = None, **more: object) -> AccessCase:
    opening = Opening((person or cast.engineer).handle, date(2026, 11, 23), cast.case_reviewer.pk, **more)
    return case_actions.open_case(opening, by=cast.privacy_officer, at=OPENED)


def taken_on(cast: Cast, person: Person | None = None, **more: object) -> AccessCase:
    return case_actions.accept(opened(cast, person, **more).ref, by=cast.case_reviewer, at=OPENED)


def decided(cast: Cast, case: AccessCase, verdict: Verdict, number: int = 1) -> None:
    case_actions.decide(case.ref, number, verdict, by=cast.privacy_officer, at=OPENED)
    case_actions.confirm(case.ref, number, by=cast.case_reviewer, at=OPENED)


def test_nobody_reads_a_word_before_the_second_person_has_agreed(cast: Cast):
    """TRUST 1.6, F1."""
    noted(cast)
    case = opened(cast)
    for reader in (cast.privacy_officer, cast.case_reviewer):
        with pytest.raises(Unseen):
            case_actions.read_item(case.ref, 1, by=reader, at=OPENED)
    assert case.items.count() == 0, "nothing was gathered"
    case_actions.accept(case.ref, by=cast.case_reviewer, at=OPENED)
    for reader in (cast.privacy_officer, cast.case_reviewer):
        assert SECRET in case_actions.read_item(case.ref, 1, by=reader, at=OPENED)[2]


def test_a_case_exists_for_its_two_and_its_person_alone(cast: Cast):
    """TRUST M2: HR admin, operator, manager and everybody else find nothing."""
    noted(cast)
    case = taken_on(cast)
    for name, reader in cast.everybody().items():
        if name in {"privacy_officer", "case_reviewer"}:
            assert access.case_for(reader, "see", case.ref, at=OPENED).case == case
            continue
        for right in ("see", "see-words", "take-answer", "give-answer"):
            with pytest.raises(Unseen):
                access.case_for(reader, right, case.ref, at=OPENED)
        assert not access.visible_cases(reader, at=OPENED).exists()
        if name != "engineer":
            with pytest.raises(Unseen):
                access.case_for(reader, "see-own", case.ref, at=OPENED)
    assert set(access.visible_cases(cast.case_reviewer, at=OPENED)) == set(access.visible_cases(cast.privacy_officer, at=OPENED)) == {case}
    with pytest.raises(Unseen):
        access.case_for(cast.privacy_officer, "see", "R-NONE", at=OPENED)
    with pytest.raises(Unseen):
        case_actions.accept("R-NONE", by=cast.case_reviewer, at=OPENED)
    with pytest.raises(Unseen):
        case_actions.withdraw(case.ref, by=cast.hr_admin, at=OPENED)


def test_only_the_privacy_officer_opens_a_case_and_never_about_themselves_or_those_above(cast: Cast):
    """TRUST X7, M2."""
    for reader in (cast.hr_admin, cast.operator, cast.case_reviewer, cast.manager):
        with pytest.raises(PermissionDenied):
            case_actions.open_case(Opening(cast.engineer.handle, NOW.date(), cast.case_reviewer.pk), by=reader, at=NOW)
    for person in (cast.privacy_officer, cast.leader):
        with pytest.raises(Unseen):
            opened(cast, person)


def test_the_second_person_stands_apart(cast: Cast):
    """TRUST 1.6: no author, nobody in a line, no HR; checked when named, when taken on, and ever after."""
    noted(cast)
    for wrong in (cast.manager, cast.hr_admin, cast.privacy_officer, None):
        with pytest.raises(Refused):
            case_actions.open_case(
                Opening(cast.engineer.handle, NOW.date(), wrong.pk if wrong else None), by=cast.privacy_officer, at=OPENED
            )
    case = taken_on(cast)
    grant_role(cast.case_reviewer, GrantedRole.HR_ADMIN, by=None, at=OPENED)
    with pytest.raises(Unseen):
        case_actions.read_item(case.ref, 1, by=cast.case_reviewer, at=OPENED + timedelta(minutes=1))


def test_an_officer_who_is_the_second_person_is_not_the_officer_too(cast: Cast):
    """ASVS 2.3.5: two roles make no two people."""
    case = opened(cast)
    AccessCase.objects.filter(pk=case.pk).update(second=cast.privacy_officer)
    case.refresh_from_db()
    seat = access.Seat(case, access.parts_of(cast.privacy_officer, case, frozenset(access.NEAR)))
    assert seat.parts == frozenset()


def test_while_a_case_is_open_no_note_is_deleted_and_afterwards_the_author_may(cast: Cast):
    """TRUST L13: the freeze begins with the request and ends with the case."""
    note = noted(cast)
    case = opened(cast)
    with pytest.raises(Refused, match="records-frozen"):
        talks.delete_note(note.ref, by=cast.manager, at=OPENED)
    case_actions.withdraw(case.ref, by=cast.privacy_officer, at=OPENED)
    assert not is_frozen(cast.engineer, at=OPENED + timedelta(seconds=1))
    talks.delete_note(note.ref, by=cast.manager, at=OPENED + timedelta(seconds=1))


def test_somebody_who_declines_is_followed_by_somebody_else(cast: Cast):
    """DATA-3."""
    case = case_actions.decline(opened(cast).ref, by=cast.case_reviewer, at=OPENED)
    assert case.second is None
    grant_role(cast.mentor, GrantedRole.CASE_REVIEWER, by=None, at=NOW)
    case = case_actions.name_second(case.ref, cast.mentor.pk, by=cast.privacy_officer, at=OPENED)
    with pytest.raises(Unseen):
        case_actions.accept(case.ref, by=cast.case_reviewer, at=OPENED)
    assert case_actions.accept(case.ref, by=cast.mentor, at=OPENED).state == CaseState.ANSWERING


def test_everything_is_decided_by_two_before_the_answer_goes_out(cast: Cast):
    """TRUST L12, ASVS 2.3.5."""
    noted(cast)
    case = taken_on(cast)
    with pytest.raises(Refused, match="access-case-undecided"):
        case_actions.hand_over(case.ref, by=cast.privacy_officer, at=OPENED)
    case_actions.decide(case.ref, 1, Verdict(Decision.WITHHOLD, "third-party"), by=cast.privacy_officer, at=OPENED)
    case_actions.send_back(case.ref, 1, by=cast.case_reviewer, at=OPENED)
    assert case.items.get().decision == ""
    words = case_actions.read_item(case.ref, 1, by=cast.privacy_officer, at=OPENED)[2]
    verdict = Verdict(Decision.REDACT, "third-party", words.replace("as Marek told me", "[…]"))
    decided(cast, case, verdict)
    with pytest.raises(Refused, match="access-item-confirmed"):
        case_actions.confirm(case.ref, 1, by=cast.case_reviewer, at=OPENED)
    case_actions.hand_over(case.ref, by=cast.privacy_officer, at=OPENED)
    with pytest.raises(Unseen):
        case_actions.read_item(case.ref, 1, by=cast.privacy_officer, at=OPENED)
    answer = take_answer(case.ref, CopyFormat.JSON, right="take-answer", by=cast.engineer, at=OPENED)
    told = json.loads(answer)["released"]
    assert [one["words"] for one in told] == [verdict.redacted]
    assert b"Marek told" not in answer
    assert case_actions.close(case.ref, by=cast.privacy_officer, at=OPENED).state == CaseState.CLOSED
    for form in (CopyFormat.MARKDOWN, CopyFormat.PDF):
        assert take_answer(case.ref, form, right="take-answer", by=cast.engineer, at=OPENED)


def test_what_was_kept_back_leaves_no_gap_in_the_answer(cast: Cast):
    """TRUST L12: the answer does not count what stays."""
    noted(cast, "first matter")
    noted(cast, "second matter")
    case = taken_on(cast)
    decided(cast, case, Verdict(Decision.WITHHOLD, "privilege"), 1)
    decided(cast, case, Verdict(Decision.RELEASE), 2)
    case_actions.hand_over(case.ref, by=cast.privacy_officer, at=OPENED)
    text = take_answer(case.ref, CopyFormat.MARKDOWN, right="take-answer", by=cast.engineer, at=OPENED).decode()
    assert "### 1. Note of a conversation" in text
    assert "second matter" in text
    assert "first matter" not in text


def test_authors_are_told_in_their_own_record_and_the_person_is_not(cast: Cast, sign_in: SignIn):
    """TRUST 1.6, J2: the author's page says so; nothing about notes enters the chain of the person. L13: nobody reads there who asked for what."""
    noted(cast)
    case = taken_on(cast)
    case_actions.read_item(case.ref, 1, by=cast.privacy_officer, at=OPENED)
    assert queries.readings_of_notes(cast.manager) == [(OPENED, "Sam Okafor")]
    assert queries.readings_of_notes(cast.engineer) == []
    page = sign_in(cast.manager).get("/me/data/opened/").content.decode()
    assert "a note about <bdi>Sam Okafor</bdi>" in page
    assert "asked for" not in page
    assert "access case" not in page
    assert not reads_of(cast.engineer.pk).exists()
    assert [one.kind for one in entries_about(cast.engineer.pk, kinds=["custody.case-opened", "custody.case-accept"])] == [
        "custody.case-accept",
        "custody.case-opened",
    ]


def test_where_telling_is_against_the_law_two_people_say_so_before_a_word_is_opened(cast: Cast):
    """TRUST 1.6, ASVS 2.3.5: asked with a reason, agreed by the second person; until then nobody reads, and a no means that authors are told."""
    noted(cast)
    with pytest.raises(Refused, match="access-untold-without-reason"):
        opened(cast, untold_reason="–")
    case = taken_on(cast, untold_reason="The police asked for silence.")
    assert case.authors_told and case.untold_by == cast.privacy_officer
    for reader in (cast.privacy_officer, cast.case_reviewer):
        with pytest.raises(Unseen):
            case_actions.read_item(case.ref, 1, by=reader, at=OPENED)
        assert not case_page(reader, case.ref, at=OPENED).sees_words
    assert [one.ref for one in cases_to_work_on(cast.case_reviewer, at=OPENED)] == [case.ref]
    assert cases_to_work_on(cast.privacy_officer, at=OPENED) == []
    with pytest.raises(Unseen):
        case_actions.agree_untold(case.ref, by=cast.privacy_officer, at=OPENED)
    case_actions.agree_untold(case.ref, by=cast.case_reviewer, at=OPENED)
    case_actions.read_item(case.ref, 1, by=cast.privacy_officer, at=OPENED)
    assert queries.readings_of_notes(cast.manager) == [] and note_opened_at(cast.manager) is None
    with pytest.raises(Refused, match="access-untold-not-asked"):
        case_actions.tell_them(case.ref, by=cast.case_reviewer, at=OPENED)
    other = taken_on(cast, cast.peer)
    case_actions.untell(other.ref, "A court forbade it.", by=cast.privacy_officer, at=OPENED)
    with pytest.raises(Refused, match="access-untold-asked"):
        case_actions.untell(other.ref, "A court forbade it.", by=cast.privacy_officer, at=OPENED)
    assert case_actions.tell_them(other.ref, by=cast.case_reviewer, at=OPENED).authors_told
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessCase.objects.filter(pk=other.pk).update(authors_told=False, untold_answered_by=cast.privacy_officer)


def test_an_author_is_told_on_their_list_and_in_the_mail_by_a_number_alone(cast: Cast, sign_in: SignIn):
    """TRUST 1.6, DUE-2: until they have looked; no word of a note, of whose, of an access case."""
    noted(cast)
    case = taken_on(cast)
    case_actions.read_item(case.ref, 1, by=cast.privacy_officer, at=OPENED)
    assert note_opened_at(cast.manager) == OPENED
    author = sign_in(cast.manager)
    home = author.get("/").content.decode()
    assert "See that something of yours was opened" in home
    assert case.ref not in home
    assert DueKind.OPENED in DATED, "one of a number in the mail"
    for other in (cast.privacy_officer, cast.engineer, cast.hr_admin):
        assert "something of yours was opened" not in sign_in(other).get("/").content.decode()
    assert "a note about" in author.get("/me/data/opened/").content.decode()
    assert "something of yours was opened" not in author.get("/").content.decode()
    assert "a note about" in author.get("/me/data/opened/").content.decode(), "the day stays in their own record"


def test_the_clock_stops_and_runs_on_and_is_extended_once(cast: Cast):
    """TRUST L12."""
    case = taken_on(cast)
    assert case.due_on == date(2026, 12, 23)
    case_actions.stop_clock(case.ref, by=cast.privacy_officer, at=OPENED)
    case = case_actions.resume_clock(case.ref, by=cast.privacy_officer, at=OPENED + timedelta(days=4))
    assert case.due_on == date(2026, 12, 27)
    case = case_actions.extend(case.ref, Longer.COMPLEX, by=cast.privacy_officer, at=OPENED + timedelta(days=5))
    assert case.due_on == date(2027, 2, 27)
    with pytest.raises(Refused):
        case_actions.extend(case.ref, Longer.COMPLEX, by=cast.privacy_officer, at=OPENED + timedelta(days=6))
    with pytest.raises(OutOfStep):
        case_actions.close(case.ref, by=cast.privacy_officer, at=OPENED)


def test_the_officer_hands_the_answer_to_somebody_who_has_left(cast: Cast):
    """TRUST 1.2 column LV, 1.6: by the case alone, own drafts and declarations and all, and only once the second person released it."""
    mark_left(cast.outsider, last_day=NOW.date() - timedelta(days=1), by=None, at=NOW)
    case = taken_on(cast, cast.outsider)
    case_actions.hand_over(case.ref, by=cast.privacy_officer, at=OPENED)
    assert not case_page(cast.privacy_officer, case.ref, at=OPENED).may_give
    assert "release" not in dict(case_page(cast.privacy_officer, case.ref, at=OPENED).steps)
    assert "release" in dict(case_page(cast.case_reviewer, case.ref, at=OPENED).steps)
    assert [one.ref for one in cases_to_work_on(cast.case_reviewer, at=OPENED)] == [case.ref]
    assert cases_to_work_on(cast.privacy_officer, at=OPENED) == []
    with pytest.raises(Unseen):
        take_answer(case.ref, CopyFormat.JSON, right="give-answer", by=cast.privacy_officer, at=OPENED)
    with pytest.raises(Unseen):
        case_actions.release(case.ref, by=cast.privacy_officer, at=OPENED)
    case_actions.release(case.ref, by=cast.case_reviewer, at=OPENED)
    with pytest.raises(Refused, match="access-released"):
        case_actions.release(case.ref, by=cast.case_reviewer, at=OPENED)
    for reader, gives in ((cast.privacy_officer, True), (cast.case_reviewer, False)):
        assert case_page(reader, case.ref, at=OPENED).may_give is gives
    grant_role(cast.mentor, GrantedRole.CASE_REVIEWER, by=None, at=NOW)
    case_actions.name_second(case.ref, cast.mentor.pk, by=cast.privacy_officer, at=OPENED)
    assert not case_page(cast.privacy_officer, case.ref, at=OPENED).may_give, "another second person answers for it anew"
    case_actions.release(case.ref, by=cast.mentor, at=OPENED)
    told = json.loads(take_answer(case.ref, CopyFormat.JSON, right="give-answer", by=cast.privacy_officer, at=OPENED))
    assert told["records"]["person"][0]["name"] == cast.outsider.name
    with pytest.raises(Unseen):
        take_answer(case.ref, CopyFormat.JSON, right="take-answer", by=cast.outsider, at=OPENED)


def test_the_officer_takes_nothing_out_of_somebody_who_is_still_here(cast: Cast, sign_in: SignIn):
    """TRUST 1.6, R14: their own sealed records are in the answer, and they take it themself."""
    case = taken_on(cast)
    case_actions.hand_over(case.ref, by=cast.privacy_officer, at=OPENED)
    with pytest.raises(Unseen):
        take_answer(case.ref, CopyFormat.JSON, right="give-answer", by=cast.privacy_officer, at=OPENED)
    with pytest.raises(Refused, match="access-release-here"):
        case_actions.release(case.ref, by=cast.case_reviewer, at=OPENED)
    assert (
        sign_in(cast.privacy_officer).post(f"/access-cases/{case.ref}/answer/", {"form": "json", "password": PASSWORD}).status_code == 404
    )


def test_the_person_follows_their_request_and_takes_the_answer(cast: Cast, sign_in: SignIn, at: datetime):
    """TRUST M2 column S: own status; the answer asks for the password."""
    case = taken_on(cast)
    browser = sign_in(cast.engineer)
    page = browser.get(f"/me/data/requests/{case.ref}/").content.decode()
    assert "Being answered" in page
    assert browser.post(f"/me/data/requests/{case.ref}/", {"form": "json", "password": PASSWORD}).status_code == 404
    case_actions.hand_over(case.ref, by=cast.privacy_officer, at=OPENED)
    assert browser.post(f"/me/data/requests/{case.ref}/", {"form": "json"}).status_code == 422, "not without the password"
    assert browser.post(f"/me/data/requests/{case.ref}/", {"form": "json", "password": PASSWORD}).status_code == 200


def test_the_two_work_through_a_case_by_their_pages(cast: Cast, sign_in: SignIn):
    """TRUST L12, 1.9: with the password before a sealed word is shown."""
    noted(cast)
    officer, second = sign_in(cast.privacy_officer), sign_in(cast.case_reviewer)

    def op() -> dict[str, str]:
        return {"op_id": f"00000000-0000-4000-8000-{new_ref('x')[2:].encode().hex()[:12]}"}

    refused = officer.post(
        "/access-cases/new/",
        {"person": "nobody-here", "received_on": "2026-11-23", "second": cast.case_reviewer.pk, "authors": "told", **op()},
    )
    assert refused.status_code == 422
    sent = {"person": cast.engineer.name, "received_on": "2026-11-23", "second": cast.case_reviewer.pk, "authors": "told"}
    silent = officer.post("/access-cases/new/", sent | {"authors": "unlawful", "why_not": ""} | op())
    assert "against the law" in silent.content.decode() and silent.status_code == 422
    where = officer.post("/access-cases/new/", sent | op()).headers["Location"]
    assert officer.post("/access-cases/new/", sent | op()).status_code == 422, "one is open"
    assert "only the case reviewer reads them" in officer.get(where).content.decode(), (
        "TRUST G5, L12: in every case, whether there is any or not"
    )
    assert second.post(f"{where}steps/accept/", op()).status_code == 303
    assert officer.post(f"{where}steps/untell/", {"why_not": "–", **op()}).status_code == 422
    assert officer.post(f"{where}steps/untell/", {"why_not": "A court forbade it.", **op()}).status_code == 303
    assert "A court forbade it." in second.get(where).content.decode()
    assert second.post(f"{where}steps/tell-them/", op()).status_code == 303
    with clock.pinned(NOW + timedelta(minutes=11)):
        asked = officer.get(f"{where}items/1/")
        assert asked.headers["Location"] == f"/me/confirm/?to={where.replace('/', '%2F')}items%2F1%2F"
        assert officer.post(asked.headers["Location"], {"password": "wrong"}).status_code == 422
        assert officer.post(asked.headers["Location"], {"password": PASSWORD}).headers["Location"] == f"{where}items/1/"
        assert officer.get("/me/confirm/?to=//elsewhere.example/").headers["Location"] == "/me/data/", "and never out of the house"
        assert SECRET in officer.get(f"{where}items/1/").content.decode()
    assert officer.post(f"{where}items/1/", {"decision": "redact", "redacted": "other words […]", **op()}).status_code == 422
    assert officer.post(f"{where}items/1/", {"decision": "release", **op()}).status_code == 303
    assert officer.post(f"{where}steps/hand-over/", op()).status_code == 422
    assert "not decided by both" in officer.post(f"{where}steps/hand-over/", op()).content.decode()
    assert second.post(f"{where}items/1/confirm/", op()).status_code == 303
    assert second.post(f"{where}items/1/shrug/", op()).status_code == 404
    assert officer.post(f"{where}steps/extend/", {"why": "complex", **op()}).status_code == 303
    assert officer.post(f"{where}steps/name/", {"second": "", **op()}).status_code == 422
    assert officer.post(f"{where}steps/dance/", op()).status_code == 404
    assert officer.post(f"{where}steps/hand-over/", op()).status_code == 303
    assert officer.post(f"{where}steps/close/", op()).status_code == 303
    assert "Closed" in officer.get("/access-cases/").content.decode()


def test_a_refused_decision_shows_no_word_without_the_password_and_none_unrecorded(cast: Cast, sign_in: SignIn):
    """TRUST 1.9, 1.6, DATA-2: a form that does not stand is no way around the question, nor around the record of who read."""
    noted(cast)
    case = taken_on(cast)
    officer, where = sign_in(cast.privacy_officer), f"/access-cases/{case.ref}/items/1/"
    officer.get("/")

    def tried() -> tuple[int, bool, int, int]:
        answer = officer.post(where, {"op_id": str(uuid4()), "redacted": "as it was typed by the officer"})
        assert "as it was typed by the officer" in answer.content.decode(), "nobody's words are lost to a question"
        reads = Content.objects.filter(kind="custody.item-read").count()
        return answer.status_code, SECRET in answer.content.decode(), reads, len(queries.readings_of_notes(cast.manager))

    with clock.pinned(NOW + timedelta(minutes=11)):
        assert tried() == (422, False, 0, 0)
        assert officer.post("/me/confirm/", {"password": PASSWORD}).status_code == 303
        assert tried() == (422, True, 1, 1)
    assert sign_in(cast.hr_admin).post(where, {"op_id": str(uuid4())}).status_code == 404


def test_settings_lead_to_cases_and_audit_whoever_has_them(cast: Cast, sign_in: SignIn):
    """TRUST M2: HR admin's settings do not name them."""
    page = sign_in(cast.privacy_officer).get("/settings/").content.decode()
    assert "/access-cases/" in page
    assert "/audit/" in page
    page = sign_in(cast.case_reviewer).get("/settings/").content.decode()
    assert "/access-cases/" in page
    assert "/audit/" not in page
    page = sign_in(cast.hr_admin).get("/settings/").content.decode()
    assert "/access-cases/" not in page


def test_the_list_begins_with_the_case_due_first_and_ends_with_those_that_are_over(cast: Cast, sign_in: SignIn):
    """TRUST L12."""
    later, soon, over = (opened(cast, person) for person in (cast.engineer, cast.peer, cast.on_pip))
    AccessCase.objects.filter(pk=later.pk).update(due_on=later.due_on + timedelta(days=9))
    AccessCase.objects.filter(pk=over.pk).update(state="closed", closed_at=OPENED, due_on=soon.due_on - timedelta(days=9))
    page = sign_in(cast.privacy_officer).get("/access-cases/").content.decode()
    assert sorted([later.ref, over.ref, soon.ref], key=page.index) == [soon.ref, later.ref, over.ref]


def test_a_case_stands_on_the_list_of_whoever_it_waits_for(cast: Cast, sign_in: SignIn):
    """DUE-1, TRUST L12: by its reference, and no name."""
    noted(cast)
    case = opened(cast)
    assert f"Say whether you take access case {case.ref} on" in sign_in(cast.case_reviewer).get("/").content.decode()
    assert case.ref not in sign_in(cast.privacy_officer).get("/").content.decode()
    case_actions.accept(case.ref, by=cast.case_reviewer, at=OPENED)
    assert f"Answer access case {case.ref}" in sign_in(cast.privacy_officer).get("/").content.decode()
    assert case.ref not in sign_in(cast.case_reviewer).get("/").content.decode()
    assert case.ref not in sign_in(cast.hr_admin).get("/").content.decode()


def test_whoever_is_asked_for_another_second_person_reads_that_and_nothing_else(cast: Cast, sign_in: SignIn):
    """DUE-1, TRUST L12: after a no, it is the officer's to ask somebody else."""
    case = case_actions.decline(opened(cast).ref, by=cast.case_reviewer, at=OPENED)
    page = sign_in(cast.privacy_officer).get("/").content.decode()
    assert f"Name a second person for access case {case.ref}" in page
    assert "before you agree" not in page


def test_nobody_who_had_a_hand_in_what_lies_in_the_case_is_its_second_person(cast: Cast):
    """TRUST 1.6, L12: neither whoever HR asked about the person, nor whoever acted in a formal plan that the person does not know of."""
    for one in (cast.mentor, cast.appeal_manager):
        grant_role(one, GrantedRole.CASE_REVIEWER, by=None, at=NOW)
        assert not objections_to(cast, one)
    FollowUp.objects.create(
        sign="no-plan",
        about=cast.engineer,
        asked=cast.mentor,
        asked_by=cast.hr_partner,
        asked_at=NOW,
        due_on=NOW.date(),
        words="How is it?",
    )
    formal = Case.objects.create(ref="F-HAND", person=cast.engineer, manager=cast.manager, hr_partner=cast.hr_partner, opened_at=NOW)
    Entry.objects.create(case=formal, sequence=1, kind=Kind.ASKED, by=cast.appeal_manager, at=NOW, recorded_at=NOW, sealed=b"x")
    assert objections_to(cast, cast.mentor) == objections_to(cast, cast.appeal_manager) == ["access-case-second-too-near"]
    assert authors_of(cast.engineer) == {cast.mentor.pk, cast.hr_partner.pk, cast.appeal_manager.pk}


def objections_to(cast: Cast, second: Person) -> list[str]:
    return [one.code for one in case_actions._objections_to_second(second.pk, cast.engineer, at=NOW)]


def test_copies_go_at_once_where_a_case_was_withdrawn_and_half_a_year_after_it_was_closed(cast: Cast):
    """TRUST L18, 0.7: nothing that is purged elsewhere stays in a copy; a freeze keeps it as it keeps everything."""
    noted(cast)
    withdrawn = case_actions.withdraw(taken_on(cast).ref, by=cast.privacy_officer, at=OPENED)
    closed = taken_on(cast)
    assert due_copies(OPENED) == [], "the second request froze what the first one copied"
    decided(cast, closed, Verdict(Decision.WITHHOLD, "third-party"))
    case_actions.hand_over(closed.ref, by=cast.privacy_officer, at=OPENED)
    case_actions.close(closed.ref, by=cast.privacy_officer, at=OPENED)
    after = OPENED + timedelta(seconds=1)
    assert due_copies(after) == [withdrawn.pk]
    assert access.case_for(cast.engineer, "take-answer", closed.ref, at=after)
    late = OPENED + timedelta(days=184)
    assert due_copies(late) == [withdrawn.pk, closed.pk]
    assert purge_cases(due_copies(late), at=late) == 2
    assert due_copies(late) == []
    assert not HeldItem.objects.exists()
    assert units_in_use("access-case:") == []
    assert access.case_for(cast.engineer, "see-own", closed.ref, at=late)
    with pytest.raises(Unseen):
        access.case_for(cast.engineer, "take-answer", closed.ref, at=late)


def test_an_erasure_takes_the_copies_of_cases_that_are_over(cast: Cast):
    """TRUST 0.7, 1.8."""
    noted(cast)
    case = case_actions.withdraw(taken_on(cast).ref, by=cast.privacy_officer, at=OPENED)
    found = KEEPERS[RecordKind.ACCESS].due(reach_of(RecordKind.ACCESS, OPENED, only=cast.engineer.pk))
    assert [(one.row, one.about) for one in found] == [(case.pk, cast.engineer.pk)]
    assert RecordKind.ACCESS in ERASED_AHEAD


def due_copies(at: datetime) -> list[int]:
    return [one.row for one in KEEPERS[RecordKind.ACCESS].due(reach_of(RecordKind.ACCESS, at))]


def note_decided(cast: Cast) -> AccessCase:
    """The manager's note is in a case; the officer decided that it is given whole, and nobody opened it."""
    noted(cast)
    case = taken_on(cast)
    case_actions.decide(case.ref, 1, Verdict(Decision.RELEASE), by=cast.privacy_officer, at=OPENED)
    return case


def test_nothing_is_decided_nor_handed_over_while_it_is_asked_whether_authors_are_told(cast: Cast):
    """TRUST 1.6: first the second person answers that; the buttons are away, and whoever presses them reads why."""
    case = note_decided(cast)
    case_actions.untell(case.ref, "It would warn somebody of an inquiry.", by=cast.privacy_officer, at=OPENED)
    release = Verdict(Decision.RELEASE)
    for act in (
        lambda: case_actions.decide(case.ref, 1, release, by=cast.privacy_officer, at=OPENED),
        lambda: case_actions.confirm(case.ref, 1, by=cast.case_reviewer, at=OPENED),
        lambda: case_actions.send_back(case.ref, 1, by=cast.case_reviewer, at=OPENED),
        lambda: case_actions.hand_over(case.ref, by=cast.privacy_officer, at=OPENED),
    ):
        with pytest.raises(OutOfStep, match="access-untold-unanswered"):
            act()
    assert "hand-over" not in dict(case_page(cast.privacy_officer, case.ref, at=OPENED).steps)
    case_actions.tell_them(case.ref, by=cast.case_reviewer, at=OPENED)
    assert "hand-over" in dict(case_page(cast.privacy_officer, case.ref, at=OPENED).steps)


def test_no_note_goes_out_whose_author_is_not_told(cast: Cast):
    """TRUST 1.6, 0.2: whether or not anybody opened it here; one that stays is not told of, and nobody is told twice."""
    case = note_decided(cast)
    noted(cast, "a second matter")
    case_actions.confirm(case.ref, 1, by=cast.case_reviewer, at=OPENED)
    assert note_opened_at(cast.manager) is None
    later = OPENED + timedelta(hours=1)
    case_actions.hand_over(case.ref, by=cast.privacy_officer, at=later)
    assert note_opened_at(cast.manager) == later and queries.readings_of_notes(cast.manager) == [(later, "Sam Okafor")]


@pytest.mark.parametrize(
    ("verdict", "opened_before"), [(Verdict(Decision.WITHHOLD, "privilege"), False), (Verdict(Decision.RELEASE), True)]
)
def test_handing_over_tells_nobody_of_what_stays_or_was_told_already(cast: Cast, verdict: Verdict, opened_before: bool):
    """TRUST 1.6."""
    noted(cast)
    case = taken_on(cast)
    if opened_before:
        case_actions.read_item(case.ref, 1, by=cast.privacy_officer, at=OPENED)
    decided(cast, case, verdict)
    case_actions.hand_over(case.ref, by=cast.privacy_officer, at=OPENED + timedelta(hours=1))
    assert queries.readings_of_notes(cast.manager) == ([(OPENED, "Sam Okafor")] if opened_before else [])


def test_an_author_is_not_told_any_longer_once_two_agreed_on_silence(cast: Cast):
    """TRUST 1.6: neither on their list nor in their record, of what was opened before; a no brings it back."""
    noted(cast)
    case = taken_on(cast)
    case_actions.read_item(case.ref, 1, by=cast.privacy_officer, at=OPENED)
    case_actions.untell(case.ref, "It would warn somebody of an inquiry.", by=cast.privacy_officer, at=OPENED)
    assert note_opened_at(cast.manager) is None and queries.readings_of_notes(cast.manager) == []
    AccessCase.objects.filter(pk=case.pk).update(untold_answered_by=cast.case_reviewer)
    assert note_opened_at(cast.manager) == OPENED and queries.readings_of_notes(cast.manager) == [(OPENED, "Sam Okafor")]
    AccessCase.objects.filter(pk=case.pk).update(untold_answered_by=None)
    case_actions.agree_untold(case.ref, by=cast.case_reviewer, at=OPENED)
    assert note_opened_at(cast.manager) is None and queries.readings_of_notes(cast.manager) == []
    assert not Telling.objects.exists()
    decided(cast, case, Verdict(Decision.RELEASE))
    case_actions.hand_over(case.ref, by=cast.privacy_officer, at=OPENED)
    assert not Telling.objects.exists()


def test_why_authors_are_not_told_lies_sealed_and_goes_with_the_case(cast: Cast, sign_in: SignIn):
    """TRUST 1.9, L18: the reason tells of notes."""
    case = taken_on(cast, untold_reason="zqsilencezq, the police asked.")
    assert b"zqsilencezq" not in bytes(AccessCase.objects.get().sealed_untold or b"")
    for reader in (cast.privacy_officer, cast.case_reviewer):
        assert "zqsilencezq" in sign_in(reader).get(f"/access-cases/{case.ref}/").content.decode()
    case_actions.withdraw(case.ref, by=cast.privacy_officer, at=OPENED)
    after = OPENED + timedelta(seconds=1)
    assert purge_cases(due_copies(after), at=after) == 1
    assert AccessCase.objects.get().sealed_untold is None and units_in_use("access-case:") == [] and due_copies(after) == []


def test_an_author_who_never_looked_is_told_no_longer_after_half_a_year(cast: Cast):
    """TRUST 1.6, L18: by the nightly run, whether or not any case is purged then."""
    noted(cast)
    case = taken_on(cast)
    case_actions.read_item(case.ref, 1, by=cast.privacy_officer, at=OPENED)
    retention.run(OPENED + timedelta(days=182))
    assert Telling.objects.exists()
    retention.run(OPENED + timedelta(days=184))
    assert not Telling.objects.exists()


def test_a_note_in_a_case_reads_as_its_author_read_it(cast: Cast):
    """TRUST L10: days written out, choices in their words, and no word of a cause that nobody knew."""
    note = noted(cast)
    talks.end_note(note.ref, Outcome.CHANGED, "On time since", by=cast.manager, at=NOW + timedelta(days=28))
    words = gathered(cast.engineer, at=NOW + timedelta(days=29))[0].words
    assert "23 November 2026" in words and "2026-" not in words
    assert "What came of it: It changed as expected." in words and "unknown" not in words
