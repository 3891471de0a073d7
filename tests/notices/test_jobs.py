"""Who gets which mail, once, and what stands in it (DUE-2; TRUST T06, N03, N27, R13, M1)."""

from __future__ import annotations

import base64
import email
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.policy import default as mail_policy
from typing import Any

import pytest
from tests.agreed import agreed_plan
from tests.cast import NOW, Cast

from cadenza.home.actions import choose_mail
from cadenza.home.models import MailChoice
from cadenza.jobs import jobs as sending
from cadenza.jobs import worker
from cadenza.jobs.mail import Letter, NotTaken
from cadenza.jobs.models import Job, QueuedMessage
from cadenza.jobs.rules import JobState
from cadenza.jobs.worker import enqueue_daily, run_due
from cadenza.notices import jobs
from cadenza.people.actions import mark_left
from cadenza.people.models import Person
from cadenza.people.rules import PersonStatus
from cadenza.plans.models import Review
from cadenza.web import clock

MIDNIGHT = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""The Monday of the cast's week, in London and UTC alike."""
EIGHT = MIDNIGHT + timedelta(hours=8)


class PostBox:
    """Stands in for the mail server."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.away = False

    def take(self, letter: Letter, ref: str) -> None:
        if self.away:
            raise NotTaken
        self.taken.append(email.message_from_bytes(base64.b64decode(letter.mime), policy=mail_policy))  # type: ignore[arg-type]

    def __enter__(self) -> PostBox:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""

    def to(self, person: Person) -> list[EmailMessage]:
        return [one for one in self.taken if one["To"] == person.email]


@pytest.fixture(autouse=True)
def box(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> PostBox:
    made = PostBox()
    monkeypatch.setattr(sending, "post_office", lambda: made)
    settings.EMAIL_BACKEND = "cadenza.jobs.mail.QueuedMail"
    settings.SITE_URL = "https://cadenza.example.org"
    return made


@pytest.fixture
def work(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Does what is due at an instant, as the worker does, until nothing is left of it. Half of the cast has turned all mail off."""
    Job.objects.all().delete()  # what making the cast asked for is not mail
    monkeypatch.setattr(worker, "DAILY", {jobs.PLAN: worker.DAILY[jobs.PLAN]})
    quiet = [person for name, person in cast.everybody().items() if name not in {"engineer", "manager", "mentor", "hr_admin", "operator"}]
    MailChoice.objects.bulk_create([MailChoice(person=person, weekly=False, on_the_day=False) for person in quiet])

    def until_done(at: datetime) -> None:
        with clock.pinned(at):
            enqueue_daily(at)
            while run_due(at):
                pass

    yield until_done


def everybodys(cast: Cast) -> set[str]:
    return {person.email or "" for name, person in cast.everybody().items() if name != "leaver"}


def body_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


# Who, and when


def test_monday_at_eight_brings_the_weekly_mail_to_whoever_owes_something(cast: Cast, box: PostBox, work: Any) -> None:
    agreed_plan(cast.engineer, cast.manager)
    work(MIDNIGHT)
    work(EIGHT - timedelta(seconds=1))
    assert box.taken == []
    work(EIGHT)
    (message,) = box.to(cast.engineer)
    assert message["Subject"] == "Your list for this week"
    assert "- 1 thing is due later this week" in body_of(message)
    assert "- 2 things are late" in body_of(box.to(cast.manager)[0])


def test_on_the_day_a_mail_comes_only_if_something_falls_due(cast: Cast, box: PostBox, work: Any) -> None:
    agreed_plan(cast.engineer, cast.manager)
    work(MIDNIGHT + timedelta(days=1))
    work(EIGHT + timedelta(days=1))
    assert [one["Subject"] for one in box.to(cast.engineer)] == ["Something is due today"]
    assert box.to(cast.mentor) == []
    work(MIDNIGHT + timedelta(days=2))
    work(EIGHT + timedelta(days=2))
    assert len(box.to(cast.engineer)) == 1


def test_eight_is_eight_on_the_readers_clock(cast: Cast, box: PostBox, work: Any) -> None:
    """N17: Monday morning there: for Auckland it is Sunday evening in London."""
    agreed_plan(cast.engineer, cast.manager)
    Person.objects.filter(pk=cast.engineer.pk).update(timezone="Pacific/Auckland")
    Person.objects.filter(pk=cast.manager.pk).update(timezone="America/Los_Angeles")
    work(MIDNIGHT - timedelta(days=1))
    work(datetime(2026, 11, 22, 19, 0, tzinfo=UTC))
    assert [len(box.to(one)) for one in (cast.engineer, cast.manager)] == [1, 0]
    work(MIDNIGHT)
    work(datetime(2026, 11, 23, 16, 0, tzinfo=UTC))
    assert [len(box.to(one)) for one in (cast.engineer, cast.manager)] == [1, 1]


