"""Pages for what went wrong: generic, with a way on, and with the words that were sent (TRUST T19)."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_BAD_ORIGIN, REASON_BAD_REFERER, get_token
from django.template.loader import render_to_string

from cadenza.web import answers, ops

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 O 1 I L: a reference is read out on the telephone


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, and 413 for what is too much to read."""
    status = 413 if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent) else 400
    return bare(request, f"{status}.html", f"web/notices/{status}.html", status=status)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, for pages about no person only; about people the answer is 404."""
    if answers.is_htmx(request):
        return answers.notice(request, "web/notices/403.html", status=403)
    return HttpResponse(render_to_string("403.html", {}, request=request), status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: unknown addresses get what unseen things get."""
    return answers.not_found(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: says whether what was sent is saved, keeps it, and names a reference that the log names too."""
    reference = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(2))
    request.reference = reference  # type: ignore[attr-defined]  # the log line written after this answer reads it
    context: dict[str, Any] = {"reference": reference, "saved": "nothing-sent"}
    if request.method == "POST":
        context["saved"] = outcome_of(request)
        if not answers.is_htmx(request) and context["saved"] != "yes":
            context |= answers.to_send_again(request, answers.sent_words(request))
    return bare(request, "500.html", "web/notices/500.html", context, status=500)


def outcome_of(request: HttpRequest) -> str:
    """Whether a failed POST was saved: "yes", "no", or "unknown" when not even that can be found out."""
    try:
        return "yes" if ops.was_saved(request) else "no"
    except DatabaseError:
        return "unknown"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token has gone out of date: the words stay. What another site sent is not shown and not offered again."""
    get_token(request)  # sets the cookie, so that the next try carries a good one
    if answers.is_htmx(request):
        return answers.notice(request, "web/notices/csrf.html", status=403)
    if from_here(request, reason):
        return answers.kept_words(request, status=403, reason="token")
    return forbidden(request)


def from_here(request: HttpRequest, reason: str) -> bool:
    """Whether the form came from one of our own pages, as far as the browser can vouch for it."""
    if reason.startswith((REASON_BAD_ORIGIN.split("%", 1)[0], REASON_BAD_REFERER.split("%", 1)[0])):
        return False
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def bare(request: HttpRequest, whole: str, part: str, context: dict[str, Any] | None = None, *, status: int) -> HttpResponse:
    """An answer made without the shell: no database, no session, nothing that may be what has just failed."""
    htmx = answers.is_htmx(request)
    response = HttpResponse(render_to_string(part if htmx else whole, context or {}), status=status)
    if htmx:
        response["HX-Retarget"] = answers.NOTICE
        response["HX-Reswap"] = "innerHTML show:#notice:top"
    return response
