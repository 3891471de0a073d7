"""Every acknowledged save is there once, whatever is killed meanwhile (TRUST 3: N01, N03, N05; rule DATA-1).

    .venv/bin/python tests/durability/ledger.py --database postgresql --saves 500 --faults 10

Starts the real server on loopback, lets eight signed-in clients add evidence, each save under an op_id of its own, and kills with signal 9 at
random points: a web process, the web server, the job worker, everything at once, PostgreSQL. A client that got no answer sends the
same save again, as a person would; one in ten saves is sent twice although it was answered. In the end what was acknowledged is
compared with what is stored: nothing missing, nothing twice, nothing half, one entry of the trail for each, every chain whole.

The load is bounded: a fixed number of saves, and a deadline after which the run fails.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.harness.postgres import Postgres  # noqa: E402  a script finds its neighbours only now

CLIENTS = 8
DEADLINE_SECONDS = 240
GIVE_UP_SECONDS = 60
"""Longest time without any acknowledgement: no crash may take the service away for longer."""
SENT_AGAIN = 0.1
"""Share of saves that are sent a second time although they were answered (N09)."""

PREPARE = """
import json, django
django.setup()
from django.test import Client
from django.conf import settings
from tests.cast import gather
cast = gather()
found = []
for person in [cast.engineer, cast.peer, cast.outsider, cast.manager] * 2:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person.account)
    found.append([person.handle, client.cookies[settings.SESSION_COOKIE_NAME].value])
