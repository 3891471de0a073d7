"""The coach for programs: JSON lines in, JSON lines out, the same as `cadenza coach check` (COACH-4, INTERFACES 5)."""

from __future__ import annotations

import json
from typing import Final

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.web.numbers import whole
from cadenza.wording.lines import Answer, answer_lines

MOST_BYTES: Final = 1024 * 1024
MOST_LINES: Final = 2_000
"""So that one request never holds a worker for more than a few seconds; whoever has more sends several."""
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
LINES = "application/x-ndjson; charset=utf-8"


@signed_in
@require_POST
def check(request: HouseRequest) -> HttpResponse:
    """Findings for each line of the body, in its order; a line that cannot be read is answered with its number and why.

    Nothing is written, logged or counted: the texts live as long as the request.
    """
    if request.content_type in FORMS:
        return refused(415, "Send JSON lines, one text a line, as application/x-ndjson.")
    if (whole(request.META.get("CONTENT_LENGTH", ""), digits=11) or 0) > MOST_BYTES:
        return refused(413, f"Send at most {MOST_BYTES} bytes at a time.")
    try:
        lines = request.body.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError:
        return refused(400, "Send the lines in UTF-8.")
    if len(lines) > MOST_LINES + 1:
        return refused(413, f"Send at most {MOST_LINES} lines at a time.")
    said = "".join(f"{answered(one)}\n" for one in answer_lines(lines))
    return HttpResponse(said.encode("utf-8", "replace"), content_type=LINES)


def answered(one: Answer) -> str:
    """One line of the answer."""
    return one.line if one.line is not None else json.dumps({"line": one.number, "error": one.error})


def refused(status: int, why: str) -> HttpResponse:
    """A refusal of the whole body, as one JSON document."""
    return HttpResponse(json.dumps({"error": why}), status=status, content_type="application/json")