def test_a_holiday_of_their_country_moves_it(cast: Cast, box: PostBox, work: Any) -> None:
    """Labour Thanksgiving Day in Japan."""
    agreed_plan(cast.engineer, cast.manager)
    Person.objects.filter(pk=cast.engineer.pk).update(country="JP", timezone="Asia/Tokyo")
    found = []
    for day in range(3):
        work(MIDNIGHT + timedelta(days=day - 1))
        work(MIDNIGHT + timedelta(days=day, hours=-1))  # eight in Tokyo
        found.append(len(box.to(cast.engineer)))
    assert found == [0, 1, 1]
    assert [one["Subject"] for one in box.to(cast.engineer)] == ["Your list for this week"]


@pytest.mark.parametrize("gone", ["left", "no account", "account closed", "away", "no address", "vacant"])
def test_whoever_is_not_here_gets_nothing(cast: Cast, box: PostBox, work: Any, gone: str) -> None:
    """R13."""
    agreed_plan(cast.engineer, cast.manager)
    who = Person.objects.filter(pk=cast.engineer.pk)
    account = cast.engineer.account
    assert account is not None
    if gone == "left":
        who.update(end_date=date(2026, 11, 20))  # recorded, and no job has closed the account yet
    elif gone == "no account":
        who.update(account=None)
    elif gone == "account closed":
        account.is_active = False
        account.save()
    elif gone == "no address":
        who.update(email=None)
    else:
        who.update(status=PersonStatus.ABSENT if gone == "away" else PersonStatus.VACANT)
    for at in (MIDNIGHT, EIGHT):
        work(at)
    assert box.to(cast.engineer) == []
    assert box.taken != []
    assert {one["To"] for one in box.taken} <= everybodys(cast)


@pytest.mark.parametrize(("weekly", "on_the_day", "expected"), [(False, True, [0, 1]), (True, False, [1, 1]), (False, False, [0, 0])])
def test_everybody_chooses_their_mail(cast: Cast, box: PostBox, work: Any, weekly: bool, on_the_day: bool, expected: list[int]) -> None:
    """M1."""
    agreed_plan(cast.engineer, cast.manager)
    choose_mail(weekly=weekly, on_the_day=on_the_day, by=cast.engineer, at=NOW)
    found = []
    for day in range(2):
        work(MIDNIGHT + timedelta(days=day))
        work(EIGHT + timedelta(days=day))
        found.append(len(box.to(cast.engineer)))
    assert found == expected


