"""Which files stand beside evidence, and what is taken out of pictures (TRUST T25)."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadenza.evidence.file_rules import MEGABYTE, MOST_BYTES, MOST_OF_A_PERSON, FileKind, clean_file, objections_to_room, plain_name
from cadenza.objections import Refused

CANARY = b"zq51.5074N,0.1278Wqz"


def chunk(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*more: bytes, width: int = 2, height: int = 1, after: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * min(width, 9)) * min(height, 9))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(more) + chunk(b"IDAT", rows) + chunk(b"IEND") + after


def segment(mark: int, body: bytes) -> bytes:
    return b"\xff" + bytes([mark]) + struct.pack(">H", len(body) + 2) + body


def jpeg(*more: bytes, width: int = 4, height: int = 4, after: bytes = b"", fill: bytes = b"") -> bytes:
    frame = segment(0xC0, b"\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00")
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    head = segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01" + CANARY)
    return b"\xff\xd8" + head + b"".join(more) + segment(0xDB, b"\0" * 65) + fill + frame + scan + scan + b"\xff\xd9" + after


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n"


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("report.PDF", PDF, FileKind.PDF),
        ("board.png", png(), FileKind.PNG),
        ("board.jpg", jpeg(), FileKind.JPEG),
        ("board.jpeg", jpeg(fill=b"\xff\xff"), FileKind.JPEG),
        ("notes.md", "Über zwei Wochen:\n\t- 14 %\r\n".encode(), FileKind.TEXT),
        ("run.log", b"\xef\xbb\xbfone\ntwo", FileKind.TEXT),
    ],
)
def test_what_work_leaves_behind_is_taken(name: str, data: bytes, kind: FileKind) -> None:
    assert clean_file(name, data).kind is kind


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.pdf", b"", "file-empty"),
        ("big.txt", b"a" * (MOST_BYTES + 1), "evidence-file-too-large"),
        ("drawing.svg", SVG, "file-of-another-kind"),
        ("drawing.txt", SVG, "file-damaged"),
        ("page.html", b"<html>", "file-of-another-kind"),
        ("page.md", b"  <script>alert(1)</script>", "file-damaged"),
        ("page.png", b"<html><script>alert(1)</script>", "file-damaged"),
        ("report.pdf.exe", b"MZ", "file-of-another-kind"),
        ("report", PDF, "file-of-another-kind"),
        ("report.pdf", b"MZ" + PDF, "file-damaged"),
        ("report.pdf", b"%PDF-1.7 cut off", "file-damaged"),
        ("macro.docm", b"PK\x03\x04", "file-of-another-kind"),
        ("sheet.xlsx", b"PK\x03\x04", "file-of-another-kind"),
        ("bomb.zip", b"PK\x03\x04", "file-of-another-kind"),
        ("bomb.txt", b"PK\x03\x04", "file-damaged"),
        ("notes.txt", b"\xff\xfe\x00", "file-damaged"),
        ("run.txt", b"#!/bin/sh", "file-damaged"),
        ("board.png", png()[:-6], "file-damaged"),
        ("board.png", png(chunk(b"ABCD")), "file-damaged"),
        ("board.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT"), "file-damaged"),
        ("board.png", png(width=100_000, height=100_000), "picture-too-large"),
        ("board.jpg", jpeg()[:-2], "file-damaged"),
        ("board.jpg", jpeg()[:40], "file-damaged"),
        ("board.jpg", b"\xff\xd8\xff\xd9", "file-damaged"),
        ("board.jpg", b"\xff\xd8\xff\xe1\x00\x01", "file-damaged"),
        ("board.jpg", b"\xff\xd8\xff", "file-damaged"),
        ("board.jpg", jpeg(b"zz"), "file-damaged"),
        ("board.jpg", jpeg(width=60_000, height=60_000), "picture-too-large"),
        ("board.jpg", png(), "file-damaged"),
    ],
)
def test_everything_else_is_refused(name: str, data: bytes, code: str) -> None:
    """TRUST T25: polyglots, scripts in drawings, bombs, nothing, too much, names that lie."""
    with pytest.raises(Refused) as refused:
        clean_file(name, data)
    assert [one.code for one in refused.value.objections] == [code]


def test_a_picture_loses_where_it_was_taken() -> None:
    """TRUST T25: EXIF GPS, texts, what hangs behind the end."""
    parts = [chunk(b"eXIf", CANARY), chunk(b"tEXt", b"Author\0" + CANARY), chunk(b"iTXt", CANARY), chunk(b"tIME", b"\0" * 7)]
    kept = clean_file("board.png", png(*parts, after=b"PK\x03\x04" + CANARY)).data
    assert kept == png()
    heads = [segment(0xE1, b"Exif\0\0" + CANARY), segment(0xE2, CANARY), segment(0xED, CANARY), segment(0xFE, CANARY)]
    adobe = segment(0xEE, b"Adobe\0\x64\0\0\0\0\0")
    found = clean_file(
        "board.jpg", jpeg(*heads, adobe, segment(0xEE, CANARY), segment(0xE0, b"JFXX\0" + CANARY), after=b"<html>" + CANARY)
    ).data
    assert CANARY not in found and found.startswith(b"\xff\xd8\xff\xe0\x00\x10JFIF\0") and found.endswith(b"\xff\xd9") and adobe in found
    assert clean_file("board.jpg", found).data == found


@given(st.binary(max_size=200), st.sampled_from(["png", "jpg", "pdf", "txt"]))
def test_no_bytes_make_the_reader_stumble(data: bytes, ending: str) -> None:
    """T25: whatever comes, it is taken or refused."""
    for start in (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-"):
        try:
            clean_file(f"a.{ending}", start + data)
        except Refused:
            continue


@given(st.integers(2, 60), st.binary(min_size=1, max_size=3))
def test_a_picture_with_other_bytes_in_it_is_taken_or_refused(at: int, other: bytes) -> None:
    for whole, name in ((png(), "a.png"), (jpeg(), "a.jpg")):
        try:
            clean_file(name, whole[:at] + other + whole[at:])
        except Refused:
            continue


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\Sam\\board.png", "board.png"),
        ("a\r\nSet-Cookie: b.pdf", "aSet-Cookie: b.pdf"),
        ("gnp\u202eexe.pdf", "gnpexe.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("y" * 300, "y" * 120),
        (" .. ", ""),
    ],
)
def test_a_name_is_shown_without_paths_and_tricks(sent: str, shown: str) -> None:
    """TRUST T25, T35."""
    assert plain_name(sent) == shown


def test_there_is_room_for_so_much_and_no_more() -> None:
    """TRUST T25, T33."""
    assert objections_to_room(used=MOST_OF_A_PERSON - MEGABYTE, size=MEGABYTE) == []
    assert [one.code for one in objections_to_room(used=MOST_OF_A_PERSON, size=1)] == ["files-full"]
