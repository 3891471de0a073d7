"""Conventions of the house that no linter knows. Each test says in its message what to put right."""

import ast
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from cadenza import reference, settings
from cadenza.sealing import registry

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "cadenza"
DOORS = {"web/clock.py", "people/sessions.py", "cli.py", "demo/command.py", "bench/command.py"}
"""The only files that may read a clock; everything else is given `at`."""
READS_A_CLOCK = re.compile(r"timezone\.(now|localdate|localtime)\(|datetime\.(now|utcnow|today)\(|date\.today\(|\bNow\(\)|time\.time\(\)")
BANNED_IN_PYTHON = {
    "csrf_exempt": "every form is guarded (TRUST 2.3)",
    "mark_safe": "words of people are always escaped",
    ".extra(": "no hand-made SQL from values",
    "RawSQL": "no hand-made SQL from values",
    "filter(**request": "a reader's query never chooses columns",
    "filter(**dict(request": "a reader's query never chooses columns",
    "pickle": "stored values are read as plain JSON only",
    "django.contrib.admin": "a fifth door that asks no access (ARCHITECTURE 2)",
    "import signals": "news travels up through the trail",
    "django.dispatch": "news travels up through the trail",
}
BANNED_IN_TEMPLATES = {
    "|safe": "words of people are always escaped",
    "{% autoescape off": "words of people are always escaped",
    "hx-on": "the content security policy allows no inline script",
    ' style="': "the content security policy allows no inline style",
    "<style": "the content security policy allows no inline style",
    "javascript:": "the content security policy allows no inline script",
    "hx-vals='js:": "the content security policy allows no inline script",
    "http://": "nothing is loaded from or linked to elsewhere",
}
INLINE_HANDLER = re.compile(r"\son[a-z]+\s*=", re.IGNORECASE)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE)
MACHINE_PATH = re.compile(r"(?<![\w.$}/])/(?:work|root|home/\w+|Users/\w+|tmp/build)/")


def none_of(found: list[str], hint: str) -> None:
    """Fail with every finding on its own line; a bare assert would cut the list short."""
    if found:
        pytest.fail("\n".join([hint, *found]), pytrace=False)


def python_files() -> Iterator[tuple[str, str]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path.relative_to(SOURCE).as_posix(), path.read_text(encoding="utf-8")


def templates() -> Iterator[tuple[str, str]]:
    for path in sorted(SOURCE.rglob("templates/**/*")):
        if path.suffix in {".html", ".txt", ".svg"}:
            yield path.relative_to(SOURCE).as_posix(), path.read_text(encoding="utf-8")


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=False, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def without_docstrings_and_comments(text: str) -> str:
    """The code alone, so that a docstring may name what the code may not do."""
    return ast.unparse(_stripped(ast.parse(text)))


def _stripped(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [part for part in body if not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))] or [ast.Pass()]
    return tree


# Rules


def test_an_objection_code_belongs_to_one_room() -> None:
    """A code is what the API and the documentation name a refusal by; it never changes (ARCHITECTURE 5)."""
    rooms: dict[str, set[str]] = defaultdict(set)
    for path in reference.rule_files():
        for refusal in reference.refusals_in(ast.parse(path.read_text(encoding="utf-8"))):
            rooms[refusal.code].add(path.parent.name)
    none_of(
        [f"{code}: {', '.join(sorted(where))}" for code, where in rooms.items() if len(where) > 1],
        "give each room's refusal a code of its own",
    )


def test_objection_codes_are_kebab_case() -> None:
    codes = [
        refusal.code for path in reference.rule_files() for refusal in reference.refusals_in(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert [code for code in codes if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)] == []


def test_every_public_rule_names_its_id() -> None:
    nameless = [
        f"{entry.room}.{entry.module}.{entry.name}"
        for entry in reference.entries()
        if entry.kind == "function" and not entry.rules and "house arithmetic" not in entry.text.lower()
    ]
    none_of(nameless, 'name the rule (PLAN-2, TRUST T23) in the docstring, or write "House arithmetic."')


def test_rules_import_nothing_but_rules() -> None:
    """Import-linter knows modules named `rules`; this also covers `review_rules` and the like."""
    wrong = []
    for path in reference.rule_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else [name.name for name in node.names]
                if isinstance(node, ast.Import)
                else []
            )
            wrong += [
                f"{path.parent.name}/{path.name}: {name}"
                for name in names
                if name.split(".")[0] in {"django", "allauth"}
                or (
                    name.startswith("cadenza.")
                    and not name.endswith("rules")
                    and name not in {"cadenza.objections", "cadenza.people.calendars", "cadenza.wording"}
                )
            ]
    none_of(wrong, "a rule is a function of values")


# Pages that follow from the code


def test_every_setting_is_documented() -> None:
    documented = {name for name, _, _ in reference.settings_read()}
    assert documented == set(settings.KNOWN)


