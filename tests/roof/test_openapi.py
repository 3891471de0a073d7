"""The description for programs is that of the addresses which are there (INTERFACES 7)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from tests.cast import Cast

from cadenza.people.models import Person
from cadenza.practice.api import MOST_LINES

METHODS = ("get", "post", "put", "patch", "delete")
LINES = "application/x-ndjson"


def routes(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, before + str(one.pattern))
        else:
            yield before + str(one.pattern)


def fits(answer: Any, schema: dict[str, Any]) -> bool:
    """Has all that the schema requires, and nothing that it does not know."""
    return set(schema["required"]) <= set(answer) <= set(schema["properties"])


@pytest.mark.django_db
def test_the_description_agrees_with_the_addresses_and_with_what_they_answer(cast: Cast, sign_in: Callable[[Person], Client]) -> None:
    document = Client().get("/api/v1/openapi.json").json()
    paths, schemas = document["paths"], document["components"]["schemas"]
    programs = {route for route in routes(get_resolver().url_patterns) if route.startswith("/api/")}
    assert programs == {path for path in paths if path.startswith("/api/")}

    me = sign_in(cast.engineer)
    for path, operations in paths.items():
        assert resolve(path), path
        taken = {method for method in METHODS if getattr(me, method)(path).status_code != 405}
        assert taken == set(operations), path

    text = {"id": 1, "kind": "three_e_action", "e3": "education", "text": "Attend a course. " * 400}
    answer = me.post("/api/v1/coach/check", f"{json.dumps(text)}\nnonsense", content_type=LINES)
    found, unreadable = (json.loads(line) for line in answer.content.splitlines())
    assert fits(text, schemas["Text"]) and fits(found, schemas["Findings"]) and fits(unreadable, schemas["Unreadable"])
    assert all(fits(one, schemas["Findings"]["properties"]["findings"]["items"]) for one in found["findings"]) and found["findings"]
    assert fits(me.get("/readyz").json(), schemas["Ready"])

    statuses = paths["/api/v1/coach/check"]["post"]["responses"]
    refused = [
        me.post("/api/v1/coach/check", b"\xff", content_type=LINES),
        me.post("/api/v1/coach/check", "\n" * (MOST_LINES + 1), content_type=LINES),
        me.post("/api/v1/coach/check", {"text": "x"}),
    ]
    assert [one.status_code for one in refused] == [400, 413, 415]
    assert all(fits(one.json(), schemas["Refusal"]) and str(one.status_code) in statuses for one in refused)
    assert str(Client().post("/api/v1/coach/check", "{}", content_type=LINES).status_code) in statuses


@pytest.mark.django_db
def test_every_part_that_the_description_refers_to_is_in_it() -> None:
    document = Client().get("/api/v1/openapi.json").json()
    parts = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}

    def references(value: Any) -> Iterator[str]:
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
            yield from [inner] if key == "$ref" else references(inner)

    assert set(references(document)) == parts
