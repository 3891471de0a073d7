"""One page, measured: its queries, its time, its processor time, its weight, and the time of its bare SQL."""

from __future__ import annotations

import gzip
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

WARM_UPS = 3
NOT_COUNTED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA")

Statement = tuple[str, Any]


@dataclass(frozen=True)
class Row:
    """One measured page or action (INTERFACES 6). Times in milliseconds, weight in kB as sent compressed."""

    name: str
    role: str
    people: int
    queries: int
    median_ms: float
    p95_ms: float
    cpu_ms: float
    kb: float
    floor_ms: float
    ratio: float

    def as_json(self) -> dict[str, object]:
        """The row as the command prints it."""
        return asdict(self)


class Unexpected(Exception):  # noqa: N818  an answer to the person who runs the benchmark
    """A page answered something else than it should; its time would mean nothing."""


@contextmanager
def statements() -> Iterator[list[Statement]]:
    """Collect the SQL that runs inside, transaction control left out."""
    seen: list[Statement] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not sql.lstrip().upper().startswith(NOT_COUNTED) and not many:
            seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield seen


def measure(name: str, role: str, people: int, ask: Callable[[], HttpResponse], *, runs: int, status: int = 200) -> Row:
    """Ask several times and answer the figures. Raises Unexpected on another status."""
    for _ in range(WARM_UPS):
        answer = ask()
        if answer.status_code != status:
            raise Unexpected(f"{name} as {role} answered {answer.status_code} instead of {status}")
    walls, cpus = [], []
    for _ in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        ask()
        cpus.append(time.process_time() - cpu)
        walls.append(time.perf_counter() - wall)
    issued = issued_by(ask)
    floor = floor_of(issued, runs=runs)
    median = statistics.median(walls) * 1000
    return Row(
        name=name,
        role=role,
        people=people,
        queries=len(issued),
        median_ms=round(median, 2),
        p95_ms=round(_p95(walls) * 1000, 2),
        cpu_ms=round(statistics.median(cpus) * 1000, 2),
        kb=round(len(gzip.compress(answer.content, 6)) / 1024, 1),
        floor_ms=round(floor * 1000, 2),
        ratio=round(median / (floor * 1000), 1) if floor else 0.0,
    )


def issued_by(ask: Callable[[], HttpResponse]) -> list[Statement]:
    """The statements of one call, undone afterwards, so that the very same ones can be sent again from the same state."""
    with transaction.atomic():
        with statements() as issued:
            ask()
        transaction.set_rollback(True)
    return issued


def floor_of(issued: Sequence[Statement], *, runs: int) -> float:
    """The median time in seconds of the very statements, sent bare over the same connection; writes are rolled back."""
    times = []
    for _ in range(runs):
        with transaction.atomic():
            point = transaction.savepoint()
            began = time.perf_counter()
            for sql, params in issued:
                with closing(connection.create_cursor()) as cursor:
                    if params is None:
                        cursor.execute(sql)
                    else:
                        cursor.execute(sql, params)
                    if cursor.description is not None:
                        cursor.fetchall()
            times.append(time.perf_counter() - began)
            transaction.savepoint_rollback(point)
    return statistics.median(times) if times else 0.0


def page(client: Client, path: str) -> Callable[[], HttpResponse]:
    """Getting a page again and again."""

    def ask() -> HttpResponse:
        answer: Any = client.get(path)
        return answer  # type: ignore[no-any-return]

    return ask


def _p95(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
