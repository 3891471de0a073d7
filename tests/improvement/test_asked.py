"""Who is asked to support a formal plan cannot tell it from any other request: neither by its row nor by its page (TRUST R12, PIP-7)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast
from tests.formal import ASKED, Way

from cadenza.asks import actions as asks
from cadenza.asks.models import Ask
from cadenza.asks.rules import AskKind, AskState, Became
from cadenza.improvement import actions, deciding, running
from cadenza.improvement.outcome_rules import Outcome
from cadenza.improvement.rules import State
from cadenza.improvement.support_rules import Draft, Given, Manner
from cadenza.jobs.models import Job
from cadenza.people.models import Person
from cadenza.web import clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def filled(ask: Ask) -> set[str]:
    return {one.attname for one in Ask._meta.concrete_fields if getattr(ask, one.attname) not in (None, "")}


def shape(page: str) -> list[str]:
    """The page's tags with their labels, without what differs from one request to the next."""
    main = page[page.index("<main") : page.index("</main>")]
    labels = re.findall(r"<(dt|button|label|h2)[^>]*>(.*?)</\1>", main)
    return [f"{tag} {re.sub('<[^>]*>', '', text).strip()}" for tag, text in labels]


def others(cast: Cast) -> Iterable[Ask]:
    """Every other kind, asked by the same manager of the same helper, with a day by which it is wanted."""
    for kind in AskKind:
        what = "May we pair (29 September, 13 October 2026)?"
        yield asks.ask(cast.mentor.pk, kind, what=what, due_date=date(2026, 10, 13), by=cast.manager, at=ASKED)


def test_a_request_for_a_formal_plan_has_the_shape_of_every_other(way: Way, sign_in: SignIn) -> None:
    """TRUST R12: the same fields are filled, the same labels shown; accepted or not."""
    way.ask().promise(accepted=False)
    (ours,) = Ask.objects.all()
    alike = list(others(way.cast))
    for one in alike:
        assert filled(one) == filled(ours), one.kind
    with clock.pinned(ASKED):
        client = sign_in(way.cast.mentor)
        pages = [client.get(f"/asks/{one.ref}/").content.decode() for one in (ours, *alike)]
        by = re.compile(r"<dt>(.*?)</dt>")
        assert [by.findall(page) for page in pages] == [["By"]] * len(pages)
        assert shape(pages[0]) == shape(pages[1]) == shape(pages[2])
        for one in (ours, *alike[:2]):
            asks.accept(one.ref, by=way.cast.mentor, at=ASKED)
        pages = [client.get(f"/asks/{one.ref}/").content.decode() for one in (ours, *alike[:2])]
        assert shape(pages[0]) == shape(pages[1]) == shape(pages[2])


def test_a_day_written_down_looks_alike_and_sets_the_same_going(way: Way, sign_in: SignIn) -> None:
    """TRUST R12, PIP-7: the same page, the same rows, the same statements and the same job, whatever the help is for; until it is over."""
    way.to(State.ACTIVE).later(days=45)
    (ours,) = Ask.objects.all()
    alike = [one for one in others(way.cast) if one.kind in {AskKind.EXPOSURE, AskKind.SUPPORT}]
    for one in alike:
        asks.accept(one.ref, by=way.cast.mentor, at=ASKED)
    Job.objects.all().delete()  # those of the plan's own way: only what a recorded day sets going is compared
    for day, became in (("2026-10-06", Became.NOT), ("2026-10-13", Became.TOOK_PLACE)):
        pages, statements = [], []
        with clock.pinned(way.at):
            client = sign_in(way.cast.mentor)
            client.get("/")
            for one in (ours, *alike):
                with CaptureQueriesContext(connection) as asked:
                    sent = {"answer": "day", "on": day, "became": became.value, "op_id": str(uuid4())}
                    assert client.post(f"/asks/{one.ref}/", sent).status_code == 303
                statements.append([re.sub(r"'[^']*'|\\d+", "?", row["sql"]) for row in asked])
                pages.append(client.get(f"/asks/{one.ref}/").content.decode())
        assert len({len(one) for one in statements}) == 1
        assert shape(pages[0]) == shape(pages[1]) == shape(pages[2])
        rows = [re.findall(r"<li>.*?</li>", page[page.index("days-head") : page.index("</main>")]) for page in pages]
        assert rows[0] == rows[1] == rows[2] != []
    assert {one.state for one in Ask.objects.all() if one.kind in {AskKind.EXPOSURE, AskKind.SUPPORT}} == {AskState.HELD}
    assert {job.kind for job in Job.objects.all()} == {asks.DAY_RECORDED}
    assert "formal" not in pages[0].lower()


