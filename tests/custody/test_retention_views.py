"""DATA-3, TRUST M2: the pages of the schedule, of holds and of erasures, and what they never tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import NOW, Cast

from cadenza.custody import erasing, holds, retention
from cadenza.custody import retention_views as views
from cadenza.custody.retention_models import Certificate, Erasure, Hold, Run
from cadenza.custody.retention_queries import DueRow, certificates, dry_run, latest_run
from cadenza.evidence.models import Evidence
from cadenza.evidence.rules import EvidenceKind
from cadenza.improvement.models import Case
from cadenza.improvement.rules import State
from cadenza.jobs.worker import run_due
from cadenza.people.actions import mark_left
from cadenza.people.models import Person

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=NOW.tzinfo) - timedelta(days=900)


def send(client: Client, name: str, *args: object, **words: str) -> object:
    return client.post(reverse(name, args=args), {"op_id": str(uuid4()), **words})


def old_fact(person: Person) -> Evidence:
    """Something that happened three years ago."""
    return Evidence.objects.create(
        person=person, kind=EvidenceKind.MEMO, what="zqoldqz", happened_on=LONG_AGO.date(), added_by=person, added_at=LONG_AGO
    )


def test_the_privacy_officer_sees_what_is_due_runs_it_and_reads_the_certificate(cast: Cast, sign_in: SignIn) -> None:
    old_fact(cast.engineer)
    officer = sign_in(cast.privacy_officer)
    page = officer.get("/retention/").content.decode()
    assert "Sam Okafor" in page and "Evidence and the files beside it" in page and "zqoldqz" not in page
    assert Evidence.objects.exists()
    assert "Sam Okafor" in officer.get("/retention/run/").content.decode()
    assert officer.post("/retention/run/", {"op_id": str(uuid4())}).headers["Location"] == "/retention/"
    assert "0 of 20 kinds are done" in officer.get("/retention/").content.decode()
    assert Evidence.objects.exists(), "the worker does it, batch by batch"
    officer.post("/retention/run/", {"op_id": str(uuid4())})
    assert Run.objects.count() == 1, "one at a time"
    assert run_due(NOW) >= 20
    assert not Evidence.objects.exists()
    made = Certificate.objects.get()
    assert f"Certificate {made.pk} says what went" in officer.get("/retention/").content.decode()
    text = officer.get(f"/retention/certificates/{made.pk}/").content.decode()
    assert made.digest in text and "Sam Okafor" in text and made.by == cast.privacy_officer
    assert "Nothing that is counted here is due" in officer.get("/retention/").content.decode()
    officer.post("/retention/run/", {"op_id": str(uuid4())})
    run_due(NOW)
    assert Certificate.objects.count() == 1
    assert "Nothing that is counted here was due" in officer.get("/retention/").content.decode()


def test_a_formal_plan_about_the_officer_or_their_line_changes_no_number(cast: Cast, sign_in: SignIn) -> None:
    """X7, TRUST 1.7: not even that one was withdrawn before anybody was told of it."""
    officer, ended = sign_in(cast.privacy_officer), NOW - timedelta(days=300)

    def withdrawn(person: Person) -> None:
        sides = {"manager": cast.manager, "hr_partner": cast.hr_partner}
        Case.objects.create(ref=f"F-{person.pk}", person=person, state=State.WITHDRAWN, opened_at=ended, ended_at=ended, **sides)

    withdrawn(cast.privacy_officer)
    before = officer.get("/retention/").content.decode()
    assert "Nothing that is counted here is due" in before
    withdrawn(cast.engineer)
    assert [(row.count, row.people, row.more) for row in dry_run(cast.privacy_officer, at=NOW)] == [(1, [cast.engineer], 0)]
    officer.post("/retention/run/", {"op_id": str(uuid4())})
    run_due(NOW)
    assert Certificate.objects.get().counts == {"formal-plan": 2}
    page = officer.get(f"/retention/certificates/{Certificate.objects.get().pk}/").content.decode()
    assert [one.counts for one in certificates(cast.privacy_officer, at=NOW)] == [[("Formal plans", 1)]]
    assert "Sam Okafor" in page and "not named" not in page


def test_people_of_ones_own_line_are_counted_and_not_named(cast: Cast, sign_in: SignIn) -> None:
    """X7."""
    old_fact(cast.leader)
    old_fact(cast.engineer)
    officer = sign_in(cast.privacy_officer)
    page = officer.get("/retention/").content.decode()
    assert "Ingrid" not in page and "1 more person" in page
    officer.post("/retention/run/", {"op_id": str(uuid4())})
    run_due(NOW)
    page = officer.get(reverse("retention-certificate", args=[Certificate.objects.get().pk])).content.decode()
    assert "Ingrid" not in page and "not named to you" in page


def test_a_hold_is_set_with_its_reason_and_lifted_by_two(cast: Cast, sign_in: SignIn) -> None:
    """M2: the words stay when they are refused."""
    officer, reviewer = sign_in(cast.privacy_officer), sign_in(cast.case_reviewer)
    answer = officer.post("/retention/holds/", {"op_id": str(uuid4()), "person": "Nobody Such", "reason": "A claim was announced."})
    assert answer.status_code == 422 and "A claim was announced." in answer.content.decode() and not Hold.objects.exists()
    send(officer, "retention-holds", person="sam-okafor", reason="A claim was announced.")
    hold = Hold.objects.get()
    assert send(officer, "retention-hold", hold.pk, reason=" ").status_code == 422  # type: ignore[attr-defined]  # a response
    send(officer, "retention-hold", hold.pk, reason="It was settled.")
    assert "Agree and lift" not in officer.get(reverse("retention-hold", args=[hold.pk])).content.decode()
    assert send(officer, "retention-hold-lift", hold.pk).status_code == 422  # type: ignore[attr-defined]  # a response
    assert "Agree and lift" in reviewer.get(reverse("retention-hold", args=[hold.pk])).content.decode()
    send(reviewer, "retention-hold-lift", hold.pk)
    hold.refresh_from_db()
    assert hold.lifted_by == cast.case_reviewer
    assert "lifted" in reviewer.get("/retention/holds/").content.decode()


def test_an_erasure_is_proposed_by_one_and_decided_by_another(cast: Cast, sign_in: SignIn) -> None:
    """TRUST 1.8."""
    mark_left(cast.engineer, last_day=NOW.date(), by=None, at=NOW)
    officer, admin = sign_in(cast.privacy_officer), sign_in(cast.hr_admin)
    assert send(officer, "retention-erasures", person="lena-vogt", reason="Asked.").status_code == 422  # type: ignore[attr-defined]  # a response
    send(officer, "retention-erasures", person="Sam Okafor", reason="Asked for it in writing.")
    found = Erasure.objects.get()
    assert "Erase for good" not in officer.get(reverse("retention-erasure", args=[found.pk])).content.decode()
    assert "Erase for good" in admin.get(reverse("retention-erasure", args=[found.pk])).content.decode()
    assert admin.post(reverse("retention-erasure-decide", args=[found.pk, "burn"]), {"op_id": str(uuid4())}).status_code == 404
    send(admin, "retention-erasure-decide", found.pk, "erase")
    found.refresh_from_db()
    assert found.carried_out and "Erased on" in admin.get(reverse("retention-erasure", args=[found.pk])).content.decode()
    cast.engineer.refresh_from_db()
    assert cast.engineer.email is None


def test_what_was_decided_stays_readable(cast: Cast, sign_in: SignIn) -> None:
    mark_left(cast.engineer, last_day=NOW.date(), by=None, at=NOW)
    asked = erasing.propose("sam-okafor", "Asked for it in writing.", by=cast.privacy_officer, at=NOW)
    erasing.decide(asked.pk, agreed=False, by=cast.hr_admin, at=NOW)
    assert "Not carried out" in sign_in(cast.hr_admin).get(reverse("retention-erasure", args=[asked.pk])).content.decode()
    assert "not carried out" in sign_in(cast.hr_admin).get("/retention/erasures/").content.decode()


@pytest.mark.parametrize("page", ["/retention/", "/retention/run/", "/retention/holds/", "/retention/erasures/"])
def test_only_those_who_answer_for_it_open_it(cast: Cast, sign_in: SignIn, page: str) -> None:
    for role in ("engineer", "manager", "operator", "executive", "hr_partner"):
        assert sign_in(getattr(cast, role)).get(page).status_code == 403


def test_nobody_opens_a_hold_on_their_own_line(cast: Cast, sign_in: SignIn) -> None:
    """X7: 404, as for one that never was."""
    made = holds.set_hold("sam-okafor", "A claim.", by=cast.case_reviewer, at=NOW)
    assert sign_in(cast.hr_admin).get(reverse("retention-hold", args=[made.pk])).status_code == 404
    assert sign_in(cast.privacy_officer).get(reverse("retention-hold", args=[made.pk + 1])).status_code == 404
    assert sign_in(cast.hr_admin).get(reverse("retention-erasure", args=[7])).status_code == 404
    assert sign_in(cast.privacy_officer).get(reverse("retention-certificate", args=[7])).status_code == 404


def test_the_dry_run_asks_as_often_for_thirty_people_as_for_three(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    officer = sign_in(cast.privacy_officer)
    for number in range(30):
        person = Person.objects.create(name=f"Person {number}", handle=f"person-{number}")
        old_fact(person)
    with django_assert_max_num_queries(60):  # type: ignore[attr-defined]  # a context manager
        page = officer.get("/retention/")
    assert "18 more people" in page.content.decode()


def test_a_run_that_nobody_worked_is_not_said_to_be_over(cast: Cast, sign_in: SignIn) -> None:
    """TRUST 1.8: what is due is there still; whoever asked for it may ask again meanwhile, and the page says how far it came."""
    old_fact(cast.engineer)
    officer = sign_in(cast.privacy_officer)
    asked = retention.begin(NOW, by=cast.privacy_officer)
    assert "Ask for it again" not in officer.get("/retention/").content.decode()
    Run.objects.update(at=NOW - timedelta(minutes=31))
    assert "Ask for it again" in officer.get("/retention/").content.decode()
    Run.objects.update(at=NOW - retention.LONGEST_RUN - timedelta(minutes=1))
    retention.begin(NOW, by=None)
    shown = latest_run(cast.privacy_officer, at=NOW)
    assert shown is not None and shown.stopped and not shown.over and not shown.stands and (shown.done, shown.of) == (0, 20)
    page = officer.get("/retention/").content.decode()
    assert "stopped before it was done" in page and "was due" not in page and "Erase what is due" in page
    Run.objects.filter(pk=asked.pk).update(ended_at=None, step=retention.LAST)
    retention.begin(NOW, by=None)
    shown = latest_run(cast.privacy_officer, at=NOW)
    assert shown is not None and shown.over and shown.failed == 1, "the last kind is one that could not be finished"


def test_a_run_under_way_asks_for_itself_without_the_long_look_at_everything(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DATA-3: every three seconds; once it is over the whole page comes anew."""
    old_fact(cast.engineer)
    officer = sign_in(cast.privacy_officer)
    run = retention.begin(NOW, by=cast.privacy_officer)
    assert "?part=run" in officer.get("/retention/").content.decode()

    def looked(viewer: Person, *, at: datetime) -> list[DueRow]:
        raise AssertionError

    monkeypatch.setattr(views.queries, "dry_run", looked)
    part = officer.get("/retention/?part=run", headers={"HX-Request": "true"})
    assert "0 of 20 kinds are done" in part.content.decode() and "<html" not in part.content.decode()
    assert "HX-Refresh" not in part.headers
    while retention.advance(run.pk):
        pass
    assert officer.get("/retention/?part=run", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
