"""How every door answers: page or fragment, saved, refused, in conflict, signed out. Words that were sent are never lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from cadenza.objections import OutOfStep, Refused, Unseen
from cadenza.web.revisions import Clash, Conflict, Revised, base_of

NOTICE: Final = "#notice"
METHODS: Final = ("GET", "HEAD", "POST")
"""No door knows any other (ASVS 4.1.4)."""
FILE_LIKE = re.compile(r"\.(?:css|m?js|map|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|otf|pdf|zip|php|aspx?|xml)/?$", re.IGNORECASE)
SECRETS = re.compile(r"password|secret|token|otp", re.IGNORECASE)
CARRIED = re.compile(r"^(?:op_id|base-.*|dismissed-.*)$")


def is_htmx(request: HttpRequest) -> bool:
    """Whether a fragment is wanted. A page restored from history is a whole one."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, partial: str = "", status: int = 200
) -> HttpResponse:
    """The whole page, or only its named part (`{% partialdef %}`) for an HTMX request: one address, two sizes."""
    name = f"{template}#{partial}" if partial and is_htmx(request) else template
    return render(request, name, dict(context or {}), status=status)


def onward(request: HttpRequest, to: str, *, status: int = 303) -> HttpResponse:
    """Go on to an address after a POST; an HTMX request is told to load it as a page."""
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    return HttpResponse(status=status if 300 <= status < 400 else 303, headers={"Location": to})


def notice(request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int) -> HttpResponse:
    """A fragment for the notice place above the content, whatever the request wanted to replace: what was typed stays on the page."""
    response = render(request, template, dict(context or {}), status=status)
    response["HX-Retarget"] = NOTICE
    response["HX-Reswap"] = "innerHTML show:#notice:top"
    return response


def saved(
    request: HttpRequest,
    *,
    row: Revised,
    fields: Iterable[str],
    at: datetime,
    prefix: str = "",
    more: Sequence[tuple[Revised, Iterable[str], str]] = (),
    extra: SafeString | str = "",
    location: str = "",
) -> HttpResponse:
    """The answer to an autosave: "Saved 14:03" and fresh bases of the fields that were saved; a plain form gets 303 back.

    `prefix` is the form's; `more` names further rows saved together as (row, fields, prefix); `extra` is a rendered fragment with hints.
    """
    rows = [(row, fields, prefix), *more]
    if is_htmx(request):
        bases = [fresh_base(one, field, its_prefix) for one, its_fields, its_prefix in rows for field in its_fields]
        response = render(request, "web/saved.html", {"saved_at": at, "bases": bases, "extra": extra})
    else:
        response = HttpResponseRedirect(location or request.path, status=303)
    response["X-Revision"] = str(row.saves)
    return response


def fresh_base(row: Revised, field: str, prefix: str = "") -> dict[str, str]:
    """Name, id and value of the hidden input by which a page says what it has seen of a field."""
    return {"id": base_id(row, field), "name": base_name(field, prefix), "value": base_of(row, field)}


def base_id(row: Revised, field: str) -> str:
    """The same on the page and in the answer to an autosave, so that the answer can replace it."""
    return f"base-{row._meta.model_name}-{row.pk}-{field}"


def base_name(field: str, prefix: str = "") -> str:
    """Beside the field `goal-1-outcome` lies `base-goal-1-outcome`."""
    return f"base-{prefix}-{field}" if prefix else f"base-{field}"


def saved_before(request: HttpRequest, at: datetime) -> HttpResponse:
    """The answer to a second sending of something that was saved and led nowhere."""
    if not is_htmx(request):
        return HttpResponseRedirect(request.path, status=303)
    response = render(request, "web/saved_before.html", {"saved_at": at})
    response["HX-Reswap"] = "none"
    return response


def sent_without_op_id(request: HttpRequest) -> HttpResponse:
    """A form without its op_id was not made by this application."""
    return (
        render(request, "400.html", {"bare": True}, status=400)
        if not is_htmx(request)
        else notice(request, "web/notices/400.html", status=400)
    )


def sent_before_with_other_words(request: HttpRequest) -> HttpResponse:
    """The same form was saved already, with other words: neither lost nor saved unasked, but shown with a new op_id."""
    if is_htmx(request):
        return notice(request, "web/notices/sent_before.html", {"op_id": uuid4()}, status=409)
    return kept_words(request, status=409, reason="sent-before")


def signed_out(request: HttpRequest) -> HttpResponse:
    """The session is over: 401 with the words kept, in the page for HTMX, in a form to send again for a plain POST; a GET goes to sign-in."""
    sign_in = sign_in_url(request)
    if is_htmx(request):
        return notice(request, "web/notices/401.html", {"sign_in": sign_in}, status=401)
    if request.method in {"GET", "HEAD"}:
        back = urlencode({"next": request.get_full_path()}, safe="/")
        return HttpResponseRedirect(f"{sign_in}?{back}" if request.path != "/" else sign_in)
    return kept_words(request, status=401, reason="signed-out")


def sign_in_url(request: HttpRequest) -> str:
    """Where one signs in."""
    try:
        return reverse(settings.LOGIN_URL)
    except NoReverseMatch:
        return str(settings.LOGIN_URL)


def kept_words(request: HttpRequest, *, status: int = 401, reason: str = "signed-out", **more: Any) -> HttpResponse:
    """A page with everything that was typed and a "Send again" button under it. It exists only as the answer to this one POST.

    Passwords are never shown again: a form that holds one is not offered a second time.
    """
    sent = sent_words(request)
    if reason == "sent-before":
        sent = [(name, str(uuid4()) if name == "op_id" else value) for name, value in sent]
    context = {"reason": reason, "sign_in": sign_in_url(request), **to_send_again(request, sent), **more}
    return render(request, "web/kept_words.html", context, status=status)


