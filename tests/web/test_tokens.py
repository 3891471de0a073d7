"""The colours keep the contrast that DESIGN section 2 promises, and the styles stay small and free of inline exceptions."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

import cadenza.web

SHEETS = Path(cadenza.web.__file__).parent / "static" / "web"
TEMPLATES = Path(cadenza.web.__file__).parents[1]
TOKENS = (SHEETS / "tokens.css").read_text(encoding="utf-8")

TEXT = [
    *[(ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("surface", "bg", "sunken")],
    *[
        (word, ground)
        for word in ("accent", "accent-hover", "blocked", "reset", "track", "done", "private", "formal")
        for ground in ("surface", "bg")
    ],
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("accent", "accent-tint"),
    ("ink", "accent-tint"),
    ("ink-2", "accent-tint"),
    ("track", "track-tint"),
    ("blocked", "blocked-tint"),
    ("ink", "blocked-tint"),
    ("on-blocked", "blocked"),
    ("reset", "reset-tint"),
    ("ink", "reset-tint"),
    ("private", "private-tint"),
    ("ink", "private-tint"),
    ("formal", "formal-tint"),
    ("ink", "formal-tint"),
    ("surface", "formal"),
]
EDGES = [
    ("edge", "surface"),
    ("edge", "bg"),
    ("accent", "sunken"),
    ("blocked", "bg"),
    ("private", "private-tint"),
    ("formal", "formal-tint"),
    ("focus-outer", "bg"),
    ("focus-outer", "surface"),
    ("focus-outer", "focus-inner"),
]


def palette(opening: str) -> dict[str, str]:
    block = TOKENS[TOKENS.index(opening) :]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block[: block.index("}")]))


PALETTES = {"light": palette(":root {"), "dark": palette('[data-theme="dark"] {'), "system dark": palette(":root:not([data-theme]) {")}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_every_text_can_be_read_on_every_ground_it_stands_on(theme: str, ink: str, ground: str) -> None:
    colours = PALETTES[theme]
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_every_edge_and_ring_can_be_seen(theme: str, edge: str, ground: str) -> None:
    colours = PALETTES[theme]
    assert contrast(colours[edge], colours[ground]) >= 3


def test_whoever_picks_dark_sees_what_a_dark_system_shows() -> None:
    assert PALETTES["dark"] == PALETTES["system dark"]


def test_the_ratios_of_the_design_guide_hold() -> None:
    """Spot values of DESIGN section 2, so that a change of a token is noticed even where it stays legible."""
    light, dark = PALETTES["light"], PALETTES["dark"]
    assert round(contrast(light["ink"], light["surface"]), 2) == 15.85
    assert round(contrast(light["edge"], light["bg"]), 2) == 3.86
    assert round(contrast(dark["accent"], dark["surface"]), 2) == 8.36


def test_components_use_roles_and_no_colour_of_their_own() -> None:
    app = (SHEETS / "app.css").read_text(encoding="utf-8")
    screen = app[: app.index("@layer print")]
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?![\w-])(?=[;\s,)])", re.sub(r"#notice", "", screen))


def test_directions_are_logical_so_that_right_to_left_needs_no_second_sheet() -> None:
    app = (SHEETS / "app.css").read_text(encoding="utf-8")
    assert not re.findall(r"(?:margin|padding|border)-(?:left|right)|text-align: (?:left|right)|(?<![\w-])(?:left|right):", app)


def test_the_styles_stay_under_twelve_kilobytes() -> None:
    assert sum(len(gzip.compress((SHEETS / name).read_bytes())) for name in ("tokens.css", "app.css")) < 12_000


def test_the_script_stays_under_six_kilobytes() -> None:
    assert len((SHEETS / "house.js").read_bytes()) < 6_144


def test_no_template_of_the_house_styles_or_scripts_inline() -> None:
    """TRUST 2.3: the policy forbids it, and the page would silently lose its look."""
    found = []
    for path in TEMPLATES.rglob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        if re.search(r"""\sstyle=|\son[a-z]+=["']|hx-on|<style|<script(?![^>]*\ssrc=)|javascript:|\|safe\b""", text):
            found.append(path.name)
    assert found == []
