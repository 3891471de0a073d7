"""Reference pages that follow from the code: `settings.md` from the settings that are read, `rulebook.md` from the rules' own words.

`cadenza docs` writes them; a test fails when a page and the code differ. Source files are parsed, not imported, so that the pages hold
what is written there and no value of this machine. The states of a formal plan are drawn from their table, which is pure.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cadenza.improvement.rules import MOVES, WHO_SEES, State

SOURCE = Path(__file__).parent
RULE_ID = re.compile(r"\b(?:TRUST [A-Z]?\d[\d.]*|[A-Z]{2,9}-\d+[a-z]?)\b")
"""DOMAIN's ids such as PLAN-2, and TRUST's paragraphs and threats such as TRUST T23 or TRUST 1.5."""
READERS = {"setting", "yes_or_no", "whole_number"}
"""The functions of settings.py through which every variable is read."""
OBJECTION_CALLS = {"objection", "Objection"}


@dataclass(frozen=True)
class Refusal:
    """One objection that a rule may raise."""

    code: str
    words: str
    line: int


@dataclass
class Entry:
    """One limit, table or function of a room's rules."""

    room: str
    module: str
    name: str
    kind: str
    text: str
    value: str = ""
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def rules(self) -> list[str]:
        return sorted(set(RULE_ID.findall(self.text)), key=_in_order)


def pages() -> dict[str, str]:
    """File name below docs/ -> text."""
    return {
        "reference/settings.md": settings_page(),
        "reference/rulebook.md": rulebook_page(),
        "reference/formal-plan.md": formal_plan_page(),
    }


# Settings


def settings_read() -> list[tuple[str, str, str]]:
    """Name, default as written, meaning: every variable that settings.py reads, in its order."""
    tree = ast.parse((SOURCE / "settings.py").read_text(encoding="utf-8"))
    by_name = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in READERS
    ]
    calls = [call for call in by_name if isinstance(call.args[0], ast.Constant)]
    found: list[tuple[str, str, str]] = []
    for call in sorted(calls, key=lambda node: node.lineno):
        name, meaning = str(ast.literal_eval(call.args[0])), str(ast.literal_eval(call.args[2]))
        found.append((name, _default(call.args[1]), meaning))
        if any(keyword.arg == "secret" for keyword in call.keywords):
            found.append((f"{name}_FILE", "", f"File that holds {name}."))
    return found


def _default(node: ast.expr) -> str:
    """The default as an operator would write it; an expression over DATA becomes a path below CADENZA_DATA."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    return re.sub(r"\bf?str\(|[f'\"{}()]|\bstr\b", "", ast.unparse(node).replace(" / ", "/").replace("DATA", "CADENZA_DATA"))


def settings_page() -> str:
    """The table of environment variables."""
    lines = [
        "# Settings",
        "",
        "Everything is set in the environment. A variable that begins with `CADENZA_` and is not in this table stops the start with a hint, and",
        "so does a value that cannot be read. A secret may lie in a file instead, named by the variable that ends in `_FILE`.",
        "",
        "This page is written by `cadenza docs`.",
        "",
        "| Variable | Default | What it does |",
        "|---|---|---|",
    ]
    lines += [f"| `{name}` | {f'`{default}`' if default else ''} | {_cell(meaning)} |" for name, default, meaning in settings_read()]
    return "\n".join(lines) + "\n"


# Rulebook


def rule_files() -> list[Path]:
    """Every module of rules, in the order of the rooms' names."""
    return sorted(SOURCE.glob("*/*rules.py"))


def entries() -> Iterator[Entry]:
    """Limits, tables and functions of all rules, in the order in which they are written."""
    for path in rule_files():
        room, module = path.parent.name, path.stem
        body = ast.parse(path.read_text(encoding="utf-8")).body
        for node, after in zip(body, [*body[1:], None], strict=True):
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield Entry(room, module, node.name, "function", ast.get_docstring(node) or "", refusals=list(refusals_in(node)))
            elif (name := _constant(node)) and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
                value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
                simple = ast.unparse(value) if isinstance(value, ast.Constant | ast.Tuple) else ""
                yield Entry(room, module, name, "limit", str(after.value.value), value=simple)


def _constant(node: ast.stmt) -> str:
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target if isinstance(node, ast.AnnAssign) else None
    return target.id if isinstance(target, ast.Name) and target.id.isupper() and not target.id.startswith("_") else ""


def refusals_in(tree: ast.AST) -> Iterator[Refusal]:
    """Objections that are built below a node, with their code and words as written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OBJECTION_CALLS and node.args:
            code, *rest = node.args
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                words = [part.value for part in ast.walk(rest[0]) if isinstance(part, ast.Constant)] if rest else []
                yield Refusal(code.value, str(words[-1]) if words else "", node.lineno)


def rulebook_page() -> str:
    """Each rule as the code states it, by room, with an index by its id."""
    found = list(entries())
    index: dict[str, list[str]] = {}
    for entry in found:
        for rule in entry.rules:
            index.setdefault(rule, []).append(f"`{entry.room}.{entry.name}`")
    lines = [
        "# Rulebook",
        "",
        "What the application refuses, warns of and computes, in the words of the code. This page is written by `cadenza docs`.",
        "",
    ]
    lines += ["## By rule", "", "| Rule | Where it is kept |", "|---|---|"]
    lines += [f"| {rule} | {', '.join(dict.fromkeys(index[rule]))} |" for rule in sorted(index, key=_in_order)]
    room = ""
    for entry in found:
        if entry.room != room:
            room = entry.room
            lines += ["", f"## {room.capitalize()}"]
        title = f"`{entry.name}` = `{entry.value}`" if entry.value else f"`{entry.name}`"
        lines += ["", f"### {title}", "", *_paragraphs(entry.text)]
        if entry.refusals:
            lines += ["", "| Code | Says |", "|---|---|"]
            lines += [
                f"| `{code}` | {_cell(words)} |"
                for code, words in dict.fromkeys((refusal.code, refusal.words) for refusal in entry.refusals)
            ]
    return "\n".join(lines) + "\n"


# The formal plan's states


def formal_plan_page() -> str:
    """Who may take a formal plan from which state where, drawn from the one table that decides it (PIP-8)."""
    lines = [
        "# States of a formal plan",
        "",
        "Drawn from `improvement.rules.MOVES` by `cadenza docs`. What is not in the table cannot happen; it is answered with 409.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        f"    [*] --> {_node(State.DRAFT)}",
    ]
    lines += [f"    {_node(state)} --> {_node(move.to)}: {act}" for (state, act), move in MOVES.items() if move.to is not state]
    lines += ["```", "", "| State | Act | Leads to | Whose it is |", "|---|---|---|---|"]
    for state in State:
        for (one, act), move in MOVES.items():
            if one is state:
                lines.append(f"| {state} | {act} | {move.to} | {', '.join(sorted(move.by))} |")
    lines += ["", "## Who reads which entry", "", "| Entry | Read by |", "|---|---|"]
    lines += [f"| {kind} | {', '.join(sorted(parts))} |" for kind, parts in WHO_SEES.items()]
    return "\n".join([*lines, ""])


def _node(state: State) -> str:
    return state.value.replace("-", "_")


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def _in_order(rule: str) -> tuple[str, int, str]:
    """PLAN-2 before PLAN-10."""
    digits = re.search(r"\d+", rule)
    return (rule[: digits.start()] if digits else rule, int(digits.group()) if digits else 0, rule)
