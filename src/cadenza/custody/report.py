"""What the command says of the schedule: kinds, counts and people as opaque ids, for an operator who may know no more (TRUST J1, M2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.crypto import salted_hmac

from cadenza.custody.retention import due
from cadenza.custody.retention_models import Certificate
from cadenza.custody.retention_rules import PRIVATE, RecordKind

SHOWN = 10
"""Characters of an opaque id."""
UNCOUNTED = PRIVATE | {RecordKind.FORMAL}
"""An operator learns of formal plans no more than of notes (TRUST G1, column SA)."""


def opaque(person_id: int) -> str:
    """A person as the operator sees them: the same id at every run, and nobody's name."""
    return salted_hmac("cadenza.custody.subject", str(person_id)).hexdigest()[:SHOWN]


def would_go(at: datetime) -> dict[str, Any]:
    """What a run would take away now."""
    kinds = [
        {"kind": one.kind.value, "records": one.count, "people": sorted({opaque(found.about) for found in one.found})}
        for one in due(at)
        if one.count and one.kind not in UNCOUNTED
    ]
    return {"check": True, "due": kinds, "certificate": None}


def certified(certificate: Certificate | None) -> dict[str, Any]:
    """What a run took away; the certificate only where something on it may be counted here."""
    counts: Mapping[str, int] = certificate.counts if certificate else {}
    kinds = [{"kind": kind, "records": count} for kind, count in counts.items() if kind not in UNCOUNTED]
    return {"check": False, "purged": kinds, "certificate": certificate.pk if certificate and kinds else None}


def as_lines(found: Mapping[str, Any]) -> list[str]:
    """The same to read."""
    if found["check"]:
        lines = [
            f"{one['kind']}: {one['records']} records of {len(one['people'])} people ({', '.join(one['people'])})" for one in found["due"]
        ]
        return [
            *(lines or ["Nothing that may be counted here is due."]),
            "Nothing was changed. Private records and formal plans are not counted here.",
        ]
    lines = [f"{one['kind']}: {one['records']}" for one in found["purged"]]
    if found["certificate"] is None:
        lines = ["Nothing that may be counted here was due."]
    else:
        lines.append(f"Certificate {found['certificate']}.")
    return [*lines, "Private records and formal plans are not counted here."]