def test_a_large_house_is_told_in_several_steps(cast: Cast, box: PostBox, work: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    agreed_plan(cast.engineer, cast.manager)
    for at in (MIDNIGHT, EIGHT):
        work(at)
    expected = sorted(one["To"] for one in box.taken)
    QueuedMessage.objects.all().delete()  # as if nobody had been told yet: a message that was sent once is not sent again
    Job.objects.all().delete()
    box.taken.clear()
    monkeypatch.setattr(jobs, "AT_ONCE", 2)
    jobs.plan_mornings(at=MIDNIGHT)
    work(EIGHT)
    assert sorted(one["To"] for one in box.taken) == expected != []


# Once


def test_whatever_is_asked_again_is_sent_once(cast: Cast, box: PostBox, work: Any) -> None:
    """N03: jobs that run twice, mornings that are planned twice."""
    agreed_plan(cast.engineer, cast.manager)
    for at in (MIDNIGHT, EIGHT):
        work(at)
    before = len(box.taken)
    jobs.plan_mornings(at=EIGHT)
    jobs.tell(at=EIGHT, person=cast.engineer.pk, day="2026-11-23", occasion="weekly")
    work(EIGHT + timedelta(minutes=5))
    assert (len(box.taken), len({one["Message-ID"] for one in box.taken})) == (before, before)


def test_whoever_changes_zones_on_monday_gets_the_week_once(cast: Cast, box: PostBox, work: Any) -> None:
    agreed_plan(cast.engineer, cast.manager)
    for at in (MIDNIGHT, EIGHT):
        work(at)
    Person.objects.filter(pk=cast.engineer.pk).update(timezone="America/Los_Angeles")
    jobs.plan_mornings(at=EIGHT)
    work(EIGHT + timedelta(hours=8))
    assert len(box.to(cast.engineer)) == 1


# What no longer holds is not sent


def test_a_mail_that_could_not_go_until_noon_is_dropped(cast: Cast, box: PostBox, work: Any) -> None:
    """N27: the mail server was away."""
    box.away = True
    agreed_plan(cast.engineer, cast.manager)
    for at in (MIDNIGHT, EIGHT):
        work(at)
    assert QueuedMessage.objects.filter(sealed__isnull=False).exists()
    box.away = False
    work(EIGHT + timedelta(hours=6))
    assert box.taken == []
    assert not QueuedMessage.objects.filter(sealed__isnull=False).exists()
    assert not Job.objects.filter(kind="jobs.send-mail").exclude(state=JobState.DONE).exists()


def test_a_worker_that_was_away_until_the_afternoon_sends_nothing_stale(cast: Cast, box: PostBox, work: Any) -> None:
    agreed_plan(cast.engineer, cast.manager)
    work(EIGHT + timedelta(hours=6))
    assert box.taken == []


@pytest.mark.parametrize("meanwhile", ["left", "weekly off", "gone"])
def test_between_writing_and_sending_somebody_may_leave_or_turn_it_off(cast: Cast, box: PostBox, work: Any, meanwhile: str) -> None:
    """R13."""
    box.away = True
    agreed_plan(cast.engineer, cast.manager)
    for at in (MIDNIGHT, EIGHT):
        work(at)
    if meanwhile == "left":
        mark_left(cast.engineer, last_day=EIGHT.date(), by=None, at=EIGHT)
    elif meanwhile == "gone":
        Person.objects.filter(pk=cast.engineer.pk).update(account=None)
    else:
        choose_mail(weekly=False, on_the_day=True, by=cast.engineer, at=EIGHT)
    box.away = False
    work(EIGHT + timedelta(hours=1))
    assert (box.to(cast.engineer), len(box.to(cast.manager))) == ([], 1)


def test_a_mail_on_the_day_is_dropped_when_it_is_turned_off_meanwhile(cast: Cast, box: PostBox, work: Any) -> None:
    box.away = True
    agreed_plan(cast.engineer, cast.manager)
    for at in (MIDNIGHT, EIGHT):
        work(at + timedelta(days=1))
    choose_mail(weekly=True, on_the_day=False, by=cast.engineer, at=EIGHT)
    box.away = False
    work(EIGHT + timedelta(days=1, hours=1))
    assert (box.to(cast.engineer), len(box.to(cast.manager))) == ([], 1)


def test_a_wish_for_somebody_who_is_gone_says_nothing(cast: Cast, box: PostBox) -> None:
    Person.objects.filter(pk=cast.engineer.pk).update(account=None)
    jobs.tell(at=EIGHT, person=cast.engineer.pk, day="2026-11-23", occasion="weekly")
    assert not QueuedMessage.objects.exists()


# What stands in it


def test_a_mail_holds_numbers_and_links_and_nothing_else(cast: Cast, box: PostBox, work: Any) -> None:
    """T06, DUE-2: words planted in every row that a due is made of; both parts, every header."""
    plan = agreed_plan(cast.engineer, cast.manager)
    plan.goals.update(outcome="zq-goal")
    plan.commitments.update(what="zq-promise")
    Review.objects.update(focus="zq-focus", focus_by=date(2026, 11, 24))
    for day in range(2):
        work(MIDNIGHT + timedelta(days=day))
        work(EIGHT + timedelta(days=day))
    assert {one["Subject"] for one in box.taken} == {"Your list for this week", "Something is due today"}
    known = [part for person in cast.everybody().values() for part in (*person.name.split(), person.handle)]
    for message in box.taken:
        parts = [part for part in message.walk() if not part.is_multipart()]
        assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
        for part in parts:
            text = str(part.get_content())
            assert not [word for word in [*known, "zq-", "PIP", "goal", "review", "1:1", "Northwind"] if word in text]
            assert set(re.findall(r"https?://[^\s\"<]+", text)) == {
                "https://cadenza.example.org/",
                "https://cadenza.example.org/me/settings/#mail",
            }
            assert re.search(r"style=|<img|<script|\bsrc=", text) is None
        headers = " ".join(f"{name}: {value}" for name, value in message.items() if name != "To")
        assert not [word for word in [*known, "zq-"] if word in headers]


def test_a_mail_can_be_left_off_and_is_answered_by_no_machine(cast: Cast, box: PostBox, work: Any) -> None:
    agreed_plan(cast.engineer, cast.manager)
    for at in (MIDNIGHT, EIGHT):
        work(at)
    message = box.taken[0]
    assert message["List-Unsubscribe"] == "<https://cadenza.example.org/me/settings/#mail>"
    assert message["Auto-Submitted"] == "auto-generated"


def test_nothing_of_a_mail_lies_open_in_the_queue(cast: Cast, work: Any, box: PostBox) -> None:
    """T42: ids and codes."""
    agreed_plan(cast.engineer, cast.manager)
    box.away = True
    for at in (MIDNIGHT, EIGHT):
        work(at)
    assert QueuedMessage.objects.count() > 1
    rows = repr(list(Job.objects.values())) + repr([bytes(row.sealed or b"") for row in QueuedMessage.objects.all()])
    assert "@example.org" not in rows
    assert "things" not in rows
