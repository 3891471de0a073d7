"""What a report of an unhandled error holds: kinds and places, nothing that somebody wrote (TRUST T20). Imports no models: settings name it."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

from django.http import HttpRequest
from django.utils.html import escape

from cadenza.web.logs import bare_lines


class BareReporter:
    """What an error report holds: kinds and places. No POST, no files, no cookies, no local variables, no exception's own words."""

    html_template_path = Path(__file__)
    text_template_path = Path(__file__)

    def __init__(
        self,
        request: HttpRequest | None,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
        is_email: bool = False,
    ) -> None:
        self.request, self.error, self.is_email = request, exc_value, is_email

    def get_traceback_data(self) -> dict[str, Any]:
        return {"lines": self.lines()}

    def lines(self) -> list[str]:
        where = (
            f"{self.request.method} {getattr(self.request.resolver_match, 'view_name', '') or 'no view'}" if self.request else "no request"
        )
        reference = getattr(self.request, "reference", "")
        return [where, *([f"reference {reference}"] if reference else []), *(bare_lines(self.error) if self.error else [])]

    def get_traceback_text(self) -> str:
        return "\n".join(self.lines()) + "\n"

    def get_traceback_html(self) -> str:
        return f"<!doctype html><title>Error</title><pre>{escape(self.get_traceback_text())}</pre>"
