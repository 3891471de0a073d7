"""A throw-away PostgreSQL for as long as a command runs: `python tests/harness/postgres.py COMMAND...` sets DATABASE_URL for it.

PostgreSQL refuses to run as root, so root starts it as the user `postgres`. It listens on a private socket only, and its folder is removed
afterwards. The database's locale is English with ICU, where text does not sort by bytes: a query that relies on byte order shows.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

OLDEST = 15
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""A test database need not survive power loss. The durability script starts one that must."""


class NoPostgresError(Exception):
    """PostgreSQL cannot be started here; the message says what is not there."""


def programs() -> Path:
    """The folder with initdb and postgres: the newest of Debian's, else that on the path."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    on_path = shutil.which("initdb")
    found = debian[-1] if debian else Path(on_path).resolve().parent if on_path else None
    if found is None or not (found / "postgres").exists():
        raise NoPostgresError("PostgreSQL's server programs are not installed (Debian: apt-get install postgresql)")
    version = subprocess.run([found / "postgres", "--version"], check=True, capture_output=True, text=True).stdout.split()[2]
    if int(version.split(".")[0]) < OLDEST:
        raise NoPostgresError(f"PostgreSQL {version} is too old, {OLDEST} is the oldest that is supported")
    return found


class Postgres:
    """One cluster in a folder of its own. Use as a context manager, or start, kill and start again."""

    def __init__(self, *, settings: tuple[str, ...] = FAST) -> None:
        self.programs = programs()
        self.settings = settings
        self.user = pwd.getpwuid(os.getuid()).pw_name
        if os.getuid() == 0:
            try:
                pwd.getpwnam("postgres")
            except KeyError:
                raise NoPostgresError("root may not run PostgreSQL and there is no user named postgres") from None
            self.user = "postgres"
        self.folder = Path(tempfile.mkdtemp(prefix="cadenza-pg-", dir="/tmp"))
        self.process: subprocess.Popen[bytes] | None = None
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self._run(
            "initdb",
            "-D",
            str(self.data),
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--locale-provider=icu",
            "--icu-locale=en",
            "-N",
        )
        self.start()
        self._run("createdb", "-h", str(self.folder), "-U", "postgres", "cadenza")

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def url(self) -> str:
        return f"postgres://postgres@{str(self.folder).replace('/', '%2F')}/cadenza"

    def start(self) -> None:
        """Start the server and wait until it takes connections."""
        options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={self.folder}", "-c", "max_connections=60"]
        for chosen in self.settings:
            options += ["-c", chosen]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data, *options],
                stdout=log,
                stderr=log,
                cwd="/",
                **self._as_user(),
            )
        for _ in range(300):
            ready = subprocess.run([self.programs / "pg_isready", "-q", "-h", self.folder, "-U", "postgres"], check=False)
            if ready.returncode == 0:
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise NoPostgresError(f"PostgreSQL did not start: {(self.folder / 'log').read_text()[-500:]}")

    def kill(self) -> None:
        """Take the whole server away at once, as a crash would: kill -9 for the postmaster and all it started."""
        assert self.process is not None
        for child in [self.process.pid, *self._backends()]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self.process.wait()

    def remove(self) -> None:
        """Stop the server and delete all of it."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Postgres:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.remove()

    def _as_user(self) -> dict[str, str | list[str]]:
        return {"user": self.user, "group": self.user, "extra_groups": []} if os.getuid() == 0 else {}

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.programs / program, *arguments], check=False, capture_output=True, text=True, cwd="/", **self._as_user()
        )
        if done.returncode:
            self.remove()
            raise NoPostgresError(f"{program} failed: {done.stderr.strip()[-500:]}")

    def _backends(self) -> list[int]:
        """Backends lead process groups of their own, so they are found by their parent."""
        assert self.process is not None
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                if stat.read_text().rsplit(")", 1)[1].split()[1] == str(self.process.pid):
                    found.append(int(stat.parent.name))
        return found


@contextlib.contextmanager
def exported() -> Iterator[Postgres]:
    """A server whose address is DATABASE_URL meanwhile."""
    before = os.environ.get("DATABASE_URL")
    with Postgres() as server:
        os.environ["DATABASE_URL"] = server.url
        try:
            yield server
        finally:
            os.environ.pop("DATABASE_URL")
            if before is not None:
                os.environ["DATABASE_URL"] = before


def main(command: list[str]) -> int:
    """Run a command against a server that lives as long as it; its exit code is ours."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with exported():
            return subprocess.run(command, check=False).returncode
    except NoPostgresError as missing:
        sys.stderr.write(f"{missing}\n")
        return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
