"""The command line: `cadenza COMMAND`. Each command imports what it needs, so that none pays for another.

What a command found goes to stdout, how far it has come to stderr. With `--json` stdout holds one JSON document and nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path

from cadenza import __version__

NOT_USABLE = 2
"""Exit code when a command could not begin: wrong arguments, an unreadable file, a misconfiguration."""


def say(text: str) -> None:
    """Progress, for the person at the terminal."""
    print(text, file=sys.stderr, flush=True)


def answer(document: object, lines: list[str], *, as_json: bool) -> None:
    """What the command found: a JSON document, or lines to read."""
    print(json.dumps(document, indent=2, ensure_ascii=False, default=str) if as_json else "\n".join(lines), flush=True)


def start_django() -> None:
    """Load the settings and every room. What is written from now on is for this account alone. Raises ImproperlyConfigured with a hint."""
    import django

    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cadenza.settings")
    django.setup()
    from cadenza.settling import arrange
    from cadenza.upkeep import close_to_others

    arrange()
    close_to_others()


def start_on_tables() -> None:
    """As `start_django`, for a command that needs a database with everything in its place."""
    start_django()
    from cadenza.upkeep import refuse_if_behind

    refuse_if_behind()


def now() -> datetime:
    """This door's one reading of the clock (DATA-1)."""
    from cadenza.web import clock

    return clock.now()


# Keeping the installation

NO_LIST = (
    "NOT EVERYTHING WAS ERASED AGAIN: the list erased.jsonl of this installation is not beside the key ring, or not whole. Put it back with the "
    "ring, then run: cadenza retention. "
    "Until then what was erased after the backup, and does not stand in what is left of the list, is there."
)


def init(options: argparse.Namespace) -> int:
    """Make the database and the keys, and print the link with which the owner sets up the organisation."""
    start_django()
    from cadenza.people.setup_links import make_owner_link
    from cadenza.sealing import keys as sealing_keys
    from cadenza.sealing import ring
    from cadenza.upkeep import bring_up_to_date, collect_static

    bring_up_to_date(say)
    if sealing_keys.ring_is_missing():
        raise ring.RingTrouble(f"There is sealed text, but no key ring at {ring.path()}. Put it back from its own backup.")
    if ring.read() is None:
        ring.write(ring.with_new_key(None), only_if_new=True)
    collect_static(say)
    link = make_owner_link(now())
    answer({"link": link}, ["Open this link, which works once, to set up your organisation:", link], as_json=options.json)
    return 0


def migrate(options: argparse.Namespace) -> int:
    """Django's own."""
    start_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["cadenza", "migrate", *options.rest])
    return 0


def check(options: argparse.Namespace) -> int:
    """Django's own."""
    start_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["cadenza", "check", *options.rest])
    return 0


def verify(options: argparse.Namespace) -> int:
    """Walk every hash chain and every derived table; name what does not fit."""
    start_on_tables()
    from django.db import connection

    from cadenza.custody.certificates import broken_certificates
    from cadenza.evidence.files import broken_files
    from cadenza.improvement import guard as formal_guard
    from cadenza.improvement.advice import broken_workspaces
    from cadenza.improvement.ledger import broken_records
    from cadenza.insight.month_counting import wrong_months
    from cadenza.people.paths import wrong_paths
    from cadenza.sealing import erased
    from cadenza.trail import guard
    from cadenza.trail.verify import broken_links, heads_digest

    guards = {"the record": guard.is_up(connection), "the records of formal plans": formal_guard.is_up(connection)}
    broken = [
        f"The database no longer refuses changes to {what}: a trigger is missing or switched off." for what, up in guards.items() if not up
    ]
    checks = {
        "hash chains": broken_links(),
        "records of formal plans": broken_records(),
        "workspaces of HR beside formal plans": broken_workspaces(),
        "paths of the reporting lines": wrong_paths(),
        "files beside evidence": broken_files(),
        "kept figures": wrong_months(),
        "certificates of what was purged": broken_certificates(),
        "list of what was erased": filter(None, [erased.trouble()]),
    }
    for what, findings in checks.items():
        say(f"Checking the {what} ...")
        broken += list(findings)
    heads = heads_digest()
    lines = broken or ["Every chain is whole and every derived table agrees with its source."]
    answer({"ok": not broken, "broken": broken, "heads": heads}, [*lines, f"Heads of all chains: {heads}"], as_json=options.json)
    return 1 if broken else 0


