"""What the benchmark counts and how it finds the floor; never how fast anything is."""

import pytest
from django.db import connection, transaction
from django.http import HttpResponse

from cadenza.bench.measure import Unexpected, floor_of, issued_by, measure, statements
from cadenza.people.models import Team

pytestmark = pytest.mark.django_db


def two_queries() -> HttpResponse:
    with transaction.atomic():
        Team.objects.count()
        Team.objects.create(name="Measured", slug=f"measured-{Team.objects.count()}")
    Team.objects.all().delete()
    return HttpResponse("fine")


def test_transaction_control_is_not_counted():
    with statements() as seen, transaction.atomic():
        Team.objects.count()
    assert len(seen) == 1


def test_the_counted_call_leaves_nothing_behind():
    issued = issued_by(lambda: HttpResponse(Team.objects.create(name="Kept", slug="kept").name))
    assert issued
    assert not Team.objects.filter(slug="kept").exists()


def test_writes_can_be_sent_again_and_again():
    issued = issued_by(lambda: HttpResponse(Team.objects.create(name="Again", slug="again").name))
    assert floor_of(issued, runs=3) > 0
    assert not Team.objects.filter(slug="again").exists()


def test_a_row_has_every_figure_of_the_interface():
    row = measure("two queries", "-", 0, two_queries, runs=2).as_json()
    assert set(row) == {"name", "role", "people", "queries", "median_ms", "p95_ms", "cpu_ms", "kb", "floor_ms", "ratio"}


def test_another_status_is_no_figure():
    with pytest.raises(Unexpected):
        measure("missing", "-", 0, lambda: HttpResponse(status=404), runs=1)


def test_the_connection_is_whole_afterwards():
    floor_of([("SELECT 1", None)], runs=1)
    assert connection.is_usable()
