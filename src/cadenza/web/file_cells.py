"""Cleans single cells: text as it was meant, dates, numbers, addresses; and dresses cells for going out. Knows no columns. Pure."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

# What nobody sees: zero-width spaces, soft hyphens, and signs that turn the reading direction (TRUST T35).
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]"
)
JOINERS = re.compile("[\u200c\u200d]")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
FORMULA = re.compile(r"[=@]|[+\-](?![\d\s.,(])", re.ASCII)
MARKUP = re.compile(r"<\s*[a-zA-Z/!?]|&(?:[a-z]{2,8}|#\d{1,6});")
FIRST_SIGNS_OF_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
NOTHING = frozenset(
    {"-", "--", "–", "—", ".", "n/a", "na", "#n/a", "none", "null", "nil", "nan", "undefined", "(blank)", "(none)", "(empty)", "?"}
)


class Oddity(StrEnum):
    """What a cell carried that its reader would not expect; the text is kept, less what cannot be seen."""

    HIDDEN = "hidden-characters"
    LINE_BREAK = "line-break"
    FORMULA = "looks-like-formula"
    MARKUP = "looks-like-markup"


@dataclass(frozen=True, slots=True)
class Clean:
    """A cell's text and what was odd about it."""

    text: str
    oddities: frozenset[Oddity] = frozenset()


NOTHING_ODD: frozenset[Oddity] = frozenset()


def cleaned(raw: str, *, one_line: bool = True) -> Clean:
    """The cell's text: composed accents (NFC), nothing unseen, trimmed; line breaks become spaces unless they may stay.

    A cell that looks like a formula or like markup is kept literally and named; nothing ever evaluates it (TRUST T14, T15).
    """
    if raw.isascii() and raw.isprintable():
        text = raw.strip()
        return Clean(" ".join(text.split()) if one_line and "  " in text else text, _looks(text))
    text = LINE_ENDS.sub("\n", unicodedata.normalize("NFC", raw).strip())
    bare = CONTROLS.sub("", UNSEEN.sub("", text).replace("\t", " "))
    bare = JOINERS.sub(lambda found: found.group() if _joins(bare, found.start()) else "", bare)
    odd = set(_looks(bare.strip()))
    if len(bare) != len(text):
        odd.add(Oddity.HIDDEN)
    bare = bare.strip()
    if one_line:
        if "\n" in bare:
            odd.add(Oddity.LINE_BREAK)
        bare = " ".join(bare.split())
    else:
        bare = "\n".join(" ".join(part.split()) for part in bare.split("\n"))
    return Clean(bare, frozenset(odd) if odd else NOTHING_ODD)


def _joins(text: str, at: int) -> bool:
    """A zero-width joiner means something between letters of Arabic and Indic scripts, and inside an emoji; elsewhere it only hides."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return (
        bool(before and after)
        and unicodedata.category(before) in {"Lo", "Mn", "Mc", "So", "Sk"}
        and unicodedata.category(after) in {"Lo", "Mn", "So", "Lm"}
    )


def _looks(text: str) -> frozenset[Oddity]:
    if not text:
        return NOTHING_ODD
    odd = set()
    if FORMULA.match(text):
        odd.add(Oddity.FORMULA)
    if ("<" in text or "&" in text) and MARKUP.search(text):
        odd.add(Oddity.MARKUP)
    return frozenset(odd) if odd else NOTHING_ODD


def is_nothing(text: str) -> bool:
    """Whether a cell says in words that it is empty: a dash, n/a, null."""
    return not text or text.casefold() in NOTHING


def address(raw: str) -> str:
    """An e-mail address as it is compared: compatibility forms folded, everything unseen gone, lower case, without `mailto:` and brackets."""
    text = raw
    if not (raw.isascii() and raw.isprintable()):
        text = CONTROLS.sub("", JOINERS.sub("", UNSEEN.sub("", unicodedata.normalize("NFKC", raw))))
    text = text.strip().strip("'\"").strip()
    if text.endswith(">") and "<" in text:
        text = text[text.rindex("<") + 1 : -1].strip()
    if text[:7].casefold() == "mailto:":
        text = text[7:]
    return text.strip().rstrip(",;").lower()


ADDRESS = re.compile(
    r"[^\s@<>()\[\],;:\\\"]{1,64}@(?=[^@\s]{1,253}\Z)[a-z0-9\u00a1-\uffff](?:[a-z0-9\u00a1-\uffff-]{0,61}[a-z0-9\u00a1-\uffff])?"
    r"(?:\.[a-z0-9\u00a1-\uffff](?:[a-z0-9\u00a1-\uffff-]{0,61}[a-z0-9\u00a1-\uffff])?)*"
)


def is_address(text: str) -> bool:
    """Whether this can be an e-mail address. Bounded work however long the text is (T33)."""
    return len(text) <= 254 and ".." not in text and bool(ADDRESS.fullmatch(text)) and not text.startswith(".") and ".@" not in text


# --- dates -----------------------------------------------------------------------------------------------------------------------


class DateOrder(StrEnum):
    """How 03/04/2026 is read."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


