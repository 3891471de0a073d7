"""Saving once: `op_id`, the answer kept for it, and the bounded retry of a whole view (rule DATA-1; TRUST N01, N02, N09, N13)."""

from __future__ import annotations

import hashlib
import hmac
import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib.messages import get_messages
from django.db import IntegrityError, OperationalError, connection, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from cadenza.web import answers
from cadenza.web.models import StoredAnswer

KEEP = timedelta(hours=24)
"""How long a sent form is remembered (ARCHITECTURE 3)."""
TRIES = 5
FIRST_WAIT_SECONDS = 0.03
TRANSIENT = {"40001", "40P01", "55P03"}  # serialization failure, deadlock, lock not available
BUSY = {"SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_BUSY_TIMEOUT", "SQLITE_LOCKED", "SQLITE_LOCKED_SHAREDCACHE"}
SAFE = {"GET", "HEAD", "OPTIONS"}
NOT_SENT_ON_PURPOSE = {"op_id", "csrfmiddlewaretoken"}

Given = ParamSpec("Given")
Result = TypeVar("Result")
Request = TypeVar("Request", bound=HttpRequest)


class Answered(Exception):  # noqa: N818  carries an answer out of a transaction that must not be kept
    """The view answered with a refusal: undo what it did, show what it said."""

    def __init__(self, response: HttpResponseBase) -> None:
        self.response = response
        super().__init__()


def is_transient(error: BaseException) -> bool:
    """Whether the database only asks us to come again: deadlock, serialization failure, or a file that is busy."""
    cause = error.__cause__ or error
    return getattr(cause, "sqlstate", None) in TRANSIENT or getattr(cause, "sqlite_errorname", None) in BUSY


def retrying(work: Callable[[], Result]) -> Result:
    """Run one whole transaction, again if the database asks for it, five times at most (TRUST N13).

    Inside somebody else's transaction there is nothing to repeat: the error goes up to whoever began it.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            return work()
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                return work()
        except OperationalError as error:
            if attempt == TRIES - 1 or not is_transient(error):
                raise
        time.sleep(FIRST_WAIT_SECONDS * 2**attempt * (0.5 + random.random()))  # noqa: S311  spreads a herd, guards nothing
    raise AssertionError("the last attempt returns or raises")


def settled(view: Callable[Concatenate[Request, Given], HttpResponseBase]) -> Callable[Concatenate[Request, Given], HttpResponseBase]:
    """A view whose saving may be repeated as it is (autosave: every field names its revision): one transaction, retried, no op_id."""

    @wraps(view)
    def in_one_transaction(request: Request, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponseBase:
        if request.method in SAFE:
            return view(request, *args, **kwargs)
        try:
            return retrying(lambda: _kept_or_undone(lambda: view(fresh(request), *args, **kwargs)))
        except Answered as refusal:
            return refusal.response

    return in_one_transaction


def once(view: Callable[Concatenate[Request, Given], HttpResponseBase]) -> Callable[Concatenate[Request, Given], HttpResponseBase]:
    """A view whose POST takes effect once, however often it is sent: the form carries `{% op_id %}`.

    The whole view runs in one transaction. A second sending of the same gets the first one's status and address without running the view;
    a different text under the same op_id is never answered with the old "saved" but with 409 and its words kept.
    """

    @wraps(view)
    def answered_once(request: Request, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponseBase:
        if request.method in SAFE:
            return view(request, *args, **kwargs)
        op_id = op_id_of(request)
        if op_id is None:
            return answers.sent_without_op_id(request)

        def attempt() -> HttpResponseBase:
            fresh(request)
            mine = StoredAnswer(account_id=account_of(request), op_id=op_id, seal=seal_of(request), at=at_of(request))
            try:
                with transaction.atomic():
                    mine.save(force_insert=True)
            except IntegrityError:
                first = StoredAnswer.objects.get(account_id=mine.account_id, op_id=op_id)
                return repeated(request, first, mine)
            response = _kept_or_undone(lambda: view(request, *args, **kwargs))
            mine.status = response.status_code
            mine.location = response.headers.get("Location") or response.headers.get("HX-Redirect") or ""
            mine.revision = response.headers.get("X-Revision", "")
            mine.save(update_fields=["status", "location", "revision"])
            return response

        try:
            return retrying(attempt)
        except Answered as refusal:
            return refusal.response

    return answered_once


def op_id_of(request: HttpRequest) -> UUID | None:
    """The identifier that the form was made with, if it is one."""
    try:
        return UUID(request.POST.get("op_id", ""))
    except ValueError:
        return None


def account_of(request: HttpRequest) -> int:
    """Whose op_id it is; 0 for somebody who is not signed in."""
    return (getattr(request, "user", None) and request.user.pk) or 0


def at_of(request: HttpRequest) -> datetime:
    """The request's instant, as `web.clock.Clock` set it."""
    at: datetime = request.at  # type: ignore[attr-defined]
    return at


def seal_of(request: HttpRequest) -> bytes:
    """A keyed digest of where this was sent and what it says; line endings do not count, for a page shown again changes them."""
    parts = [request.path]
    for name, values in sorted(request.POST.lists()):
        if name not in NOT_SENT_ON_PURPOSE:
            parts += [name, *(value.replace("\r\n", "\n").strip() for value in values)]
    for name, file in sorted(request.FILES.items()):
        parts += [name, str(getattr(file, "name", "")), str(getattr(file, "size", ""))]
    return hmac.digest(settings.SECRET_KEY.encode(), "\0".join(parts).encode(), hashlib.sha256)


def fresh(request: Request) -> Request:
    """Make a request ready for another attempt: files from their start, no message twice."""
    for file in request.FILES.values():
        file.seek(0)  # type: ignore[union-attr]
    queued: list[Any] = getattr(get_messages(request), "_queued_messages", [])
    queued.clear()
    return request


def repeated(request: HttpRequest, first: StoredAnswer, again: StoredAnswer) -> HttpResponseBase:
    """What a second sending gets: the first one's answer, or a warning when it says something else."""
    if not hmac.compare_digest(bytes(first.seal), bytes(again.seal)):
        return answers.sent_before_with_other_words(request)
    if first.location:
        return answers.onward(request, first.location, status=first.status)
    return answers.saved_before(request, first.at)


def was_saved(request: HttpRequest) -> bool:
    """Whether the form behind this request took effect, for pages that must say so after a failure."""
    op_id = op_id_of(request)
    return op_id is not None and StoredAnswer.objects.filter(account_id=account_of(request), op_id=op_id, status__gt=0).exists()


def purge(at: datetime) -> int:
    """Forget answers older than a day; the job that calls this lies above this room."""
    return StoredAnswer.objects.filter(at__lt=at - KEEP).delete()[0]


def _kept_or_undone(view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Run the view; an answer of 400 or more undoes what it did."""
    response = view()
    if response.status_code >= 400:
        raise Answered(response)
    return response
