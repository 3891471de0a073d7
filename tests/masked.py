"""What a page and its statements are without what changes from one request to the next: for tests that nothing tells of a record."""

from __future__ import annotations

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

MOMENT = re.compile(r"'\d{4}-\d\d-\d\d \d\d:\d\d:[\d.+:]+'(::timestamptz)?")
"""The session is looked up by the clock of the wall."""
REFERENCE = re.compile(r"\b[NAEF]-[2-9A-Z]{8}\b")


def masked(page: str) -> str:
    """A page without tokens and clock."""
    page = re.sub(r'(name="(?:csrfmiddlewaretoken|op_id)"[^>]*value|X-CSRFToken": ")="?[^"]*"?', "", page)
    return re.sub(r"\b\d\d:\d\d\b", "", page)


def asked_at(client: Client, address: str) -> tuple[int, str, list[str]]:
    """Status, page and statements of an address, with the reference in it masked (TRUST T32)."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    statements = [REFERENCE.sub("REF", MOMENT.sub("", one["sql"])) for one in asked]
    return answer.status_code, REFERENCE.sub("REF", masked(answer.content.decode())), statements
