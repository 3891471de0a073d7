"""`cadenza bench`: builds an organisation of N people with four cycles, and measures pages, throughput and imports (INTERFACES 6)."""

from __future__ import annotations

import gc
import os
import platform
import resource
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

import django
from django.db import connection
from django.urls import get_resolver, reverse
from django.utils import timezone

from cadenza import __version__
from cadenza.bench.coach import measure_coach
from cadenza.bench.copies import measure_copies
from cadenza.bench.imports import measure_import
from cadenza.bench.measure import measure
from cadenza.bench.pages import measured_pages
from cadenza.bench.throughput import throughput
from cadenza.demo import build, bulk
from cadenza.people.models import Organisation, Person
from cadenza.plans.queries import current_cycle
from cadenza.trail.verify import broken_links

FINISHED_CYCLES = 3
RUNS, QUICK_RUNS = 20, 8


def run(*, people: int, quick: bool, seed: int, say: Callable[[str], None]) -> dict[str, object]:
    """Build unless `quick` finds an organisation, then measure. The database is the benchmark's own."""
    began = time.monotonic()
    if not (quick and Organisation.objects.exists()):
        if Organisation.objects.exists():
            say("There is an organisation already; measuring that one. Use an empty database to build another.")
        else:
            make = build.build if people <= build.MOST_THROUGH_ACTIONS else bulk.build_large
            make(people=people, seed=seed, at=timezone.now(), finished_cycles=FINISHED_CYCLES, say=say)
            _tidy()
    built = time.monotonic()
    load = os.getloadavg()[0]
    count = Person.objects.count()
    cycle = current_cycle(timezone.now())
    copies = measure_copies(cycle, at=timezone.now()) if cycle else None
    rows = []
    get_resolver().url_patterns  # noqa: B018  with the next two lines: as `cadenza.wsgi` does before the first request
    gc.collect()
    gc.freeze()
    for one in measured_pages(timezone.now()):
        say(f"{one.name} as {one.role}")
        rows.append(measure(one.name, one.role, count, one.ask, runs=QUICK_RUNS if quick else RUNS, status=one.expected).as_json())
    links = None if quick else len(list(broken_links()))
    used = throughput([reverse("home")], "engineer")
    imports = [] if quick else measure_import(people, say=say)
    return {
        "machine": {"cores": os.cpu_count(), "system": f"{platform.system()} {platform.machine()}", "load": round(load, 1)},
        "versions": {
            "cadenza": __version__,
            "python": platform.python_version(),
            "django": django.get_version(),
            "database": _database(),
        },
        "pages": rows,
        "throughput": used,
        "imports": imports,
        "coach": measure_coach(),
        "near_copies": copies,
        "broken_links": links,
        "seconds": {"building": round(built - began), "measuring": round(time.monotonic() - built)},
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def as_lines(measured: Mapping[str, Any]) -> list[str]:
    """The figures for a terminal."""
    lines = [f"{'page':<28}{'role':<14}{'queries':>8}{'median':>9}{'p95':>9}{'cpu':>9}{'kB':>7}{'floor':>9}{'ratio':>7}"]
    lines += [
        f"{row['name']:<28}{row['role']:<14}{row['queries']:>8}{row['median_ms']:>9}{row['p95_ms']:>9}{row['cpu_ms']:>9}"
        f"{row['kb']:>7}{row['floor_ms']:>9}{row['ratio']:>7}"
        for row in measured["pages"]
    ]
    lines.append(f"throughput: {measured['throughput']}")
    lines += [f"coach, {row['name']}: {row['ms']} ms" for row in measured["coach"]]
    lines += [f"{row['name']}: {row['seconds']} s, {row['memory_mb']} MB" for row in measured["imports"]]
    if copies := measured.get("near_copies"):
        lines.append(f"near-copies among {copies['goals']} goals and {copies['actions']} actions: {copies['seconds']} s")
    return lines


def _tidy() -> None:
    """Give the planner fresh figures, as a database that has run for a while has."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _database() -> str:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            return f"PostgreSQL {cursor.fetchone()[0]}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()")
        return f"SQLite {cursor.fetchone()[0]}, {sys.platform}"