def to_send_again(request: HttpRequest, sent: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """What `web/words_again.html` needs: prose to be read, the rest carried along unseen, and a token that is good now."""
    return {
        "words": [{"name": name, "value": value, "rows": rows_for(value)} for name, value in sent if is_prose(name, value)],
        "carried": [(name, value) for name, value in sent if not is_prose(name, value)],
        "again": request.get_full_path() if sent and not any(SECRETS.search(name) for name, _value in sent) else "",
        "had_files": bool(sent and request.FILES),
        "csrf": get_token(request),
    }


def sent_words(request: HttpRequest) -> list[tuple[str, str]]:
    """Name and value of everything that a POST carried, but its CSRF token; nothing when it cannot be read."""
    try:
        fields = request.POST.lists()
    except (UnreadablePostError, RequestDataTooBig, TooManyFieldsSent, MultiPartParserError):
        return []
    return [(name, value) for name, values in fields for value in values if name != "csrfmiddlewaretoken"]


def is_prose(name: str, value: str) -> bool:
    """Whether a sent value is something that a person may want to read again; the rest travels hidden."""
    return not CARRIED.match(name) and ("\n" in value or " " in value.strip() or len(value) > 40)


def rows_for(value: str) -> int:
    """A height in which a text can be read."""
    return min(12, max(2, value.count("\n") + len(value) // 70 + 1))


def in_conflict(request: HttpRequest, error: Conflict) -> HttpResponse:
    """409 with both texts and "Keep mine, Keep theirs, Keep both"."""
    names = {clash.name or posted_name(request, clash.field): clash for clash in error.clashes}
    rows = [{"clash": clash, "name": name, "label": clash.label} for name, clash in names.items()]
    if is_htmx(request):
        return notice(request, "web/notices/409.html", {"rows": rows}, status=409)
    choices = [{"keep": keep, "fields": with_choice(request, names, keep)} for keep in ("mine", "theirs", "both")]
    context = {"rows": rows, "choices": choices, "again": request.get_full_path(), "csrf": get_token(request)}
    return render(request, "409.html", context, status=409)


def posted_name(request: HttpRequest, field: str) -> str:
    """The name that a field has in the form, prefix included, as far as it can be told from what was sent."""
    ends = f"-{field}"
    return next((name for name in request.POST if name == field or (name.endswith(ends) and not name.startswith("base-"))), field)


def with_choice(request: HttpRequest, clashes: Mapping[str, Clash], keep: str) -> list[tuple[str, str]]:
    """The sent fields as they must be sent again once a choice is made; a new op_id, for this is a new wish."""
    fields = []
    for name, value in sent_words(request):
        of = name.removeprefix("base-")
        if name == "op_id":
            fields.append((name, str(uuid4())))
        elif of not in clashes:
            fields.append((name, value))
        elif name == of:
            fields.append((name, getattr(clashes[of], keep)))
        else:
            fields.append((name, clashes[of].base))
    return fields


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """422 with every sentence, for a view that did not put them beside its fields; 409 where the thing has moved on meanwhile."""
    status = 409 if isinstance(error, OutOfStep) else 422
    if is_htmx(request):
        return notice(request, "web/notices/422.html", {"objections": error.objections}, status=status)
    if request.method == "POST":
        return kept_words(request, status=status, reason="refused", objections=error.objections)
    return render(request, "422.html", {"objections": error.objections}, status=status)


def not_found(request: HttpRequest) -> HttpResponse:
    """404: one answer for what does not exist and for what this reader may not see, to the byte (TRUST 0.6)."""
    request.nowhere = True  # type: ignore[attr-defined]  # the navigation marks no entry: the address must not show through
    if is_htmx(request):
        return notice(request, "web/notices/404.html", status=404)
    return render(request, "404.html", status=404)


def not_allowed(request: HttpRequest, methods: str) -> HttpResponse:
    """405 as a page that can be read."""
    response = notice(request, "web/notices/405.html", status=405) if is_htmx(request) else render(request, "405.html", status=405)
    response["Allow"] = methods
    return response


def fragment(request: HttpRequest, template: str, context: Mapping[str, Any] | None = None) -> SafeString:
    """A rendered part, to hand to `saved(extra=...)`."""
    return SafeString(render_to_string(template, dict(context or {}), request=request))


class HouseAnswers:
    """Innermost middleware: turns the house's ways to say no into answers, and gives bare refusals of a method their page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if FILE_LIKE.search(request.path_info):
            raise Http404  # a page under a file's name would be kept by a cache on the way (TRUST T22)
        if request.method not in METHODS:
            return not_allowed(request, ", ".join(METHODS))
        response = self.get_response(request)
        if response.status_code == 405 and isinstance(response, HttpResponse) and not response.content:
            return not_allowed(request, response.headers.get("Allow", ""))
        return response

    def process_view(self, request: HttpRequest, view: object, args: object, named: object) -> None:
        """Refuse a NUL anywhere: nobody types one, and PostgreSQL takes none in text (TRUST T34). The body has been read for its token."""
        sent = [request.path_info, *_values(request.GET), *_values(request.POST)]
        if any("\0" in text for text in sent):
            raise BadRequest("NUL")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """The three ways to say no, and the conflict; everything else is Django's to handle."""
        if isinstance(exception, Unseen):
            return not_found(request)
        if isinstance(exception, Refused):
            return refused(request, exception)
        if isinstance(exception, Conflict):
            return in_conflict(request, exception)
        return None


def _values(sent: QueryDict) -> Iterator[str]:
    for name, values in sent.lists():
        yield name
        yield from values