def backup(options: argparse.Namespace) -> int:
    """Write the whole installation, keys apart, into one file."""
    start_on_tables()
    from cadenza.backups import write_backup

    report = write_backup(options.file, at=now(), say=say)
    hint = (
        "The keys are not in it. Keep the folder of {ring} in another place: without the ring sealed text stays closed for ever, and without "
        "the list of what was erased a restore brings it back."
    ).format(**report)
    answer(report, ["Wrote {file}: {rows} rows of {tables} tables.".format(**report), hint], as_json=options.json)
    return 0


def restore(options: argparse.Namespace) -> int:
    """Fill an empty installation from a backup."""
    start_django()
    from cadenza.backups import read_backup
    from cadenza.custody.replaying import after_restore
    from cadenza.sealing import erased

    report = read_backup(options.file, say=say)
    again = after_restore(datetime.fromisoformat(report["at"]), at=now())
    told = "What was erased after it is erased again." if again is not None else f"{NO_LIST} {erased.trouble()}".rstrip()
    lines = ["Restored {rows} rows of {tables} tables, written on {at}.".format(**report), told, "Now run: cadenza verify"]
    answer(report | {"erased_again": again is not None}, lines, as_json=options.json)
    return 0


def retention(options: argparse.Namespace) -> int:
    """Run the retention schedule, or show with --check what it would do: kinds, counts and opaque ids of people, no word and no private record."""
    start_on_tables()
    from cadenza.custody.replaying import begin_list_anew, waits_for_list
    from cadenza.custody.report import as_lines, certified, would_go
    from cadenza.custody.retention import run
    from cadenza.sealing import erased

    if options.new_list:
        begin_list_anew(now())
    found = would_go(now()) if options.check else certified(run(now()))
    trouble = erased.trouble()
    told = [f"{NO_LIST} {trouble}".rstrip()] if waits_for_list() else [trouble] if trouble else []
    answer(found | {"list_missing": bool(told)}, [*told, *as_lines(found)], as_json=options.json)
    return 0


def keys(options: argparse.Namespace) -> int:
    """Make a new key and wrap every data key with it. Old backups still need the old ring."""
    start_on_tables()
    from cadenza.sealing.keys import rotate_ring

    rotate_ring()
    answer(
        {"rotated": True}, ["A new key wraps every data key. Back up the key ring again, apart from the database."], as_json=options.json
    )
    return 0


# Serving


def serve(options: argparse.Namespace) -> int:
    """Web server and job worker together, until told to stop."""
    start_django()
    from cadenza.sealing import erased
    from cadenza.serving import Plan, objections_to_serving, supervise
    from cadenza.upkeep import collect_static

    plan = Plan(host=options.host, port=options.port, workers=options.workers, jobs=options.jobs)
    objections = objections_to_serving(plan)
    for text in objections:
        say(text)
    if objections:
        return NOT_USABLE
    if trouble := erased.trouble():
        say(trouble)
    collect_static(say)
    return supervise(plan, say)


def worker(options: argparse.Namespace) -> int:
    """The job worker alone; `serve` starts one. Stops on SIGTERM, and when whoever started it is gone."""
    start_on_tables()
    from cadenza.jobs.worker import revive_dead, run_forever
    from cadenza.serving import stop_signal

    if options.again:
        say(f"{revive_dead(at=now())} jobs that had given up are tried again.")
    run_forever(stop_signal(os.getppid() if options.with_parent else None))
    return 0


