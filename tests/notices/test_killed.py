"""A worker killed at random between planning, writing and sending: nobody gets a mail twice, and none is lost unseen (TRUST N03)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.jobs.test_worker import scratch  # noqa: F401  the same throw-away database

import cadenza

PEOPLE, KILLS = 40, 40

NURSERY = """
import json, os, random, signal, sys, time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
people, most_kills, sent = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
import django
django.setup()
from django.core.management import call_command
from django.db import connection, connections
call_command("migrate", verbosity=0)
from cadenza.jobs import jobs as sending, registry, worker
from cadenza.jobs.models import Job, QueuedMessage
from cadenza.notices import jobs as notices
from cadenza.people.actions import PersonDraft, add_person
from cadenza.people.models import Account, Organisation, Person
from cadenza.strategy.models import Cycle
from cadenza.web.clock import _Watch, now
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
_Watch.ahead = MONDAY - datetime.now(UTC)  # it is Monday at eight from now on, and the clock runs
_Watch.measured = time.monotonic() + 1e9  # whatever the database's clock says
Organisation.objects.create(name="House", timezone="Europe/London")
Cycle.objects.create(key="2026-q4", start_date=date(2026, 10, 1), end_date=date(2026, 12, 31))
before = MONDAY - timedelta(days=90)
head = add_person(PersonDraft(name="Head", email="head@example.org"), by=None, at=before)
for number in range(people):
    one = add_person(PersonDraft(name=f"Person {number}", email=f"p{number}@example.org"), by=None, at=before, manager=head)
    one.account = Account.objects.create(email=one.email, password="!")
    one.save()
registry.DAILY.clear()
for kind in (notices.PLAN, notices.MORNING, notices.TELL, sending.SEND):
    registry.HANDLERS[kind] = replace(registry.HANDLERS[kind], lease=timedelta(seconds=0.5), attempts=1000)
notices.AT_ONCE = 7
class Post:
    def __enter__(self):
        return self
    def __exit__(self, *_):
        pass
    def take(self, letter, ref):
        time.sleep(0.004)  # a window in which a worker can die before, and one after, the post has taken the letter
        with open(sent, "a") as file:
            file.write(ref + "\\n")
        time.sleep(0.004)
sending.post_office = Post
worker.IDLE_SECONDS = 0.02
worker.beat = lambda at: None
chance = random.Random(20261123)
def live_and_die(seconds):
    connections.close_all()
    child = os.fork()
    if not child:
        try:
            worker.run_forever(lambda: False)
        finally:
            os._exit(1)
    time.sleep(seconds)  # the life of this worker, drawn by chance
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
kills = 0
for again in range(2):  # the second time everything is asked for anew, as after a restored queue
    notices.plan_mornings(at=now())
    while Job.objects.exclude(state="done").exists() and kills < 400:
        live_and_die(chance.uniform(0.01, 0.25) if kills < most_kills else 2)
        kills += 1
stuck = list(QueuedMessage.objects.filter(claimed_at__isnull=False, sent_at=None).values_list("ref", flat=True))
states = list(Job.objects.order_by().values_list("state", flat=True).distinct())
print(json.dumps({"kills": kills, "states": states, "kept": QueuedMessage.objects.count(), "stuck": stuck}))
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_at_random_sends_nobody_a_mail_twice(scratch: str, tmp_path: Path) -> None:  # noqa: F811  the fixture
    """N03, DUE-2: one mail for each person; where a worker died with one in its hands, it shows as stuck and is not sent again."""
    sent = tmp_path / "sent"
    sent.touch()
    own = {name: value for name, value in os.environ.items() if not name.startswith("CADENZA_")}
    own |= {"CADENZA_DATA": str(tmp_path), "DATABASE_URL": scratch, "DJANGO_SETTINGS_MODULE": "cadenza.settings"}
    own["PYTHONPATH"] = str(Path(cadenza.__file__).parents[1])
    program = [sys.executable, "-c", NURSERY, str(PEOPLE), str(KILLS), str(sent)]
    got = json.loads(subprocess.run(program, check=True, capture_output=True, text=True, timeout=300, env=own).stdout)
    mails = sent.read_text().split()
    assert got["kills"] >= KILLS
    assert got["states"] == ["done"]
    assert len(mails) == len(set(mails))
    assert got["kept"] == PEOPLE
    assert PEOPLE - len(got["stuck"]) <= len(mails) <= PEOPLE
    assert len(set(mails) | set(got["stuck"])) == PEOPLE
