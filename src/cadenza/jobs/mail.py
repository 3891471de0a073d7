"""Mail: kept sealed in the table with the act that caused it, sent by the worker, at most once (TRUST T27, N03)."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import os
import secrets
import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from email.utils import make_msgid
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as Smtp
from django.core.mail.message import sanitize_address
from django.db import transaction

from cadenza.jobs.models import QueuedMessage
from cadenza.jobs.queue import enqueue
from cadenza.jobs.rules import NO_MAIL_SERVER, mail_server
from cadenza.sealing.keys import Unit, seal, unseal
from cadenza.web.clock import now

log = logging.getLogger("cadenza.mail")

SEND = "jobs.send-mail"
UNITS = "mail-queue:"
NAMED = "named:"
"""How the ref of a message begins whose sender gave it a Message-ID: it is sent once, however often it is asked for."""


class NotTaken(Exception):  # noqa: N818  the one answer after which a message may be tried again
    """The mail server said no, or the message never left: surely not sent."""


@dataclass(frozen=True)
class Letter:
    """What the mail server needs: the envelope, and the message as it goes over the wire."""

    sender: str
    to: list[str]
    mime: str
    """Base64, for the seal takes text."""


@dataclass(frozen=True)
class Terms:
    """Under which a kept message still goes when its turn comes; else it is dropped (TRUST N27)."""

    until: datetime
    asked: str
    """Which of `jobs.registry.ASKED` must agree in that moment, so that nothing goes to somebody who has left meanwhile."""
    about: int
    """An id that it understands."""


class Reminder(EmailMultiAlternatives):
    """A message that is of use for a while only."""

    terms: Terms | None = None


class Post(Protocol):
    """Whoever takes letters."""

    def take(self, letter: Letter, ref: str) -> None:
        """Raises NotTaken when it surely was not sent; anything else leaves that open."""


class QueuedMail(BaseEmailBackend):
    """Django's mail backend for requests: nothing is sent here, so nothing waits and nothing tells accounts apart by time."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the messages and ask for their sending, together with whatever the caller's transaction does. Refuses CR/LF in headers."""
        with transaction.atomic():
            return sum(_keep(message, now()) for message in email_messages if message.recipients())


def letter_of(row: QueuedMessage) -> Letter:
    """The kept message, ready to send. Raises Unreadable."""
    return Letter(**json.loads(unseal(bytes(row.sealed or b""), unit=unit_of(row.queued_at), place=_place(row.ref))))


def unit_of(queued_at: datetime) -> Unit:
    """The mail of one day is erased together: its key is destroyed when none of it waits any more."""
    return Unit(f"{UNITS}{queued_at:%Y-%m-%d}", None, None)


@contextmanager
def post_office() -> Iterator[Post]:
    """A connection to the mail server, or the mail folder when none is set. An error on the way in sends nothing."""
    if not settings.EMAIL_URL:
        yield Folder(Path(settings.DATA) / "mail")
        return
    server = smtp_from(settings.EMAIL_URL)
    server.open()
    try:
        yield Server(server)
    finally:
        server.close()


class Server:
    """A mail server that listens."""

    def __init__(self, server: Smtp) -> None:
        self.server = server

    def take(self, letter: Letter, ref: str) -> None:
        """Hand a letter over. An answer of the server is certain; a line that breaks in the middle is not."""
        assert self.server.connection is not None
        try:
            self.server.connection.sendmail(letter.sender, letter.to, base64.b64decode(letter.mime))
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError) as error:
            raise NotTaken from error


class Folder:
    """Where messages lie while no mail server is set: one file each, for the operator's eyes alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def take(self, letter: Letter, ref: str) -> None:
        """Write the message whole or not at all; the log names the file and nothing of what is in it."""
        name = hashlib.sha256(ref.encode()).hexdigest()[:24] + ".eml"
        draft = self.folder / f"{name}.{secrets.token_hex(4)}"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(base64.b64decode(letter.mime))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.folder / name)
        except OSError as error:
            raise NotTaken from error
        finally:
            with suppress(OSError):  # in place already, or never made
                draft.unlink()
        log.info("no mail server is set; message kept in the mail folder as %s", name)


def smtp_from(address: str) -> Smtp:
    """The connection for smtp://user:password@host:port or smtps://. Raises ImproperlyConfigured on anything else."""
    parts = mail_server(address)
    if parts is None:
        raise ImproperlyConfigured(NO_MAIL_SERVER)
    return Smtp(
        host=parts.hostname or "",
        port=parts.port or (465 if parts.scheme == "smtps" else 587),
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_ssl=parts.scheme == "smtps",
        use_tls=parts.scheme == "smtp" and bool(parts.username),
        timeout=20,
    )


def _keep(message: EmailMessage, at: datetime) -> bool:
    ref = _ref_of(message)
    letter = asdict(_written(message))
    if QueuedMessage.objects.filter(ref=ref).exists():
        return True
    sealed = seal(json.dumps(letter), unit=unit_of(at), place=_place(ref))
    QueuedMessage.objects.bulk_create([QueuedMessage(ref=ref, sealed=sealed, queued_at=at)], ignore_conflicts=True)
    terms = getattr(message, "terms", None)
    if terms is None:
        enqueue(SEND, at=at, ref=ref)
    else:
        enqueue(SEND, at=at, ref=ref, until=terms.until.isoformat(), asked=terms.asked, about=terms.about)
    return True


def _written(message: EmailMessage) -> Letter:
    """As Django's own SMTP backend writes it. Raises BadHeaderError on a line break in a header."""
    encoding = message.encoding or settings.DEFAULT_CHARSET
    written = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own SafeMIME classes take it
    return Letter(
        sender=sanitize_address(message.from_email, encoding),
        to=[sanitize_address(one, encoding) for one in message.recipients()],
        mime=base64.b64encode(written).decode("ascii"),
    )


def _ref_of(message: EmailMessage) -> str:
    """A name for the message; where its sender gave it a Message-ID, one that follows from that alone."""
    given = next((str(value) for name, value in message.extra_headers.items() if name.lower() == "message-id"), "")
    if given:
        return NAMED + hashlib.sha256(given.encode()).hexdigest()
    message.extra_headers["Message-ID"] = make_msgid(domain=urlsplit(settings.SITE_URL).hostname or "localhost")
    return secrets.token_urlsafe(24)


def _place(ref: str) -> str:
    return f"jobs.QueuedMessage:{ref}:sealed"
