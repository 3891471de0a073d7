"""Mail: kept sealed in the table with the act that caused it, sent by the worker, at most once (TRUST T27, N03)."""

from __future__ import annotations

import base64
import json
import logging
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as Smtp
from django.db import transaction

from cadenza.jobs.models import QueuedMessage
from cadenza.jobs.queue import enqueue
from cadenza.sealing.keys import Unit, seal, unseal
from cadenza.web.clock import now

log = logging.getLogger("cadenza.mail")
UNIT = Unit("mail-queue", None, None)


class QueuedMail(BaseEmailBackend):
    """Django's mail backend for requests: nothing is sent here, so nothing waits and nothing tells accounts apart by time."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        at = now()
        with transaction.atomic():
            for message in email_messages:
                message.message()  # raises BadHeaderError on a line break in a header
                ref = secrets.token_urlsafe(24)
                QueuedMessage.objects.create(ref=ref, sealed=seal(_as_text(message), unit=UNIT, place=_place(ref)), queued_at=at)
                enqueue("jobs.send-mail", at=at, ref=ref)
        return len(email_messages)


def opened(row: QueuedMessage) -> EmailMessage:
    """The kept message, ready to send."""
    return _from_text(unseal(row.sealed, unit=UNIT, place=_place(row.ref)))


def deliver(message: EmailMessage, ref: str) -> None:
    """Hand a message to the mail server, or to the mail folder when none is set. Raises OSError when the server does not take it."""
    if settings.EMAIL_URL:
        message.connection = smtp_from(settings.EMAIL_URL)
        message.send()
        return
    folder = Path(settings.DATA) / "mail"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / f"{ref}.eml", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(message.message().as_bytes())
    log.info("no mail server is set; message kept in the mail folder as %s.eml", ref)


def smtp_from(address: str) -> Smtp:
    """The connection for smtp://user:password@host:port or smtps://. Raises ImproperlyConfigured on anything else."""
    parts = urlsplit(address)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured(
            "CADENZA_EMAIL_URL cannot be read. Write smtp://user:password@host:587 or smtps://user:password@host:465."
        )
    return Smtp(
        host=parts.hostname,
        port=parts.port or (465 if parts.scheme == "smtps" else 587),
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_ssl=parts.scheme == "smtps",
        use_tls=parts.scheme == "smtp" and bool(parts.username),
        timeout=20,
    )


def _as_text(message: EmailMessage) -> str:
    html = next((part for part, kind in getattr(message, "alternatives", []) if kind == "text/html"), "")
    return json.dumps(
        {
            "subject": message.subject,
            "body": base64.b64encode(str(message.body).encode()).decode("ascii"),
            "html": html,
            "from": message.from_email,
            "to": message.to,
            "headers": message.extra_headers,
        }
    )


def _from_text(text: str) -> EmailMessage:
    kept = json.loads(text)
    message = EmailMultiAlternatives(
        subject=kept["subject"],
        body=base64.b64decode(kept["body"]).decode(),
        from_email=kept["from"],
        to=kept["to"],
        headers=kept["headers"],
    )
    if kept["html"]:
        message.attach_alternative(kept["html"], "text/html")
    return message


def _place(ref: str) -> str:
    return f"jobs.QueuedMessage:{ref}:sealed"
