"""Certificates of what was purged: sealed by a fingerprint that stands in the house's own chain (TRUST 1.8, L18)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC

from django.db import transaction

from cadenza.custody.retention_models import Certificate, Purged
from cadenza.trail.record import record


def close(certificate: Certificate) -> Certificate | None:
    """Seal a certificate: its fingerprint goes into the house's own chain (TRUST 1.8). One of nothing is thrown away."""
    if not certificate.counts:
        certificate.delete()
        return None
    with transaction.atomic():
        certificate.digest = digest_of(certificate)
        certificate.save(update_fields=["digest"])
        record("custody.purged", by=certificate.by, about=None, at=certificate.at, certificate=certificate.pk, digest=certificate.digest)
    return certificate


def digest_of(certificate: Certificate) -> str:
    """The fingerprint of a certificate with every record that it names, by number and mark: both decide what a restored backup forgets."""
    digest = hashlib.sha256(
        json.dumps(
            [
                certificate.pk,
                certificate.at.astimezone(UTC).isoformat(),
                certificate.cause,
                certificate.by_id,
                sorted(certificate.counts.items()),
            ]
        ).encode()
    )
    for row in Purged.objects.filter(certificate=certificate).order_by("pk").values_list("kind", "row", "about", "mark").iterator():
        digest.update(json.dumps(row).encode())
    return digest.hexdigest()


def broken_certificates() -> Iterator[str]:
    """One sentence for each certificate that no longer says what it said when it was made, for `cadenza verify`."""
    for certificate in Certificate.objects.exclude(digest="").order_by("pk").iterator():
        if digest_of(certificate) != certificate.digest:
            yield f"Certificate {certificate.pk} of what was purged does not say what it said on {certificate.at:%Y-%m-%d}."