class BadDate(ValueError):  # noqa: N818  reads as what happened
    """No calendar has this date."""


class UnclearDate(ValueError):  # noqa: N818  reads as what happened
    """Day and month cannot be told apart."""


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero",
            "feb february februar février febrero",
            "mar march märz mars marzo",
            "apr april avril abril",
            "may mai mayo",
            "jun june juni juin junio",
            "jul july juli juillet julio",
            "aug august août agosto",
            "sep sept september septembre septiembre",
            "oct october okt oktober octobre octubre",
            "nov november novembre noviembre",
            "dec december dez dezember décembre diciembre",
        ),
        start=1,
    )
    for name in names.split()
}
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?", re.ASCII)
TWO_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[T ,]\s*\d{1,2}:\d{2}.*)?", re.ASCII)
DAY_NAME_YEAR = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+([^\W\d_]{3,10})\.?,?[\s-]+(\d{4})")
NAME_DAY_YEAR = re.compile(r"([^\W\d_]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
SERIAL = re.compile(r"[1-9]\d{4}(?:\.\d+)?", re.ASCII)
NO_END = frozenset({dt.date(9999, 12, 31), dt.date(2999, 12, 31), dt.date(9999, 1, 1), dt.date(2099, 12, 31)})
EARLIEST, LATEST = 1900, 2150


def order_shown_by(texts: Iterable[str]) -> DateOrder | None:
    """Which order the dates of a whole column prove; None when none does, or when they contradict each other."""
    seen: set[DateOrder] = set()
    for text in texts:
        found = TWO_NUMBERS.fullmatch(text.strip()) if text else None
        if found is None or found.group(2) == ".":
            continue
        first, second = int(found.group(1)), int(found.group(3))
        if first > 12 >= second:
            seen.add(DateOrder.DAY_FIRST)
        elif second > 12 >= first:
            seen.add(DateOrder.MONTH_FIRST)
    return seen.pop() if len(seen) == 1 else None


def as_date(text: str, order: DateOrder | None = None) -> dt.date | None:
    """The date that a cell means; None for an empty one and for the systems' "no end" dates. Raises BadDate or UnclearDate."""
    if is_nothing(text):
        return None
    if len(text) > 60:
        raise BadDate(text[:60])
    year, month, day = _parts(text, order)
    try:
        made = dt.date(year, month, day)
    except ValueError as error:
        raise BadDate(text) from error
    if made in NO_END:
        return None
    if not EARLIEST <= made.year <= LATEST:
        raise BadDate(text)
    return made


def _parts(text: str, order: DateOrder | None) -> tuple[int, int, int]:
    if found := YEAR_FIRST.fullmatch(text) or COMPACT.fullmatch(text):
        return int(found.group(1)), int(found.group(2)), int(found.group(3))
    if found := TWO_NUMBERS.fullmatch(text):
        first, sign, second, year = int(found.group(1)), found.group(2), int(found.group(3)), int(found.group(4))
        if sign == "." or (first > 12 >= second) or first == second:
            return year, second, first
        if second > 12 >= first:
            return year, first, second
        if first > 12:
            raise BadDate(text)
        if order is None:
            raise UnclearDate(text)
        return (year, second, first) if order is DateOrder.DAY_FIRST else (year, first, second)
    if (found := DAY_NAME_YEAR.fullmatch(text)) and (month := MONTHS.get(found.group(2).casefold())):
        return int(found.group(3)), month, int(found.group(1))
    if (found := NAME_DAY_YEAR.fullmatch(text)) and (month := MONTHS.get(found.group(1).casefold())):
        return int(found.group(3)), month, int(found.group(2))
    if SERIAL.fullmatch(text):  # a spreadsheet's own count of days, when its cell lost the date format
        counted = dt.date(1899, 12, 30) + dt.timedelta(days=int(float(text)))
        return counted.year, counted.month, counted.day
    raise BadDate(text)


# --- numbers and switches --------------------------------------------------------------------------------------------------------

NUMBER = re.compile(r"([+\-−]?)([0-9.,'’\s]{1,30})([kKmM]?)\s?(%?)")
CURRENCY = re.compile(r"^[€$£¥]\s?|\s?[€$£¥]$")
YES = frozenset({"yes", "y", "true", "t", "1", "x", "✓", "✔", "critical", "ja", "oui", "si", "sí", "high"})
NO = frozenset({"no", "n", "false", "f", "0", "-", "nein", "non"})


def as_number(text: str) -> tuple[str, str] | None:
    """A figure as (plain decimal text, unit found beside it: "%" or a currency sign); None when the cell holds words.

    Reads 1,234.5 and 1.234,5 and 1 234,5 alike. A single comma before exactly three digits groups thousands; a single point never does,
    so "1,5" and "0.250" keep their meaning. k and m multiply.
    """
    if len(text) > 40:
        return None
    sign = CURRENCY.search(text)
    unit = sign.group().strip() if sign else ""
    found = NUMBER.fullmatch(CURRENCY.sub("", text.strip()).strip())
    if found is None or not any(c.isdigit() for c in found.group(2)):
        return None
    digits = re.sub(r"[\s'’]", "", found.group(2))
    plain = _without_groups(digits)
    if plain is None:
        return None
    minus = "-" if found.group(1) in {"-", "−"} else ""
    power = {"k": 3, "m": 6}.get(found.group(3).lower(), 0)
    return minus + _shifted(plain, power), found.group(4) or unit


def _without_groups(digits: str) -> str | None:
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        decimal = "." if digits.rindex(".") > digits.rindex(",") else ","
        group = "," if decimal == "." else "."
        if digits.count(decimal) > 1:
            return None
        return digits.replace(group, "").replace(decimal, ".")
    sign = "," if commas else "."
    if commas + points > 1:
        parts = digits.split(sign)
        return "".join(parts) if all(len(p) == 3 for p in parts[1:]) and 1 <= len(parts[0]) <= 3 else None
    if commas:
        whole, part = digits.split(",")
        return whole + part if len(part) == 3 and whole not in {"", "0"} else f"{whole or '0'}.{part or '0'}"
    if digits.startswith("."):
        return f"0{digits}"
    return digits.rstrip(".") or None


def _shifted(plain: str, power: int) -> str:
    whole, _, part = plain.partition(".")
    part = part.ljust(power, "0")
    whole, part = (whole + part[:power]).lstrip("0") or "0", part[power:].rstrip("0")
    return f"{whole}.{part}" if part else whole


def as_switch(text: str) -> bool | None:
    """Yes or no; None when the cell says neither."""
    folded = text.casefold()
    return True if folded in YES else False if folded in NO else None


# --- going out -------------------------------------------------------------------------------------------------------------------


def disarmed(cell: str) -> str:
    """A cell that no spreadsheet evaluates: what begins like a formula gets a leading quote (TRUST T14)."""
    return f"'{cell}" if cell.startswith(FIRST_SIGNS_OF_A_FORMULA) else cell


def csv_of(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A CSV text for download: disarmed cells, RFC 4180 quoting, CRLF, with a byte order mark so that spreadsheets read it as UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in (header, *rows):
        writer.writerow([disarmed(str(cell)) for cell in row])
    return "\ufeff" + out.getvalue()