def test_a_request_is_held_in_the_end_as_any_other(way: Way) -> None:
    """PIP-7, TRUST R12: by the last day on which help was given, or with the plan; one that came to nothing is withdrawn, and a day can still be put right."""
    way.to(State.ACTIVE).later(days=45)
    waits = Draft("A look at two tickets", way.cast.mentor.pk, days=(way.at.date(),))
    actions.promise_support(way.ref, waits, by=way.cast.manager, at=way.at)
    ours, unanswered = Ask.objects.order_by("pk")
    days = list(way.story.supports[1].days)
    for number, given in ((0, Given.DELIVERED), (1, Given.MISSED), (2, Given.DELIVERED), (1, Given.MADE_GOOD)):
        assert Ask.objects.get(pk=ours.pk).state == AskState.ACCEPTED
        on = way.at.date() if given is Given.MADE_GOOD else None
        running.log_support(way.ref, 1, days[number], given, on=on, by=way.cast.manager, at=way.at)
    held = Ask.objects.get(pk=ours.pk)
    assert (held.state, held.held_on) == (AskState.HELD, way.at.date())
    asks.record_day(ours.ref, days[2], Became.TOOK_PLACE, by=way.cast.mentor, at=way.at)
    another = Draft("An hour of pairing", way.cast.mentor.pk, days=(way.at.date(), way.at.date() + timedelta(days=300)))
    actions.promise_support(way.ref, another, by=way.cast.manager, at=way.at)
    began = Ask.objects.latest("pk")
    asks.accept(began.ref, by=way.cast.mentor, at=way.at)
    running.log_support(way.ref, 3, way.at.date(), Given.DELIVERED, by=way.cast.manager, at=way.at)
    way.to(State.ASSESSMENT).propose(Outcome.MET).agree().later(days=20)
    deciding.end(way.ref, by=way.cast.hr_partner, at=way.at)
    stands = {one.pk: one.state for one in Ask.objects.all()}
    assert stands == {ours.pk: AskState.HELD, unanswered.pk: AskState.WITHDRAWN, began.pk: AskState.HELD}


def test_the_provider_reads_the_days_in_the_words(way: Way) -> None:
    """PIP-7: who is asked knows what on which dates, and the request is wanted until the last of them."""
    way.ask().promise()
    assert (Ask.objects.get().what, Ask.objects.get().due_date) == (
        "Forty-five minutes on test design (29 September, 6 October, 13 October 2026)",
        date(2026, 10, 13),
    )
    reduced = Draft(
        "Two reviews less a week", way.cast.mentor.pk, Manner.STANDING, (date(2026, 12, 28), date(2027, 1, 4), date(2027, 1, 11))
    )
    once = Draft("A look at the ticket?", way.cast.mentor.pk, days=(date(2026, 10, 1),))
    for draft, words in (
        (reduced, "Two reviews less a week (week by week, 28 December – 11 January 2027)"),
        (once, "A look at the ticket? (1 October 2026)"),
    ):
        actions.promise_support(way.ref, draft, by=way.cast.manager, at=way.at)
        assert Ask.objects.latest("pk").what == words
    assert [one.what for one in way.story.supports.values()][1:] == ["Two reviews less a week", "A look at the ticket?"]