@pytest.mark.parametrize("name", ["reference/settings.md", "reference/rulebook.md", "reference/formal-plan.md"])
def test_a_generated_page_equals_the_code(name: str) -> None:
    page = ROOT / "docs" / name
    assert page.exists() and page.read_text(encoding="utf-8") == reference.pages()[name], "run: cadenza docs"


# Records


def test_every_personal_text_field_is_registered() -> None:
    models = [
        model
        for config in apps.get_app_configs()
        if config.name.startswith("cadenza.")
        for model in config.get_models(include_auto_created=True)
    ]
    none_of(list(registry.unregistered(models)), "name it in @personal_text(...) or @plain_text(...) above its model")


# Source


@pytest.mark.parametrize("banned", BANNED_IN_PYTHON)
def test_python_does_without(banned: str) -> None:
    found = [name for name, text in python_files() if banned in text and banned in without_docstrings_and_comments(text)]
    none_of(found, BANNED_IN_PYTHON[banned])


@pytest.mark.parametrize("banned", BANNED_IN_TEMPLATES)
def test_templates_do_without(banned: str) -> None:
    none_of([name for name, text in templates() if banned in text], BANNED_IN_TEMPLATES[banned])


def test_templates_hold_no_inline_script_or_handler() -> None:
    none_of(
        [name for name, text in templates() if INLINE_HANDLER.search(text) or INLINE_SCRIPT.search(text)],
        "the content security policy blocks it",
    )


def test_only_doors_read_the_clock() -> None:
    """DATA-1 and ARCHITECTURE 3: every action, access and record takes one aware instant from the door."""
    found = [name for name, text in python_files() if name not in DOORS and READS_A_CLOCK.search(without_docstrings_and_comments(text))]
    none_of(found, "take `at` as an argument; a door calls cadenza.web.clock.now()")


def test_no_day_is_taken_from_an_instant_without_a_zone() -> None:
    """TRUST N18: an instant is kept in UTC, and its `.date()` is the day in London; whose day it is has to be said (day_of, day_of_person)."""
    found = [
        name
        for name, text in python_files()
        if re.search(r"\b(?:at|\w+_at)\.date\(\)|__date(?:__|\b)", without_docstrings_and_comments(text))
    ]
    none_of(found, "take the day by cadenza.people.days")


def test_no_file_of_code_exceeds_six_hundred_lines() -> None:
    """A sign, not a law; the demo's words are data and may be as many as they are."""
    none_of(
        [f"{name}: {lines}" for name, text in python_files() if (lines := text.count("\n")) > 600 and not name.startswith("demo/")],
        "ask whether it is two",
    )


def test_no_drawers() -> None:
    drawers = {"utils", "helpers", "common", "misc", "lib", "core", "base", "shared"}
    assert [name for name, _ in python_files() if Path(name).stem in drawers or drawers & set(Path(name).parts[:-1])] == []


def test_every_module_opens_with_a_sentence() -> None:
    silent = [name for name, text in python_files() if text.strip() and not ast.get_docstring(ast.parse(text))]
    none_of(silent, "say in one sentence what lives there")


def test_no_path_of_a_machine_is_committed() -> None:
    found = []
    for path in tracked_files():
        if path.suffix in {".png", ".xlsx", ".gz", ".woff2"} or path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)}:{number}" for number, line in enumerate(text.splitlines(), 1) if MACHINE_PATH.search(line)]
    none_of(found, "write a path that is true on every machine")


# Words


TAG = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}", re.DOTALL)
TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
CODE = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
WORDY_ATTRIBUTE = re.compile(r'\s(?:title|alt|placeholder|aria-label|aria-description)="([^"]*)"')
ELEMENT = re.compile(r"<(script|style|kbd)\b.*?</\1>|<!--.*?-->|<!doctype[^>]*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]{2,}")
NOT_WORDS = {"nbsp", "middot", "mdash", "ndash", "hellip", "lt", "gt", "amp", "rarr", "larr", "times", "bull", "copy", "shy"}
NAME_OF_THE_PRODUCT = {"Cadenza"}


def untranslated(text: str) -> list[str]:
    """Words of a template that reach a reader without passing through gettext."""
    text = CODE.sub(" ", TRANSLATED.sub(" ", TAG.sub(" ", text)))
    shown = [ELEMENT.sub(" ", text), *WORDY_ATTRIBUTE.findall(text)]
    return [word for part in shown for word in WORD.findall(part) if word not in NOT_WORDS | NAME_OF_THE_PRODUCT]


def test_the_check_for_untranslated_words_sees_them() -> None:
    assert untranslated('<p title="Hello">{% translate "Yes" %} {{ name }} no</p>') == ["no", "Hello"]


def test_every_word_of_a_template_is_translated() -> None:
    found = {name: words for name, text in templates() if name.endswith(".html") and (words := untranslated(text))}
    none_of([f"{name}: {' '.join(words[:12])}" for name, words in found.items()], "wrap it in {% translate %} or {% blocktranslate %}")
