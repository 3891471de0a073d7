"""Asking inside the product for everything that is held about oneself (DATA-3, TRUST M2, L12, L13)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from tests.cast import NOW, PASSWORD, Cast
from tests.custody.test_case import OPENED, due_copies, noted

from cadenza.custody import access, case_actions, requests
from cadenza.custody.case_models import AccessCase, Sought
from cadenza.custody.case_queries import answers_waiting, case_page, cases_to_work_on, request_page
from cadenza.custody.case_retiring import purge_cases
from cadenza.custody.case_rules import CaseState, Longer
from cadenza.custody.copies import as_json, taken
from cadenza.objections import OutOfStep, Refused, Unseen
from cadenza.people.actions import grant_role, mark_left
from cadenza.people.models import Grant, Person
from cadenza.people.relations import is_frozen
from cadenza.people.rules import GrantedRole

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
WORDS = "zqsought everything about the release in autumn"


def filed(cast: Cast, words: str = WORDS) -> AccessCase:
    return requests.file_request(words, by=cast.engineer, at=OPENED)


def test_a_request_freezes_starts_its_clock_and_waits_for_the_officer(cast: Cast):
    """TRUST L12, L13: from the instant it is filed, whoever takes it up and when."""
    case = filed(cast)
    assert (case.state, case.received_on, case.due_on) == (CaseState.FILED, date(2026, 11, 24), date(2026, 12, 24))
    assert is_frozen(cast.engineer, at=OPENED)
    with pytest.raises(Refused, match="access-request-open-already"):
        filed(cast)
    assert [one.ref for one in cases_to_work_on(cast.privacy_officer, at=OPENED)] == [case.ref]
    for reader in (cast.case_reviewer, cast.hr_admin, cast.operator, cast.manager):
        assert cases_to_work_on(reader, at=OPENED) == []
        with pytest.raises(Unseen):
            access.case_for(reader, "see", case.ref, at=OPENED)
    page = case_page(cast.privacy_officer, case.ref, at=OPENED)
    assert [one.words for one in page.sought] == [WORDS] and page.may_name and not page.sees_words
    assert page.primary == "", "taking it back is not what comes next"
    later = OPENED + timedelta(days=2)
    case = case_actions.name_second(case.ref, cast.case_reviewer.pk, by=cast.privacy_officer, at=later)
    assert (case.state, case.officer, case.due_on) == (CaseState.ASKED, cast.privacy_officer, date(2026, 12, 24)), "the month runs on"
    noted(cast)
    assert case_page(cast.case_reviewer, case.ref, at=later).primary == "accept"
    case_actions.accept(case.ref, by=cast.case_reviewer, at=later)
    assert [one.words for one in case_page(cast.case_reviewer, case.ref, at=later).sought] == [WORDS]


def test_the_person_adds_words_follows_the_clock_and_takes_the_answer(cast: Cast, sign_in: SignIn):
    """TRUST M2 column S."""
    case = filed(cast, "")
    assert not Sought.objects.exists()
    requests.add_words(case.ref, WORDS, by=cast.engineer, at=OPENED)
    for other in (cast.manager, cast.privacy_officer, cast.hr_admin):
        with pytest.raises(Unseen):
            requests.add_words(case.ref, "not theirs", by=other, at=OPENED)
        with pytest.raises(Unseen):
            requests.take_back(case.ref, by=other, at=OPENED)
    assert json.loads(as_json(taken(cast.engineer, at=OPENED), at=OPENED))["records"]["access-requests"][0]["words"] == WORDS
    who = {"by": cast.privacy_officer, "at": OPENED}
    assert request_page(cast.engineer, case.ref, at=OPENED).days_left == 30
    case_actions.name_second(case.ref, cast.case_reviewer.pk, **who)
    case_actions.accept(case.ref, by=cast.case_reviewer, at=OPENED)
    case_actions.stop_clock(case.ref, **who)
    later = request_page(cast.engineer, case.ref, at=OPENED + timedelta(days=4))
    assert (later.runs_until, later.days_left) == (date(2026, 12, 28), 30), "while the clock stands no day is lost"
    case_actions.resume_clock(case.ref, **who)
    case_actions.hand_over(case.ref, **who)
    assert answers_waiting(cast.engineer) == [case] and answers_waiting(cast.manager) == []
    mine = sign_in(cast.engineer)
    assert f"Take the answer to your request {case.ref}" in mine.get("/").content.decode()
    assert mine.post(f"/me/data/requests/{case.ref}/", {"form": "json", "password": PASSWORD}).status_code == 200
    for late in (
        lambda: requests.add_words(case.ref, "more", by=cast.engineer, at=OPENED),
        lambda: requests.take_back(case.ref, by=cast.engineer, at=OPENED),
    ):
        with pytest.raises(OutOfStep):
            late()


def test_a_request_that_is_taken_back_ends_the_freeze_and_its_words_go(cast: Cast):
    """TRUST L13, L18."""
    case = filed(cast)
    assert requests.take_back(case.ref, by=cast.engineer, at=OPENED).state == CaseState.WITHDRAWN
    after = OPENED + timedelta(seconds=1)
    assert not is_frozen(cast.engineer, at=after)
    assert purge_cases(due_copies(after), at=after) == 1
    assert not Sought.objects.exists() and due_copies(after) == []
    assert requests.file_request("", by=cast.engineer, at=after)


def test_a_leaver_has_no_way_in_and_nobody_takes_up_their_own(cast: Cast, sign_in: SignIn):
    """TRUST R13, X7: a leaver writes to the organisation; an officer's own request waits for another officer, and the page says so."""
    browser = sign_in(cast.outsider)
    mark_left(cast.outsider, last_day=NOW.date() - timedelta(days=1), by=None, at=NOW)
    assert browser.get("/me/data/ask/").status_code == 302, "to the way in, which is closed"
    with pytest.raises(Refused, match="access-request-by-leaver"):
        requests.file_request("", by=cast.outsider, at=OPENED)
    own = requests.file_request("", by=cast.privacy_officer, at=OPENED)
    with pytest.raises(Unseen):
        case_actions.name_second(own.ref, cast.case_reviewer.pk, by=cast.privacy_officer, at=OPENED)
    assert request_page(cast.privacy_officer, own.ref, at=OPENED).nobody
    grant_role(cast.mentor, GrantedRole.PRIVACY_OFFICER, by=None, at=OPENED)
    assert not request_page(cast.privacy_officer, own.ref, at=OPENED).nobody
    assert case_actions.name_second(own.ref, cast.case_reviewer.pk, by=cast.mentor, at=OPENED).officer == cast.mentor


