"""The hints under one field: read in memory from what the form holds at this moment, written nowhere (COACH-3)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.forms.boundfield import BoundField
from django.urls import reverse

from cadenza.practice.dismissals import hidden_name, packed, sent_with, unpacked
from cadenza.practice.hint_rules import MOST_SHOWN, TITLES, answered_by, open_findings
from cadenza.practice.models import Coached
from cadenza.web.revisions import as_text
from cadenza.wording import LIMIT, Finding, Flaw, Kind, ThreeE

SIBLINGS = ("date", "measure", "applied", "e3")
"""Other fields of a form that the coach knows: what answers the question when, how one can tell, where a course is used; kind of action."""


@dataclass(frozen=True)
class Hints:
    """One text with what is around it in its form, by value."""

    name: str
    """The text field's name in its form; the ids of the fragment are built from it."""
    text: str
    kind: Kind
    e3: ThreeE | None = None
    date: str = ""
    measure: str = ""
    applied: str = ""
    dismissed: frozenset[Flaw] = frozenset()
    autosaved: bool = False
    """Whether the form may be sent at any moment: then the button works without a script too."""
    silent: bool = False
    """Whether HR has silenced the coach about this kind of text (HR-3)."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Sibling -> its field's name, for the next request."""

    @property
    def too_long(self) -> bool:
        return len(self.text) > LIMIT

    @property
    def found(self) -> list[tuple[str, Finding]]:
        """At most three open findings, each with its name in a few words."""
        if self.too_long or self.silent:
            return []
        answered = answered_by(dated=bool(self.date.strip()), measured=bool(self.measure.strip()), applied=bool(self.applied.strip()))
        found = open_findings(self.text, self.kind, self.e3, answered=answered, dismissed=self.dismissed)
        return [(TITLES[one.flaw], one) for one in found[:MOST_SHOWN]]

    @property
    def context(self) -> dict[str, Any]:
        """For `practice/hints.html`, the fragment under the field."""
        return {"hints": self, "hidden": hidden_name(self.name), "packed": packed(self.text, self.dismissed), "limit": LIMIT}

    @property
    def asks(self) -> dict[str, str]:
        """What the page needs to ask again by itself: where, when, which fields, as HTMX's attributes."""
        given = {"kind": self.kind.value, "text_in": self.name, **({"autosaved": "yes"} if self.autosaved else {})}
        given |= {f"{which}_in": name for which, name in self.names.items()}
        heard = [f"input changed delay:800ms from:#id_{self.name}", "again", *(f"change from:#id_{name}" for name in self.names.values())]
        sent = [self.name, hidden_name(self.name), *self.names.values(), *given]
        return {
            "post": reverse("coach-hints"),
            "trigger": ", ".join(heard),
            "params": ",".join(dict.fromkeys(sent)),
            "vals": json.dumps(given),
        }


def hints_under(bound: BoundField, kind: str, *, row: Coached | None, autosaved: bool, siblings: Mapping[str, BoundField]) -> Hints:
    """The hints of a form's field as the page opens: what was dismissed comes with what was sent, or from the row of the text."""
    text = as_text(bound.value())
    sent = sent_with(bound.form, bound.name)
    kept = row.dismissed_in(bound.name) if row is not None and sent is None else frozenset()
    values = {which: as_text(one.value()) for which, one in siblings.items()}
    return Hints(
        name=bound.html_name,
        text=text,
        kind=Kind(kind),
        e3=three_e(values.pop("e3", "")),
        dismissed=sent if sent is not None else kept,
        autosaved=autosaved,
        silent=False,
        names={which: one.html_name for which, one in siblings.items()},
        **values,
    )


def hints_asked(sent: Mapping[str, str], *, silent: Collection[Kind] = ()) -> Hints | None:
    """The hints of what a page sends while somebody types; None when it names no kind of text that the coach reads.

    About a kind that HR has silenced nothing is found (HR-3).

    `text` and each sibling may lie under a name of their own, given in `text_in`, `date_in` and so on.
    """
    names = {which: name for which in ("text", *SIBLINGS) if (name := plain_name(sent.get(f"{which}_in", "")))}
    values = {which: sent.get(names.get(which, which), "") for which in ("text", *SIBLINGS)}
    kind, e3, name = sent.get("kind", ""), three_e(values.pop("e3")), names.pop("text", "text")
    if kind not in set(Kind) or (kind == Kind.THREE_E_ACTION and e3 is None):
        return None
    dismissed = unpacked(sent.get(hidden_name(name), ""), values["text"])
    return Hints(
        name=name,
        kind=Kind(kind),
        e3=e3,
        dismissed=dismissed,
        autosaved=sent.get("autosaved") == "yes",
        silent=Kind(kind) in silent,
        names=names,
        **values,
    )


def three_e(text: str) -> ThreeE | None:
    """The kind of action that is meant, if it is one."""
    return ThreeE(text) if text in set(ThreeE) else None


def plain_name(text: str) -> str:
    """A field's name that can stand in ids and selectors; anything else counts as not given."""
    known = text.isascii() and text.replace("-", "").replace("_", "").isalnum() and len(text) <= 100
    return text if known else ""
