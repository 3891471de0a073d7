"""This room's own jobs: sending kept mail, and the daily forgetting of what is done with."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, time, timedelta

from cadenza.jobs.mail import NAMED, SEND, UNITS, NotTaken, letter_of, post_office
from cadenza.jobs.models import Job, QueuedMessage
from cadenza.jobs.registry import ASKED, every_day, handles
from cadenza.jobs.rules import DEAD_KEPT_FOR, KEPT_FOR, JobState
from cadenza.sealing.keys import destroy_unit, units_in_use
from cadenza.web import ops

log = logging.getLogger("cadenza.mail")

MAIL_KEPT_FOR = timedelta(days=30)
"""After this a message that could not be sent is too old to send, and the mark of one that was is forgotten."""


@handles(SEND, attempts=40)
def send_mail(*, at: datetime, ref: str, until: str = "", asked: str = "", about: int = 0) -> None:
    """Send one kept message and forget its words. Claimed before it leaves, so that a worker's death loses a mail rather than doubling it.

    A message kept under terms is dropped, words and all, when they hold no longer (TRUST N27).
    What never left is tried again for more than a day (TRUST N27); where the line broke half-way nobody knows, and it is not (TRUST N03).
    """
    row = QueuedMessage.objects.filter(ref=ref, claimed_at=None, sealed__isnull=False).first()
    if row is None:
        return
    if until and (at >= datetime.fromisoformat(until) or not ASKED[asked](about, at=at)):
        QueuedMessage.objects.filter(pk=row.pk, claimed_at=None).update(sealed=None)
        return
    letter = letter_of(row)
    with post_office() as post:
        if not QueuedMessage.objects.filter(pk=row.pk, claimed_at=None).update(claimed_at=at):
            return
        try:
            post.take(letter, ref)
        except NotTaken:
            QueuedMessage.objects.filter(pk=row.pk).update(claimed_at=None)
            raise
        except OSError as error:  # smtplib's errors are among them
            log.error("mail %s may or may not have been sent: %s", row.pk, type(error).__name__)
            return
    if ref.startswith(NAMED):
        QueuedMessage.objects.filter(pk=row.pk).update(sealed=None, sent_at=at)
    else:
        row.delete()


@every_day("jobs.forget-answers")
def forget_answers(*, at: datetime) -> None:
    """Forget the stored answers to sends older than 24 hours (TRUST N09)."""
    ops.purge(at)


@every_day("jobs.tidy")
def tidy(*, at: datetime) -> None:
    """Forget jobs that ended long ago and mail too old to send, and destroy the keys of days of which no mail waits."""
    Job.objects.filter(state=JobState.DONE, ended_at__lt=at - KEPT_FOR).delete()
    Job.objects.filter(state=JobState.DEAD, ended_at__lt=at - DEAD_KEPT_FOR).delete()
    QueuedMessage.objects.filter(queued_at__lt=at - MAIL_KEPT_FOR).delete()
    for name in units_in_use(UNITS):
        begin = datetime.combine(date.fromisoformat(name.removeprefix(UNITS)), time(), UTC)
        end = begin + timedelta(days=1)
        waits = QueuedMessage.objects.filter(queued_at__gte=begin, queued_at__lt=end, sealed__isnull=False)
        if end <= at - timedelta(days=1) and not waits.exists():
            destroy_unit(name, at=at)
