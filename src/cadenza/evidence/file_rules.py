"""Which files may stand beside evidence, told by their bytes, and what is taken out of pictures first. Pure."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cadenza.objections import N_, Objection, Refused, objection
from cadenza.people.rules import Coded

MEGABYTE = 1024 * 1024
MOST_BYTES = 5 * MEGABYTE
"""Of one file. Source: TRUST T25; a page of a report or a picture of a board is far below."""
MOST_OF_A_PERSON = 100 * MEGABYTE
"""All files beside one person's evidence."""
MOST_PIXELS = 50_000_000
"""Of a picture, so that opening it does no harm to whoever does."""
LONGEST_NAME = 120


class FileKind(Coded):
    """What a file is, by its content. Everything else is refused: archives, office files with macros, SVG, HTML, programs."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpg"
    TEXT = "txt"


ENDINGS: Mapping[str, FileKind] = {
    "pdf": FileKind.PDF,
    "png": FileKind.PNG,
    "jpg": FileKind.JPEG,
    "jpeg": FileKind.JPEG,
    **dict.fromkeys(("txt", "md", "csv", "log"), FileKind.TEXT),
}
SERVED_AS: Mapping[FileKind, str] = {
    FileKind.PDF: "application/pdf",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
    FileKind.TEXT: "text/plain; charset=utf-8",
}

PNG_SIGN = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs"})
"""The parts of a PNG that make its picture; texts, times, places, profiles and EXIF are none of them."""
FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""JPEG markers that say how large the picture is."""
JPEG_KEPT = frozenset({*range(0xC0, 0xD0), 0xDB, 0xDD} - {0xC8})
"""Segments of a JPEG that make its picture: frames, tables, restarts. What cameras and programs add is none of them."""
SCAN, END, JFIF, ADOBE = 0xDA, 0xD9, 0xE0, 0xEE
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")

UNREADABLE = objection("file-damaged", N_("This file is damaged or not what its name says. Save it anew and try again."), where="file")


@dataclass(frozen=True)
class CleanFile:
    """A file as it will be kept."""

    kind: FileKind
    name: str
    data: bytes


def clean_file(name: str, data: bytes) -> CleanFile:
    """The file as it may be kept; raises Refused with what would be accepted. Rule: TRUST T25, R5. Source: [O] evidence from delivery.

    The name must end as the content says. Pictures lose everything but the picture: where it was taken, by what, when.
    """
    shown = plain_name(name)
    kind = ENDINGS.get(shown.rpartition(".")[2].lower()) if "." in shown else None
    _refuse(objections_to_file(kind, data))
    assert kind is not None
    if kind is FileKind.PNG:
        data = b"".join(_picture_of_png(data))
    elif kind is FileKind.JPEG:
        data = b"".join(_picture_of_jpeg(data))
    return CleanFile(kind, shown, data)