print(json.dumps(found))
"""
COUNT = """
import json, django
django.setup()
from collections import Counter
from cadenza.evidence.models import Evidence
from cadenza.trail.models import Content
from cadenza.trail.verify import broken_links
rows = list(Evidence.objects.values_list("pk", "what"))
entries = Counter(facts["evidence"] for facts in Content.objects.filter(kind="evidence.added").values_list("facts", flat=True))
print(json.dumps({
    "stored": Counter(what for _, what in rows),
    "without_entry": [pk for pk, _ in rows if entries[pk] != 1],
    "without_row": [pk for pk in entries if pk not in {pk for pk, _ in rows}],
    "broken": list(broken_links()),
}))
"""


@dataclass
class Outcome:
    """What a run found. It is clean when every list is empty."""

    acknowledged: int = 0
    resent: int = 0
    faults: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    without_entry: list[int] = field(default_factory=list)
    without_row: list[int] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    cut_short: int = 0
    """Answers 400: the server was stopped while it read the form. Not acknowledged, so sent again like any other."""
    outages_s: list[tuple[str, float]] = field(default_factory=list)
    longest_outage_s: float = 0.0
    seconds: float = 0.0

    @property
    def clean(self) -> bool:
        return not (self.missing or self.twice or self.without_entry or self.without_row or self.broken or self.refused)


class Server:
    """`cadenza serve` with a data folder of its own."""

    def __init__(self, folder: Path, database_url: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        clean = {name: value for name, value in os.environ.items() if not name.startswith("CADENZA_") and name != "DJANGO_SETTINGS_MODULE"}
        self.environment = {**clean, "CADENZA_MODE": "demo", "CADENZA_DATA": str(folder), "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
        self.environment.pop("DATABASE_URL", None)
        if database_url:
            self.environment["DATABASE_URL"] = database_url
        self.log = folder.parent / "server.log"
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, *arguments: str) -> str:
        """Run python to its end in the server's environment."""
        environment = {**self.environment, "DJANGO_SETTINGS_MODULE": "cadenza.settings"}
        done = subprocess.run([sys.executable, *arguments], check=False, capture_output=True, text=True, env=environment, cwd=ROOT)
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        return done.stdout

    def start(self) -> None:
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "cadenza.cli", "serve", "--port", str(self.port), "--workers", "2"]
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log, cwd=ROOT)

    def wait_until_up(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
            with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
                connection.request("GET", "/healthz")
                with connection.getresponse() as answer:
                    if answer.status == 200:
                        return
            time.sleep(0.1)
        raise RuntimeError(f"the server did not come up:\n{self.log.read_text()[-2000:]}")

    def children(self, of: int) -> list[int]:
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                if stat.read_text().rsplit(")", 1)[1].split()[1] == str(of):
                    found.append(int(stat.parent.name))
        return found

    def named(self, part: str) -> int | None:
        """The child of the supervisor whose command line holds a word."""
        assert self.process is not None
        for pid in self.children(self.process.pid):
            with contextlib.suppress(OSError):
                if part.encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                    return pid
        return None

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def kill(pid: int | None) -> bool:
    if pid is None:
        return False
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def inject(fault: str, server: Server, postgres: Postgres | None, chance: random.Random) -> None:
    """One crash. What has a supervisor is brought back by it, the rest by us, as an operator's init system would."""
    assert server.process is not None
    web = server.named("granian")
    if fault == "web process" and web is not None:
        workers = [pid for pid in server.children(web) if b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()]
        kill(chance.choice(workers) if workers else None)
    elif fault == "web server":
        kill(web)
    elif fault == "job worker":
        kill(server.named("worker"))
    elif fault == "everything":
        kill(server.process.pid)
        server.process.wait()
        time.sleep(0.3)
        started = time.monotonic()
        while time.monotonic() - started < 20:  # the dead supervisor's web server gives up the port within its grace
            server.start()
            time.sleep(2.0)
            if server.process.poll() is None:
                return
        raise RuntimeError("the server could not be started again after it was killed")
    elif fault == "postgresql" and postgres is not None:
        postgres.kill()
        time.sleep(0.5)
        postgres.start()


class Clients:
    """Eight people who save until all saves are acknowledged."""

    def __init__(self, port: int, sessions: list[tuple[str, str]], saves: int, seed: int) -> None:
        self.port, self.sessions = port, sessions
        self.todo = [str(uuid.UUID(int=random.Random(f"{seed}-{number}").getrandbits(128), version=4)) for number in range(saves)]
        self.lock = threading.Lock()
        self.acknowledged: list[str] = []
        self.refused: list[str] = []
        self.resent = self.cut_short = 0
        self.last_answer = time.monotonic()
        self.longest_outage = 0.0
        self.stop = threading.Event()
        self.threads = [
            threading.Thread(target=self._work, args=(handle, cookie, random.Random(f"{seed}-{cookie}"))) for handle, cookie in sessions
        ]

    def _work(self, handle: str, session: str, chance: random.Random) -> None:
        while not self.stop.is_set():
            with self.lock:
                if not self.todo:
                    return
                op_id = self.todo.pop()
            status = None
            while status is None and not self.stop.is_set():
                status = self._send(handle, session, op_id)
                if status is None:
                    with self.lock:
                        self.resent += 1
                    time.sleep(0.1 + 0.2 * chance.random())
            if status is None:
                return
            self._note(op_id, status)
            if chance.random() < SENT_AGAIN:
                self._send(handle, session, op_id)

    def _note(self, op_id: str, status: int) -> None:
        with self.lock:
            (self.acknowledged if status in {200, 204, 303} else self.refused).append(
                op_id if status in {200, 204, 303} else f"{op_id}: {status}"
            )
            moment = time.monotonic()
            self.longest_outage = max(self.longest_outage, moment - self.last_answer)
            self.last_answer = moment

    def _send(self, handle: str, session: str, op_id: str) -> int | None:
        """One save; None when there was no answer, or one that says that the server failed."""
        token = secrets.token_hex(16)
        body = urllib.parse.urlencode(
            {"op_id": op_id, "what": words(op_id), "happened_on": "2026-11-02", "kind": "other-work", "csrfmiddlewaretoken": token}
        )
        headers = {"Cookie": f"session={session}; csrf={token}", "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", f"/people/{handle}/evidence/", body, headers)
            with connection.getresponse() as answer:
                answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
        if answer.status == 400:
            with self.lock:
                self.cut_short += 1
        return None if answer.status >= 500 or answer.status == 400 else answer.status


def words(op_id: str) -> str:
    return f"A piece of evidence with the number {op_id}"


def run(database: str, *, saves: int, faults: int, seed: int) -> Outcome:
    """One whole run. Raises RuntimeError when the server cannot be brought up."""
    chance = random.Random(seed)
    began = time.monotonic()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cadenza-ledger-")))
        postgres = stack.enter_context(Postgres(settings=())) if database == "postgresql" else None
        server = Server(folder / "data", postgres.url if postgres else "")
        (folder / "data").mkdir()
        server.run("-m", "cadenza.cli", "migrate", "-v", "0")
        sessions = [(handle, cookie) for handle, cookie in json.loads(server.run("-c", PREPARE))]
        server.start()
        stack.callback(server.stop)
        server.wait_until_up()
        outcome = drive(server, postgres, sessions, saves=saves, faults=plan_of(faults, database, chance), seed=seed, chance=chance)
        server.stop()
        compare(outcome, json.loads(server.run("-c", COUNT)))
    outcome.seconds = round(time.monotonic() - began, 1)
    return outcome


def plan_of(faults: int, database: str, chance: random.Random) -> list[str]:
    """Every kind of fault before any comes twice, in an order of chance."""
    kinds = ["web process", "web server", "job worker", "everything", *(["postgresql"] if database == "postgresql" else [])]
    chance.shuffle(kinds)
    if database == "postgresql" and faults:
        kinds.remove("postgresql")
        kinds.insert(0, "postgresql")
    return [kinds[number % len(kinds)] for number in range(faults)]


def drive(
    server: Server,
    postgres: Postgres | None,
    sessions: list[tuple[str, str]],
    *,
    saves: int,
    faults: list[str],
    seed: int,
    chance: random.Random,
) -> Outcome:
    """Let the clients save; inject each fault when its share of the saves is acknowledged."""
    clients = Clients(server.port, sessions, saves, seed)
    due = sorted(chance.randrange(saves // 20, max(saves // 20 + 1, saves * 9 // 10)) for _ in faults)
    outcome = Outcome(faults=faults)
    until = time.monotonic() + DEADLINE_SECONDS
    for thread in clients.threads:
        thread.start()
    for fault, threshold in zip(faults, due, strict=True):
        while (
            len(clients.acknowledged) < threshold
            and time.monotonic() < min(until, clients.last_answer + GIVE_UP_SECONDS)
            and any(thread.is_alive() for thread in clients.threads)
        ):
            time.sleep(0.005)
        time.sleep(chance.random() * 0.05)
        struck, before = time.monotonic(), len(clients.acknowledged)
        inject(fault, server, postgres, chance)
        while len(clients.acknowledged) <= before + CLIENTS and time.monotonic() < min(until, clients.last_answer + GIVE_UP_SECONDS):
            time.sleep(0.005)
        outcome.outages_s.append((fault, round(time.monotonic() - struck, 1)))
    for thread in clients.threads:
        while thread.is_alive() and time.monotonic() < min(until, clients.last_answer + GIVE_UP_SECONDS):
            thread.join(0.5)
    clients.stop.set()
    for thread in clients.threads:
        thread.join(35)
    outcome.acknowledged, outcome.resent, outcome.refused = len(clients.acknowledged), clients.resent, clients.refused
    outcome.cut_short = clients.cut_short
    outcome.longest_outage_s = round(clients.longest_outage, 1)
    outcome.missing = [words(op_id) for op_id in clients.acknowledged]
    if outcome.acknowledged < saves:
        outcome.refused.append(f"only {outcome.acknowledged} of {saves} saves were acknowledged before the deadline")
    return outcome


def compare(outcome: Outcome, found: dict[str, object]) -> None:
    """Fill in what is missing, twice or half. A save without acknowledgement may be there or not, but once."""
    stored: dict[str, int] = found["stored"]  # type: ignore[assignment]  # JSON that we wrote
    outcome.missing = [text for text in outcome.missing if text not in stored]
    outcome.twice = [text for text, times in stored.items() if times > 1]
    for name in ("without_entry", "without_row", "broken"):
        setattr(outcome, name, found[name])


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    arguments.add_argument("--saves", type=int, default=500)
    arguments.add_argument("--faults", type=int, default=10)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    outcome = run(given.database, saves=given.saves, faults=given.faults, seed=given.seed)
    sys.stdout.write(json.dumps({"clean": outcome.clean, **vars(outcome)}, indent=2) + "\n")
    return 0 if outcome.clean else 1


if __name__ == "__main__":
    sys.exit(main())
