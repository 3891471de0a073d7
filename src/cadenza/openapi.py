"""What programs may call, as an OpenAPI document: written by hand, for there is little of it (INTERFACES 7). A test holds it against the URLs."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from cadenza.practice.api import MOST_BYTES, MOST_LINES
from cadenza.wording import LIMIT, Flaw, Kind, ThreeE


@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    """The same for everybody: it says how to ask, and nothing about anybody."""
    return JsonResponse(document())


def document() -> dict[str, Any]:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Cadenza",
            "version": "1",
            "description": "For programs. All else is pages for people. docs/reference/coach-api.md has examples.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": {
            "/api/v1/coach/check": {"post": _coach_check()},
            "/api/v1/openapi.json": {"get": _says("describe", "This document.", {"application/json": {"schema": {"type": "object"}}})},
            "/healthz": {"get": _says("live", "The process answers.", {"text/plain": {"schema": {"const": "ok\n"}}})},
            "/readyz": {"get": _ready()},
            "/.well-known/security.txt": {
                "get": _says("securityContact", "Whom to tell about a flaw (RFC 9116).", {"text/plain": {"schema": {"type": "string"}}})
            },
        },
        "components": {
            "securitySchemes": {
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "__Host-session",
                    "description": "Of somebody who signed in. The demo calls it session.",
                },
                "csrf": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "X-CSRFToken",
                    "description": "The value of the cookie __Host-csrf, sent beside it. The demo calls the cookie csrf.",
                },
            },
            "schemas": _schemas(),
        },
    }


def _says(name: str, what: str, content: dict[str, Any]) -> dict[str, Any]:
    return {"operationId": name, "summary": what, "security": [], "responses": {"200": {"description": what, "content": content}}}


def _ready() -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Ready"}}}
    found = _says("ready", "Requests can be served.", content)
    found["responses"]["503"] = {"description": "Not now; the answer names what is missing.", "content": content}
    return found


def _coach_check() -> dict[str, Any]:
    refused = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    lines = "application/x-ndjson"
    return {
        "operationId": "checkTexts",
        "summary": "What the writing coach finds in each text. Nothing that is sent is kept, logged or counted.",
        "description": f"JSON lines, one text a line: at most {MOST_BYTES} bytes and {MOST_LINES} lines. The answer has a line for each, in order.",
        "security": [{"session": [], "csrf": []}],
        "requestBody": {"required": True, "content": {lines: {"schema": {"$ref": "#/components/schemas/Text"}}}},
        "responses": {
            "200": {
                "description": "A line for each line, the unreadable ones included.",
                "content": {lines: {"schema": {"oneOf": [{"$ref": f"#/components/schemas/{one}"} for one in ("Findings", "Unreadable")]}}},
            },
            "400": {"description": "The body is not UTF-8.", "content": refused},
            "401": {"description": "Nobody is signed in."},
            "403": {"description": "The CSRF token is missing or wrong."},
            "404": {"description": "The account belongs to nobody in the organisation."},
            "413": {"description": "Too many bytes or lines; nothing was read.", "content": refused},
            "415": {"description": "The body is a form.", "content": refused},
        },
    }


def _schemas() -> dict[str, Any]:
    text, whole = {"type": "string"}, {"type": "integer", "minimum": 0}
    flaw = {"type": "string", "enum": [str(one) for one in Flaw]}
    anything = {"description": "Anything; it comes back as it was."}
    return {
        "Text": _object(
            {
                "id": anything,
                "kind": {"type": "string", "enum": [str(one) for one in Kind]},
                "e3": {"type": "string", "enum": [str(one) for one in ThreeE], "description": "With three_e_action alone."},
                "text": text | {"description": f"Read as far as {LIMIT} characters."},
            },
            optional=("id", "e3"),
        ),
        "Findings": _object(
            {
                "id": anything,
                "flaws": {"type": "array", "items": flaw},
                "findings": {
                    "type": "array",
                    "items": _object({"flaw": flaw, "words": text, "start": whole, "end": whole, "why": text, "better": text}),
                },
                "truncated": {"const": True},
            },
            optional=("truncated",),
        ),
        "Unreadable": _object({"line": {"type": "integer", "minimum": 1}, "error": text}),
        "Refusal": _object({"error": text}),
        "Ready": _object({name: {"type": "boolean"} for name in ("ready", "database", "migrations", "jobs")}),
    }


def _object(properties: dict[str, Any], *, optional: Collection[str] = ()) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": [name for name in properties if name not in optional]}
