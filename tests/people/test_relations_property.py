"""Lists and single people agree in every organisation: random lines, moves, stand-ins, scopes, roles, leavers, instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadenza.people.models import Delegation, Grant, HRScope, Person, ReportingLine
from cadenza.people.paths import rebuild_paths
from cadenza.people.relations import below, managers_of, people_with, relations_held, relations_to, reports_of, upline_of
from cadenza.people.rules import GrantedRole, PersonStatus, Relation

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 1, tzinfo=UTC)
PEOPLE = 7
hours = st.integers(0, 48)
spans = st.tuples(hours, st.one_of(st.none(), st.integers(1, 30)))
who = st.integers(0, PEOPLE - 1)


def instant(hour: int) -> datetime:
    return START + timedelta(hours=hour)


def ending(span: tuple[int, int | None]) -> datetime | None:
    since, length = span
    return None if length is None else instant(since + length)


@st.composite
def organisations(draw: st.DrawFn) -> dict[str, list]:
    """Lines never cross in time for one person, and never loop: the order in which managers are drawn sees to that."""
    order = draw(st.permutations(range(PEOPLE)))
    lines = []
    for place, person in enumerate(order[1:], start=1):
        begin = 0
        for step in draw(st.lists(st.integers(1, 20), max_size=3)):
            lines.append((person, order[draw(st.integers(0, place - 1))], begin, begin + step))
            begin += step + draw(st.integers(0, 3))
        if draw(st.booleans()):
            lines.append((person, order[draw(st.integers(0, place - 1))], begin, None))
    return {
        "lines": lines,
        "delegations": draw(st.lists(st.tuples(who, who, hours, st.integers(1, 30)).filter(lambda d: d[0] != d[1]), max_size=3)),
        "scopes": draw(st.lists(st.tuples(who, who, spans), max_size=3, unique_by=lambda scope: scope[0])),
        "grants": draw(st.lists(st.tuples(who, st.sampled_from(list(GrantedRole)), spans), max_size=4, unique_by=lambda grant: grant[:2])),
        "leavers": draw(st.lists(who, max_size=1)),
        "last_days": draw(st.lists(st.tuples(who, st.integers(0, 2)), max_size=1)),
    }


def bring_in(drawn: dict[str, list]) -> list[Person]:
    people = Person.objects.bulk_create([Person(name=f"Person {n}", handle=f"person-{n}") for n in range(PEOPLE)])
    ReportingLine.objects.bulk_create(
        [
            ReportingLine(person=people[p], manager=people[m], since=instant(begin), until=None if end is None else instant(end))
            for p, m, begin, end in drawn["lines"]
        ]
    )
    Delegation.objects.bulk_create(
        [
            Delegation(manager=people[m], delegate=people[d], since=instant(begin), until=instant(begin + length))
            for m, d, begin, length in drawn["delegations"]
        ]
    )
    HRScope.objects.bulk_create(
        [HRScope(person=people[p], partner=people[hr], since=instant(span[0]), until=ending(span)) for p, hr, span in drawn["scopes"]]
    )
    Grant.objects.bulk_create(
        [Grant(person=people[p], role=role, since=instant(span[0]), until=ending(span)) for p, role, span in drawn["grants"]]
    )
    for gone in drawn["leavers"]:
        people[gone].status = PersonStatus.LEAVER
    for person, days in drawn["last_days"]:
        people[person].end_date = date(2026, 3, 1) + timedelta(days=days)
    Person.objects.bulk_update(people, ["status", "end_date"])
    return people


QUIET = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@QUIET
@given(drawn=organisations(), hour=st.integers(0, 60), settled=st.one_of(st.none(), st.integers(0, 60)))
def test_a_list_holds_exactly_those_to_whom_the_viewer_has_the_relation(drawn, hour, settled) -> None:
    """TRUST 1.1, R2; whether or not the paths were settled, and for whatever instant."""
    with transaction.atomic():
        people = bring_in(drawn)
        if settled is not None:
            rebuild_paths(instant(settled))
        at = instant(hour)
        pairs = {(viewer.pk, subject.pk): relations_to(viewer, subject, at=at) for viewer in people for subject in people}
        for viewer in people:
            for relation in Relation:
                expected = {subject for (looking, subject), found in pairs.items() if looking == viewer.pk and relation in found}
                assert set(people_with(viewer, {relation}, at=at).values_list("pk", flat=True)) == expected, relation
            either = {Relation.MANAGER, Relation.HR_SCOPE, Relation.UPLINE}
            expected = {subject for (looking, subject), found in pairs.items() if looking == viewer.pk and found & either}
            assert set(people_with(viewer, either, at=at).values_list("pk", flat=True)) == expected
        transaction.set_rollback(True)


@QUIET
@given(drawn=organisations(), hour=st.integers(0, 60), settled=st.one_of(st.none(), st.integers(0, 60)))
def test_walks_up_and_down_the_lines_agree(drawn, hour, settled) -> None:
    with transaction.atomic():
        people = bring_in(drawn)
        if settled is not None:
            rebuild_paths(instant(settled))
        at = instant(hour)
        above = {person.pk: [one.pk for one in upline_of(person, at=at)] for person in people}
        managers = managers_of([person.pk for person in people], at=at)
        assert {pk: chain[0] for pk, chain in above.items() if chain} == managers
        for person in people:
            assert set(below(person, at=at).values_list("pk", flat=True)) == {pk for pk, chain in above.items() if person.pk in chain}
            assert set(reports_of(person, at=at).values_list("pk", flat=True)) == {
                pk for pk, manager in managers.items() if manager == person.pk
            }
        transaction.set_rollback(True)


@QUIET
@given(drawn=organisations(), hour=st.integers(0, 60))
def test_holding_a_relation_for_a_write_answers_as_reading_it_does(drawn, hour) -> None:
    with transaction.atomic():
        people = bring_in(drawn)
        at = instant(hour)
        for viewer in people[:3]:
            for subject in people:
                assert relations_held(viewer, subject, at=at) == relations_to(viewer, subject, at=at)
        transaction.set_rollback(True)