def plain_name(name: str) -> str:
    """A name to be shown: without a path, without signs that steer a terminal or turn the writing round. Rule: TRUST T25, T35."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(sign for sign in last if sign.isprintable()).strip(" .")
    stem, dot, ending = shown.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}" if dot and len(ending) < 10 else shown[:LONGEST_NAME]


def objections_to_file(kind: FileKind | None, data: bytes) -> list[Objection]:
    """Why a file is not taken: its kind, its size, or content that its name does not promise. Rule: TRUST T25."""
    if kind is None:
        return [
            objection(
                "file-of-another-kind", N_("Choose a PDF, a PNG or JPEG picture, or plain text. Anything else: put a link."), where="file"
            )
        ]
    if not data:
        return [objection("file-empty", N_("This file is empty."), where="file")]
    if len(data) > MOST_BYTES:
        return [
            objection(
                "evidence-file-too-large",
                N_("Choose a file of at most %(most)d MB, or put a link."),
                where="file",
                most=MOST_BYTES // MEGABYTE,
            )
        ]
    fits = {
        FileKind.PDF: data.startswith(b"%PDF-") and b"%%EOF" in data[-1024:],
        FileKind.PNG: data.startswith(PNG_SIGN),
        FileKind.JPEG: data.startswith(b"\xff\xd8\xff"),
        FileKind.TEXT: _is_plain_text(data),
    }[kind]
    return [] if fits else [UNREADABLE]


def objections_to_room(*, used: int, size: int) -> list[Objection]:
    """Why no more files fit beside a person's evidence. Rule: TRUST T25, T33."""
    if used + size <= MOST_OF_A_PERSON:
        return []
    message = N_("There are %(most)d MB of files beside this evidence already, which is the limit. Put a link instead.")
    return [objection("files-full", message, where="file", most=MOST_OF_A_PERSON // MEGABYTE)]


def _refuse(found: list[Objection]) -> None:
    if found:
        raise Refused(found)


def _is_plain_text(data: bytes) -> bool:
    """UTF-8 without control signs that does not begin as a page, a drawing or a script would."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not CONTROL.search(text) and not text.lstrip().startswith(("<", "#!", "%PDF", "%!"))


def _picture_of_png(data: bytes) -> Iterator[bytes]:
    """The chunks that make the picture. What follows its end is not taken along; a chunk whose sum is wrong refuses the whole."""
    yield PNG_SIGN
    at, first = len(PNG_SIGN), True
    while True:
        length = int.from_bytes(data[at : at + 4])
        kind, body, end = data[at + 4 : at + 8], data[at + 8 : at + 8 + length], at + 12 + length
        if end > len(data) or zlib.crc32(kind + body) != int.from_bytes(data[end - 4 : end]) or first != (kind == b"IHDR"):
            _refuse([UNREADABLE])
        if first:
            _refuse(_too_many(int.from_bytes(body[:4]), int.from_bytes(body[4:8])))
        if kind in PNG_KEPT:
            yield data[at:end]
        elif kind[:1].isupper():
            _refuse([UNREADABLE])  # a part that a reader must understand, and nobody does
        if kind == b"IEND":
            return
        at, first = end, False


def _picture_of_jpeg(data: bytes) -> Iterator[bytes]:
    """The segments that make the picture, to its end mark. The frame, the scans and the tables; of the heads JFIF's and Adobe's alone."""
    yield data[:2]
    at, framed, scanned = 2, False, False
    while True:
        while data[at : at + 2] == b"\xff\xff":
            at += 1
        mark, length = data[at + 1 : at + 2], int.from_bytes(data[at + 2 : at + 4])
        if data[at : at + 1] != b"\xff" or not mark:
            _refuse([UNREADABLE])
        code = mark[0]
        if code == END:
            if not (framed and scanned):
                _refuse([UNREADABLE])
            yield b"\xff\xd9"
            return
        end = at + 2 + length
        if length < 2 or end > len(data):
            _refuse([UNREADABLE])
        segment = data[at:end]
        if code in FRAMES:
            _refuse(_too_many(int.from_bytes(segment[5:7]), int.from_bytes(segment[7:9])))
            framed = True
        if code == SCAN:
            end, scanned = _end_of_scan(data, end), True
            segment = data[at:end]
        if code in JPEG_KEPT or code == SCAN or (code == ADOBE and segment[4:9] == b"Adobe"):
            yield segment
        elif code == JFIF and segment[4:9] == b"JFIF\x00" and length >= 16:
            yield b"\xff\xe0\x00\x10" + segment[4:16] + b"\x00\x00"  # without the small picture inside the head
        at = end


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the next mark stands behind a scan's own bytes."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            _refuse([UNREADABLE])
        code = data[at + 1]
        if code and code != 0xFF and not 0xD0 <= code <= 0xD7:
            return at
        at += 2 if code != 0xFF else 1


def _too_many(width: int, height: int) -> list[Objection]:
    if 0 < width * height <= MOST_PIXELS:
        return []
    return [
        objection(
            "picture-too-large", N_("Choose a picture of at most %(most)d million pixels."), where="file", most=MOST_PIXELS // 1_000_000
        )
    ]
