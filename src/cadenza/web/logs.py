"""Log lines that name what happened and where, and hold nothing that somebody wrote, no address and no secret link (TRUST T18, T20)."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from pathlib import PurePath
from traceback import walk_tb
from types import TracebackType

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*")
SECRET_PART = re.compile(r"(?<![\w-])[\w-]{20,}(?![\w.-]*\.py)(?![\w-])")
QUIET = ("django.db.backends", "django.template")
"""Their messages hold statements' values and templates' variables; only their level is of use in a log."""


class OneLine(logging.Formatter):
    """One record, one line: when, how grave, who says it, what; of an exception its kind and place, never its message."""

    def format(self, record: logging.LogRecord) -> str:
        said = "" if record.name.startswith(QUIET) else scrubbed(record.getMessage())
        parts = [datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"), record.levelname, record.name, said]
        reference = getattr(getattr(record, "request", None), "reference", "")
        if reference:
            parts.append(f"reference={reference}")
        if record.exc_info and record.exc_info[1] is not None:
            parts.append(" <- ".join(bare_lines(record.exc_info[1])))
        return " ".join(part for part in parts if part)


def scrubbed(message: str) -> str:
    """A message on one line, without e-mail addresses and without parts long enough to be a secret."""
    return SECRET_PART.sub("(withheld)", ADDRESS.sub("(address)", " ".join(message.split())))


def bare_lines(error: BaseException) -> list[str]:
    """An exception as kinds and places, innermost cause first. Its message is left out: databases quote rows in theirs."""
    lines: list[str] = []
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        kind = type(cause)
        lines.append(f"{kind.__module__}.{kind.__qualname__}: {places(cause.__traceback__)}")
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return lines


def places(traceback: TracebackType | None) -> str:
    """The road to an exception: file, line and function, outermost first, without source text and local variables."""
    steps = [
        f"{'/'.join(PurePath(frame.f_code.co_filename).parts[-3:])}:{line} {frame.f_code.co_name}" for frame, line in walk_tb(traceback)
    ]
    return " > ".join(steps)
