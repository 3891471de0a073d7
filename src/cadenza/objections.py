"""The house's words for "no": what rules answer with, what actions raise, and when a text is no answer. Standard library only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


def N_(message: str) -> str:  # noqa: N802  gettext's own name for "mark, do not translate"
    """Mark a sentence for translation and return it as it is; doors translate it with `web.words.say`."""
    return message


def N_n(one: str, many: str) -> tuple[str, str]:  # noqa: N802  the plural twin of N_
    """Mark a sentence with its plural; the parameter named `count` chooses between them."""
    return (one, many)


@dataclass(frozen=True)
class Objection:
    """One reason why something is refused (MUST) or deserves a second look (WARN).

    `code` is kebab-case and never changes after release. `message` is an untranslated sentence, or a pair from
    `N_n`, with %(name)s places filled from `values`. `where` names the field it belongs to ("" for the whole).
    """

    code: str
    message: str | tuple[str, str]
    where: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    warning: bool = False

    def __hash__(self) -> int:
        return hash((self.code, self.where))


def objection(code: str, message: str | tuple[str, str], *, where: str = "", warning: bool = False, **values: object) -> Objection:
    """Build an objection with its sentence's values as keywords."""
    return Objection(code, message, where, values, warning)


class Refused(Exception):  # noqa: N818  the house's word; doors read it as an answer, not as a failure
    """A rule said no. Doors show every objection: form fields, API 422 with codes, CLI exit 1."""

    def __init__(self, objections: Iterable[Objection]) -> None:
        self.objections = tuple(objections)
        super().__init__(", ".join(o.code for o in self.objections))


class OutOfStep(Refused):
    """The thing has moved on since the page was made, or this can never follow on that. Doors answer 409 and keep the words."""


class Unseen(Exception):  # noqa: N818
    """For this reader the thing does not exist. Doors answer 404, the same as for a thing that never was."""


def refuse_if(objections: Iterable[Objection]) -> None:
    """Raise Refused when any objection is more than a warning."""
    found = [o for o in objections if not o.warning]
    if found:
        raise Refused(found)


def says_something(text: str) -> bool:
    """Whether a text answers anything: one letter or digit at least, in any script. A dash or dots answer nothing. Rule REV-3."""
    return any(sign.isalnum() for sign in text)


def says_more_than(text: str, names: Iterable[str]) -> bool:
    """Whether a text says something besides one of these names: a capability's name, however written, is a label and no fact. Rule GAP-1."""
    words = _bare(text)
    return words != "" and words not in map(_bare, names)


def _bare(text: str) -> str:
    """The letters and digits of a text, whatever their case and whatever stands between them."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())
