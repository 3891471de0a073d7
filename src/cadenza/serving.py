"""`cadenza serve`: says why an installation cannot serve, else runs the web server and the job worker and keeps both alive.

Guarantees: nothing starts on a configuration that could lose an acknowledged save (TRUST N06); a process that dies is started again;
stopping ends exactly the processes that were started here, by their ids; when the supervisor itself is killed, both end as well.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from types import FrameType

from django.conf import settings
from django.db import DatabaseError, connection

from cadenza.health import is_loopback, unapplied_migrations
from cadenza.lifeline import end_with_parent
from cadenza.sealing.keys import ring_is_missing
from cadenza.upkeep import Say

GRACE_SECONDS = 10
"""How long requests in flight may take to finish after the order to stop."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before a dead process is started again; doubled each time it dies young."""
YOUNG_SECONDS = 30


@dataclass(frozen=True)
class Plan:
    """What to serve, and how."""

    host: str
    port: int
    workers: int
    jobs: bool


# Why not


def objections_to_serving(plan: Plan) -> list[str]:
    """Everything that must be put right first, each with what to do about it. Empty when the server may start."""
    found = list(_objections_to_address(plan))
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return [*found, f"The database does not answer: {str(error).strip()}. Check DATABASE_URL."]
    found += _objections_to_durability()
    missing = unapplied_migrations()
    if missing:
        return [*found, f"The database lacks {len(missing)} migrations, the first is {missing[0]}. Run: cadenza migrate"]
    if ring_is_missing():
        found.append(
            f"There is sealed text, but no key ring at {settings.KEY_RING}. Put it back from its own backup, or set CADENZA_KEY_RING."
        )
    return found


def _objections_to_address(plan: Plan) -> Iterator[str]:
    if plan.workers < 1:
        yield "A server needs at least one worker: --workers 1"
    if settings.DEMO_MODE and not is_loopback(plan.host):
        yield f"The demo signs anybody in, so it is served on this machine only, not on {plan.host}. Use --host 127.0.0.1."
    try:
        family = socket.AF_INET6 if ":" in plan.host else socket.AF_INET
        with socket.create_server((plan.host, plan.port), family=family, reuse_port=False):
            pass
    except OSError as error:
        yield f"Cannot listen on {plan.host} port {plan.port}: {error.strerror}. Choose another with --port."


def _objections_to_durability() -> Iterator[str]:
    """An acknowledged save must survive power loss. TRUST N06."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            if cursor.fetchone()[0] < 2:
                yield "SQLite runs with synchronous below FULL, so a power cut could lose saved work. Remove that setting."
            return
        wanted = {"fsync": {"on"}, "full_page_writes": {"on"}, "synchronous_commit": {"on", "remote_apply"}}
        for name, good in wanted.items():
            cursor.execute("SELECT current_setting(%s)", [name])
            value = cursor.fetchone()[0]
            if value not in good:
                yield f"PostgreSQL runs with {name} = {value}, so a power cut could lose saved work. Set {name} = on."


# Keeping two processes alive


@dataclass
class Kept:
    """One process that is started again whenever it ends."""

    name: str
    command: list[str]
    orphaned: int = signal.SIGTERM
    """The signal it gets when the supervisor itself was killed."""
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    again_at: float = field(default=0.0)

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, preexec_fn=partial(end_with_parent, self.orphaned))
        self.started = time.monotonic()

    def look_after(self, say: Say) -> None:
        """Start the process again if it has ended, not before its pause is over."""
        moment = time.monotonic()
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return
            self.process = None
            self.pause = FIRST_PAUSE if moment - self.started > YOUNG_SECONDS else min(self.pause * 2, LONGEST_PAUSE)
            self.again_at = moment + self.pause
            say(f"The {self.name} ended (code {code}); starting it again in {self.pause:.0f} s.")
        elif moment >= self.again_at:
            self.start()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, until: float) -> None:
        """Wait for the end; what still runs at `until` is killed."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def processes(plan: Plan) -> list[Kept]:
    """The web server, and the job worker unless it runs elsewhere."""
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", plan.host, "--port", str(plan.port)]
    web += ["--workers", str(plan.workers), "--blocking-threads", "2", "--workers-kill-timeout", str(GRACE_SECONDS)]
    web += ["--respawn-failed-workers", "--respawn-interval", "0.5", "--log-level", "warning", "cadenza.wsgi_worker:application"]
    found = [Kept("web server", web, orphaned=signal.SIGKILL)]  # told to stop before its processes are up, granian never does
    if plan.jobs:
        found.append(Kept("job worker", [sys.executable, "-m", "cadenza.cli", "worker", "--with-parent"]))
    return found


def supervise(plan: Plan, say: Say) -> int:
    """Run until SIGTERM or SIGINT, then stop what was started and wait for it."""
    connection.close()
    stopped = stop_signal(None)
    kept = processes(plan)
    for one in kept:
        one.start()
    say(f"Serving on http://{plan.host}:{plan.port}/ with {plan.workers} web processes{' and the job worker' if plan.jobs else ''}.")
    while not stopped():
        for one in kept:
            one.look_after(say)
        time.sleep(0.2)
    for one in kept:
        one.stop()
    until = time.monotonic() + GRACE_SECONDS + 5
    for one in kept:
        one.wait(until)
    return 0


def stop_signal(parent: int | None) -> Callable[[], bool]:
    """A question that turns true on SIGTERM or SIGINT, or when the process with this id is our parent no longer."""
    heard: list[int] = []

    def hear(number: int, frame: FrameType | None) -> None:
        heard.append(number)

    signal.signal(signal.SIGTERM, hear)
    signal.signal(signal.SIGINT, hear)
    return lambda: bool(heard) or (parent is not None and os.getppid() != parent)
