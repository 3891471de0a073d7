"""What the shell itself remembers: which saves were answered, and how. Never a body."""

from __future__ import annotations

from django.db import models


class StoredAnswer(models.Model):
    """The answer that one sending of a form got, so that sending it again changes nothing (DATA-1). Kept for 24 hours.

    `account_id` is 0 for somebody who is not signed in. `seal` is a keyed digest of what was sent: another text under the same op_id
    is another wish and must not be answered with the old "saved".
    """

    PLAIN_TEXT = ("seal", "location", "revision")

    account_id = models.BigIntegerField()
    op_id = models.UUIDField()
    seal = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(default=0)
    location = models.CharField(max_length=2000, blank=True)
    revision = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account_id", "op_id"], name="one_answer_per_op_id")]
        indexes = [models.Index(fields=["at"], name="answers_by_age")]
