"""Rows whose words lie under seal while nobody but one person may read them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class Sealable(models.Model):
    """Words that are sealed in the owner's own unit while nobody else may read them, and plain columns afterwards.

    `plans.sealed` moves the fields named in WORDS between the columns and the blob.
    """

    WORDS: ClassVar[tuple[str, ...]] = ()

    sealed = models.BinaryField(null=True, blank=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to write private words in clear; `plans.sealed.keep_words` saves such a row."""
        touched = set(self.WORDS).intersection(kwargs.get("update_fields") or self.WORDS)
        if self.is_private and any(getattr(self, name) for name in touched):
            raise RuntimeError(f"{type(self).__name__} holds private words: save it with plans.sealed.keep_words")
        super().save(*args, **kwargs)

    @property
    def is_private(self) -> bool:
        """Whether nobody but the owner may read the words now."""
        raise NotImplementedError
