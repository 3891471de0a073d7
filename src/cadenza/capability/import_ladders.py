"""Reads the cells of an import that name a capability in force and one of its levels (CAP-1, DATA-4)."""

from __future__ import annotations

from collections import defaultdict

from cadenza.capability.models import Capability, Level
from cadenza.capability.rules import NAME_LENGTH, VersionState
from cadenza.objections import N_
from cadenza.web.file_cells import as_number
from cadenza.web.file_lines import SHOWN_LENGTH, LineReader
from cadenza.web.file_mappings import plain


class Ladders:
    """Capabilities in force by their names, alone or behind their family and framework, and their levels by number and name."""

    def __init__(self) -> None:
        self.named: defaultdict[str, set[int]] = defaultdict(set)
        self.numbers: defaultdict[int, set[int]] = defaultdict(set)
        self.level_names: dict[tuple[int, str], int] = {}
        self.names: dict[int, str] = {}
        in_force = Level.objects.filter(version__state=VersionState.PUBLISHED)
        for pk, name, family, framework in Capability.objects.filter(pk__in=in_force.values("capability")).values_list(
            "pk", "name", "family", "framework__name"
        ):
            self.names[pk] = name
            for path in ((name,), (family, name), (framework, name), (framework, family, name)):
                self.named[_path(path)].add(pk)
        for pk, number, name in in_force.values_list("capability_id", "number", "name"):
            self.numbers[pk].add(number)
            if name:
                self.level_names[pk, plain(name)] = number

    def find(self, text: str, role: str) -> set[int]:
        """Which capabilities a cell may mean. Of several, the one in the family called like the role is meant."""
        found = self.named.get(_path(text.split("/")), set())
        return self.named.get(_path((role, text)), found) & found or found if len(found) > 1 else found


def _path(parts: tuple[str, ...] | list[str]) -> str:
    return "/".join(plain(part) for part in parts)


def capability_in(reader: LineReader, ladders: Ladders, role: str, *, needed: bool = True) -> int:
    """The capability that the cell names; 0 when it is blank or refused."""
    text = reader.text("capability", 3 * NAME_LENGTH, needed=needed)
    found = ladders.find(text, role) if text else set()
    if text and not found:
        reader.refuse(
            "capability",
            "unknown-capability",
            N_("“%(text)s” is in no published framework. Import the framework first."),
            text=text[:SHOWN_LENGTH],
        )
    elif len(found) > 1:
        reader.refuse(
            "capability",
            "ambiguous-capability",
            N_("Several capabilities are called “%(text)s”. Write family and name, such as Developer/%(text)s."),
            text=(text or "")[:SHOWN_LENGTH],
        )
    return min(found, default=0)


def level_in(reader: LineReader, column: str, ladders: Ladders, capability: int, *, needed: bool = True) -> int | None:
    """The level, by its number or by its name on the capability's own ladder; None when it is blank or refused."""
    text = reader.text(column, SHOWN_LENGTH, needed=needed)
    if text is None or not capability:
        return None
    figure = as_number(text.lower().removeprefix("level").removeprefix("milestone").strip().lstrip("l"))
    number = int(figure[0]) if figure and figure[0].isdigit() else ladders.level_names.get((capability, plain(text)))
    known = ladders.numbers[capability]
    if number is None or number not in known:
        reader.refuse(
            column,
            "level-not-on-ladder",
            N_("“%(text)s” is no level of this capability. Its levels run from %(low)d to %(high)d."),
            text=text,
            low=min(known),
            high=max(known),
        )
        return None
    return number
