"""This room's own jobs: sending kept mail, and the daily forgetting of stored answers."""

from __future__ import annotations

from datetime import datetime

from cadenza.jobs.mail import deliver, opened
from cadenza.jobs.models import QueuedMessage
from cadenza.jobs.registry import every_day, handles
from cadenza.web import ops


@handles("jobs.send-mail")
def send_mail(*, at: datetime, ref: str) -> None:
    """Send one kept message and delete it. Claimed first, so that a worker's death loses a mail rather than doubling it (TRUST N03)."""
    if not QueuedMessage.objects.filter(ref=ref, claimed_at=None).update(claimed_at=at):
        return
    row = QueuedMessage.objects.get(ref=ref)
    try:
        deliver(opened(row), ref)
    except OSError:  # smtplib's errors are OSErrors: the server did not take it, so it may be tried again
        QueuedMessage.objects.filter(ref=ref).update(claimed_at=None)
        raise
    row.delete()


@every_day("jobs.forget-answers")
def forget_answers(*, at: datetime) -> None:
    """Forget the stored answers to sends older than 24 hours (TRUST N09)."""
    ops.purge(at)