def demo(options: argparse.Namespace) -> int:
    """A believable organisation to look at, in a database of its own, served on loopback only."""
    folder = Path(os.environ.get("CADENZA_DATA", "var")).absolute() / "demo"
    if options.fresh:
        shutil.rmtree(folder, ignore_errors=True)
    url = f"http://127.0.0.1:{options.port}"
    os.environ |= {"CADENZA_MODE": "demo", "CADENZA_DATA": str(folder), "CADENZA_URL": url}
    os.environ.pop("DATABASE_URL", None)
    start_django()
    from cadenza.demo.command import run
    from cadenza.upkeep import bring_up_to_date

    bring_up_to_date(say)
    lines = run(people=options.people, seed=options.seed, say=say)
    print("\n".join([*lines, f"Open {url}/demo/ and pick a role. Stop with Ctrl-C."]), flush=True)
    if options.serve is False:
        return 0
    return serve(argparse.Namespace(host="127.0.0.1", port=options.port, workers=1, jobs=True))


# Filling and measuring


def import_file(options: argparse.Namespace) -> int:
    """Read people, objectives, a framework, role profiles or a catalogue from a file. 0: applied; 1: problems, nothing applied; 2: no usable file."""
    start_django()
    from cadenza.home.imports import run
    from cadenza.upkeep import make_if_fresh

    make_if_fresh(say)
    report, code = run(
        options.kind,
        options.file,
        mapping=Path(options.map) if options.map and Path(options.map).exists() else options.map,
        check=options.check,
        leave_out_bad_rows=options.leave_out_bad_rows,
        unknown_managers=options.unknown_managers,
        at=now(),
        progress=say,
    )
    answer(report.as_json(), list(report.lines()), as_json=options.json)
    return int(code)


def bench(options: argparse.Namespace) -> int:
    """Build an organisation of N people and measure every page."""
    folder = Path(os.environ.get("CADENZA_DATA", "var")).absolute() / "bench"
    os.environ |= {"CADENZA_MODE": "demo", "CADENZA_DATA": str(folder)}
    os.environ.pop("DATABASE_URL", None)
    if options.database:
        os.environ["DATABASE_URL"] = options.database
    start_django()
    from cadenza.bench.command import as_lines, run
    from cadenza.upkeep import bring_up_to_date

    bring_up_to_date(say)
    measured = run(people=options.people, quick=options.quick, seed=options.seed, say=say)
    answer(measured, [] if options.json else as_lines(measured), as_json=options.json)
    return 0


def coach(options: argparse.Namespace) -> int:
    """Judge texts as the writing coach does: JSON lines in, JSON lines out. 2: some line could not be read; the others are answered."""
    from cadenza.wording import Kind
    from cadenza.wording.lines import answer_lines

    if options.kind and options.kind not in set(Kind):
        say(f"--kind is none of {', '.join(Kind)}")
        return NOT_USABLE
    unreadable = 0
    try:
        with sys.stdin.buffer if options.file == "-" else Path(options.file).open("rb") as source:
            for answered in answer_lines(TextIOWrapper(source, "utf-8-sig", "replace"), kind=Kind(options.kind) if options.kind else None):
                if answered.error:
                    unreadable += 1
                    say(f"line {answered.number}: {answered.error}")
                else:
                    print(answered.line, flush=options.file == "-")
    except OSError as problem:
        say(f"{options.file}: {problem.strerror}")
        return NOT_USABLE
    return NOT_USABLE if unreadable else 0


def docs(options: argparse.Namespace) -> int:
    """Write the reference pages that follow from the code: settings and the rulebook."""
    start_django()
    from cadenza.reference import pages

    stale = []
    for name, text in pages().items():
        path = options.into / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not options.check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    lines = [f"{'Out of date' if options.check else 'Wrote'}: {name}" for name in stale] or ["The reference pages are up to date."]
    answer({"stale": stale, "written": not options.check}, lines, as_json=options.json)
    return 1 if stale and options.check else 0


