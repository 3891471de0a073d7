"""Papers: a dated, paged, tagged PDF from plain words. What people typed goes in as data and can never become markup (PIP-18, TRUST T15)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import typst
from django.http import HttpResponse
from django.utils.translation import get_language, gettext

SHEET = Path(__file__).with_name("paper.typ")
Facts = Sequence[tuple[str, str]]
"""(label, text); a text without a label stands alone."""


@dataclass(frozen=True)
class PaperEntry:
    """One dated thing in a section: its heading, and what is said of it."""

    heading: str
    facts: Facts


@dataclass(frozen=True)
class Section:
    """A part of a paper."""

    heading: str
    words: str = ""
    entries: Sequence[PaperEntry] = ()


@dataclass(frozen=True)
class Paper:
    """What is printed. `footer` stands on every page, beside the page's number of all pages."""

    title: str
    footer: str
    facts: Facts
    sections: Sequence[Section]


def pdf_of(paper: Paper, *, at: datetime) -> bytes:
    """The paper as PDF/UA-1: tagged, with its language and title. Fonts are the compiler's own and the machine's where it has them.

    A sign that no font here can draw would make the standard refuse the whole; then the same paper comes tagged, without the seal of the
    standard, for a record that cannot be printed helps nobody.
    """
    language = (get_language() or "en").partition("-")[0]
    data = json.dumps({**asdict(paper), "language": language, "page": gettext("Page")}, ensure_ascii=False)
    try:
        return _compiled(data, at, ["ua-1"])
    except typst.TypstError:
        return _compiled(data, at, [])


def _compiled(data: str, at: datetime, standards: list[typst.PDFStandard]) -> bytes:
    made = typst.compile(
        SHEET.read_bytes(),
        format="pdf",
        sys_inputs={"data": data},
        pdf_standards=standards,
        timestamp=at.replace(microsecond=0),
        font_paths=_fonts(),
    )
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    """Looked for once: reading a machine's fonts takes longer than setting a page."""
    return typst.Fonts()


def as_download(content: bytes, name: str) -> HttpResponse:
    """A PDF under a neutral name, always saved and never shown inside a page."""
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'})
