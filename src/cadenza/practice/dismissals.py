"""How dismissed hints travel: in a hidden field beside their text, bound to the very words that they were dismissed for (COACH-3)."""

from __future__ import annotations

from collections.abc import Iterable

from django.forms import BaseForm
from django.utils.crypto import constant_time_compare, salted_hmac

from cadenza.practice.hint_rules import known_flaws
from cadenza.web.revisions import as_text
from cadenza.wording import Flaw

LONGEST = 400
"""Characters: a mark and every flaw there is, with room to spare."""
BUTTON = "dismiss"
"""The button of a hint, where no script is at hand: its value is the field's name and the flaw's."""


def hidden_name(field: str) -> str:
    """Beside the field `goal-1-outcome` lies `dismissed-goal-1-outcome`."""
    return f"dismissed-{field}"


def packed(text: str, flaws: Iterable[Flaw]) -> str:
    """The hidden field's value: a mark of the text, and the flaws dismissed in it."""
    return ".".join([_mark(text), *sorted(flaws)])


def unpacked(value: str, text: str) -> frozenset[Flaw]:
    """The flaws that were dismissed in this very text; none when the text has changed since, or the value is no such thing."""
    mark, *names = value[:LONGEST].split(".")
    return known_flaws(names) if constant_time_compare(mark, _mark(text)) else frozenset()


def sent_with(form: BaseForm, name: str) -> frozenset[Flaw] | None:
    """What was dismissed in a field of a sent form; None where the form carries no such answer."""
    sent = form.add_prefix(name)
    if not form.is_bound or hidden_name(sent) not in form.data or sent not in form.data:
        return None
    found = unpacked(str(form.data[hidden_name(sent)]), str(form.data[sent]))
    field, _, flaw = str(form.data.get(BUTTON, "")).partition(" ")
    return found | known_flaws([flaw]) if field == sent else found


def _mark(text: str) -> str:
    return salted_hmac("cadenza.practice.dismissals", as_text(text)).hexdigest()[:16]