def test_the_person_asks_by_one_form(cast: Cast, sign_in: SignIn, at: datetime):
    """DATA-3: one step; what was typed and refused is still there."""
    mine = sign_in(cast.engineer)
    assert "/me/data/ask/" in mine.get("/me/data/").content.decode()

    def sent(path: str, **more: str) -> object:
        return mine.post(path, {"op_id": str(uuid4()), **more})

    refused = sent("/me/data/ask/", words="–")
    assert refused.status_code == 422 and "–" in refused.content.decode()
    where = sent("/me/data/ask/", words=WORDS).headers["Location"]
    assert WORDS in mine.get(where).content.decode() and "days left" in mine.get(where).content.decode()
    assert "/me/data/ask/" not in mine.get("/me/data/").content.decode(), "one at a time"
    assert "asked already" in sent("/me/data/ask/", words="").content.decode()
    assert sent(f"{where}words/", words="").status_code == 422
    assert sent(f"{where}words/", words="And the spring").status_code == 303
    assert sign_in(cast.manager).post(f"{where}words/", {"op_id": str(uuid4()), "words": "x"}).status_code == 404
    officer = sign_in(cast.privacy_officer)
    assert "Take up request" in officer.get("/").content.decode()
    shown = officer.get(where.replace("/me/data/requests/", "/access-cases/")).content.decode()
    assert WORDS in shown and "Take it up" in shown
    assert sent(f"{where}take-back/").status_code == 303
    assert "Withdrawn" in mine.get(where).content.decode()


def test_the_officer_does_not_end_a_request_that_the_person_filed(cast: Cast, sign_in: SignIn):
    """TRUST L12, L13: that would be one person's way round the freeze and the answer; once they have left it is the officer's to say."""
    case = filed(cast)
    with pytest.raises(Refused, match="access-case-theirs"):
        case_actions.withdraw(case.ref, by=cast.privacy_officer, at=OPENED)
    case_actions.name_second(case.ref, cast.case_reviewer.pk, by=cast.privacy_officer, at=OPENED)
    assert "withdraw" not in dict(case_page(cast.privacy_officer, case.ref, at=OPENED).steps)
    sent = sign_in(cast.privacy_officer).post(f"/access-cases/{case.ref}/steps/withdraw/", {"op_id": str(uuid4())})
    assert sent.status_code == 422 and "Only they take it back" in sent.content.decode()
    assert is_frozen(cast.engineer, at=OPENED) and Sought.objects.exists()
    mark_left(cast.engineer, last_day=NOW.date() - timedelta(days=1), by=None, at=NOW)
    assert "withdraw" in dict(case_page(cast.privacy_officer, case.ref, at=OPENED).steps)
    assert case_actions.withdraw(case.ref, by=cast.privacy_officer, at=OPENED).state == CaseState.WITHDRAWN


def test_the_person_reads_why_it_takes_longer(cast: Cast, sign_in: SignIn):
    """TRUST L12, GDPR Article 12(3): with the reason."""
    case = filed(cast)
    mine = sign_in(cast.engineer)
    assert "two months more" not in mine.get(f"/me/data/requests/{case.ref}/").content.decode()
    case_actions.extend(case.ref, Longer.SEVERAL, by=cast.privacy_officer, at=OPENED)
    assert "because you made several requests" in mine.get(f"/me/data/requests/{case.ref}/").content.decode()


def test_the_person_reads_whether_nobody_holds_the_role_or_only_somebody_near(cast: Cast, sign_in: SignIn):
    """TRUST X7: two reasons why nobody takes it up, and never the wrong one."""
    near = requests.file_request("", by=cast.privacy_officer, at=OPENED)
    assert "stand too near to you" in sign_in(cast.privacy_officer).get(f"/me/data/requests/{near.ref}/").content.decode()
    case = filed(cast)
    Grant.objects.filter(role=GrantedRole.PRIVACY_OFFICER).delete()
    page = sign_in(cast.engineer).get(f"/me/data/requests/{case.ref}/").content.decode()
    assert "Nobody holds the privacy officer" in page and "too near" not in page
    assert "not even by you" in sign_in(cast.peer).get("/me/data/ask/").content.decode()
