"""A form as somebody's browser holds it: what stands in its fields, what the page had seen of them, and what an answer puts in place of that.

Autosave sends the whole form each time, as HTMX does, and takes over from the answer only what is swapped out of band: never a field that
somebody may be typing in (DESIGN 6).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

from django.test import Client


class _Fields(HTMLParser):
    """Names and values of the controls inside the form that saves itself, as a browser would send them; or of all, for a fragment."""

    def __init__(self, *, fragment: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.inside = fragment
        self.values: dict[str, str] = {}
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = "data-autosave" in given
        name = given.get("name", "")
        if tag == "option" and self._select and ("selected" in given or self._select not in self.values):
            self.values[self._select] = given.get("value", "")
        if not self.inside or not name:
            return
        if tag == "textarea":
            self._area, self.values[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "input" and (given.get("type") not in {"radio", "checkbox"} or "checked" in given):
            self.values[name] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.values[self._area] = self.values[self._area].removeprefix("\n") if self._area else ""
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data


def fields_of(page: str, *, fragment: bool = False) -> dict[str, str]:
    """What a browser would send of a page's form that saves itself if nothing were touched. Raises ValueError where there is none."""
    reader = _Fields(fragment=fragment)
    reader.feed(page)
    if not reader.values:
        raise ValueError("no form on this page saves itself")
    return reader.values


@dataclass
class Sheet:
    """One person's open page with a form that saves itself."""

    client: Client
    path: str
    fields: dict[str, str] = field(default_factory=dict)

    def load(self) -> Sheet:
        """Open the page, or load it again."""
        self.fields = fields_of(self.client.get(self.path).content.decode())
        return self

    def save(self, **typed: str) -> Any:
        """Type into fields, whose hyphens are written as two underscores, and let the page save itself."""
        self.fields |= {name.replace("__", "-"): words for name, words in typed.items()}
        answer = self.client.post(self.path, self.fields, headers={"HX-Request": "true"})
        if answer.status_code == 200:
            for tag in re.findall(r"<input[^>]*hx-swap-oob[^>]*>", answer.content.decode()):
                self.fields |= fields_of(tag, fragment=True)
        return answer

    def choose(self, answer: Any, which: str) -> Sheet:
        """Press "Keep mine", "Keep theirs" or "Keep both" for every field in a conflict's panel."""
        panels = re.split(r'data-conflict="', answer.content.decode())[1:]
        for name, buttons in (panel.split('"', 1) for panel in panels):
            pressed = re.search(rf'<button[^>]*data-keep="{which}"[^>]*>', buttons)
            if pressed is not None:
                given = {key: unescape(value) for key, value in re.findall(r'([\w-]+)="([^"]*)"', pressed[0])}
                self.fields[f"base-{name}"] = given["data-base"]
                self.fields[name] = given.get("data-text", self.fields.get(name, ""))
        return self

    def keep(self, answer: Any, which: str) -> Any:
        """Choose, and let the page save itself again, as it does."""
        return self.choose(answer, which).save()
