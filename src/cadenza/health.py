"""Answers for machines: is the process up, can it serve, and whom does a finder of a flaw write to."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cadenza.jobs.queries import heard_at
from cadenza.web.clock import now

SILENCE = timedelta(seconds=90)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing else, so that a slow database does not get healthy processes killed."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether requests can be served: database there, migrations applied. 503 names what is missing."""
    answers = {"database": database_answers()}
    answers["migrations"] = answers["database"] and not unapplied_migrations()
    answers["jobs"] = answers["migrations"] and worker_lives(now())
    ready = all(answers.values())
    return JsonResponse({"ready": ready, **answers}, status=200 if ready else 503)


PROBES = {"/healthz": healthz, "/readyz": readyz}


class Probes:
    """Answers a probe from this machine whatever it calls the server: a monitor knows the port, not the names in CADENZA_HOSTS.

    Everything else, these two addresses from elsewhere included, has its host name checked as ever (TRUST 2.3).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        probe = PROBES.get(request.path_info)
        if probe is not None and is_loopback(request.META.get("REMOTE_ADDR", "")):
            return probe(request)
        return self.get_response(request)


def is_loopback(host: str) -> bool:
    """Whether an address or a name stands for this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116. It expires within a year of being read, so that nobody trusts a forgotten copy."""
    expires = (now() + timedelta(days=180)).replace(microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires.strftime('%Y-%m-%dT%H:%M:%SZ')}",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def database_answers() -> bool:
    """One statement over the connection of this request."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except DatabaseError:
        return False


def worker_lives(at: datetime) -> bool:
    """Whether a job worker gave a sign of life within the last minute and a half; it does so every quarter of a minute."""
    heard = heard_at()
    return heard is not None and at - heard < SILENCE


def unapplied_migrations() -> list[str]:
    """Migrations that the code has and the database has not."""
    executor = MigrationExecutor(connection)
    return [str(migration) for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