# Arguments


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    top = argparse.ArgumentParser(prog="cadenza", description="Development plans wired into objectives and key results.")
    top.add_argument("--version", action="version", version=f"cadenza {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, function: object, *, with_json: bool = True) -> argparse.ArgumentParser:
        text = (function.__doc__ or "").strip()
        made = commands.add_parser(name, help=text.splitlines()[0], description=text)
        made.set_defaults(run=function)
        if with_json:
            made.add_argument("--json", action="store_true", help="print one JSON document on stdout and nothing else")
        return made

    made = command("demo", demo, with_json=False)
    made.add_argument("--people", type=int, default=60, help="how many people (default 60)")
    made.add_argument("--port", type=int, default=8000)
    made.add_argument("--fresh", action="store_true", help="throw the earlier demo organisation away first")
    made.add_argument("--no-serve", dest="serve", action="store_false", help="build only")
    made.add_argument("--seed", type=int, default=1, help="the same seed builds the same organisation")

    command("init", init)
    made = command("serve", serve, with_json=False)
    made.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    made.add_argument("--port", type=int, default=8000)
    made.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="web processes (default: one per core)")
    made.add_argument("--no-jobs", dest="jobs", action="store_false", help="no job worker beside the web server")
    made = command("worker", worker, with_json=False)
    made.add_argument("--again", action="store_true", help="first give jobs that had given up another round of tries")
    made.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)

    for name, function in (("migrate", migrate), ("check", check)):
        made = commands.add_parser(name, help="Django's own", add_help=False)
        made.set_defaults(run=function)

    made = command("import", import_file)
    made.add_argument("kind", choices=["people", "objectives", "framework", "roles", "catalogue"])
    made.add_argument("file", type=Path, metavar="FILE", help="CSV or XLSX")
    made.add_argument("--map", metavar="FILE", help="mapping file, or the name of a shipped one")
    made.add_argument("--check", action="store_true", help="report only, change nothing")
    made.add_argument("--leave-out-bad-rows", action="store_true", help="apply the good rows although others have problems")
    made.add_argument(
        "--unknown-managers", choices=["refuse", "stub", "top"], default="refuse", help="what to do with managers who are not in the file"
    )

    made = command("bench", bench)
    made.add_argument("--people", type=int, default=200)
    made.add_argument("--database", metavar="URL", help="postgres://...; default: an SQLite file of its own")
    made.add_argument("--quick", action="store_true", help="reuse the organisation built before; about a minute")
    made.add_argument("--seed", type=int, default=1)

    made = command("coach", coach, with_json=False)
    made.add_argument("what", choices=["check"])
    made.add_argument("file", nargs="?", default="-", metavar="FILE", help="a file of JSON lines; - or nothing: standard input")
    made.add_argument("--kind", metavar="KIND", help="for lines that name no kind")
    made.add_argument("--json", action="store_true", help="accepted for the sake of scripts; the answers are JSON lines anyway")

    command("verify", verify)
    command("backup", backup).add_argument("file", type=Path, metavar="FILE")
    command("restore", restore).add_argument("file", type=Path, metavar="FILE")
    made = command("retention", retention)
    made.add_argument("--check", action="store_true", help="show what would be purged, change nothing")
    made.add_argument("--new-list", action="store_true", help="the list of what was erased is lost for good: begin another one")
    command("keys", keys).add_argument("what", choices=["rotate"])
    made = command("docs", docs)
    made.add_argument("--check", action="store_true", help="say which pages are out of date, write nothing")
    made.add_argument("--into", type=Path, default=Path("docs"), help="folder of the documentation (default: docs)")
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the answer is the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    options, rest = parser().parse_known_args(given)
    if rest and options.command not in {"migrate", "check"}:
        parser().error(f"unknown arguments: {' '.join(rest)}")
    options.rest = rest
    if options.command == "coach":  # needs neither Django nor keys
        return coach(options)
    from django.core.exceptions import ImproperlyConfigured

    from cadenza.objections import Refused
    from cadenza.sealing.ring import RingTrouble

    try:
        return int(options.run(options))
    except (ImproperlyConfigured, RingTrouble) as error:
        say(f"cadenza {options.command}: {error}")
        return NOT_USABLE
    except Refused as refused:
        from cadenza.web.words import say as in_words

        for found in refused.objections:
            say(in_words(found))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
