"""Backup and restore of a whole installation, keys apart, in one file that either database can read.

A backup is a gzip file of JSON lines, in this order: a header with the migrations that were applied; for each table its name and columns,
then one array per row; the files beside evidence in the same form; a last line with the counts and the SHA-256 of all lines before it. Rows
come from one snapshot, so a backup taken while people work is consistent; a file is on the disk before its row is, so each is there.
Sessions, the cache, stored answers of the last day and Django's own bookkeeping are left out: the first two must not live again on another
machine, the others are made by `migrate`.

A restore brings an empty database to the very migrations of the backup, fills it, then applies the newer ones. So an older backup can be
read by a newer version, and an installation can move from SQLite to PostgreSQL.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

from cadenza.evidence import files
from cadenza.sealing import erased
from cadenza.upkeep import Say, bring_up_to_date

FORMAT = "cadenza-backup-1"
LEFT_OUT = frozenset({"django_session", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions"})
FILES = "(files)"
"""Stands where a table's name does: the bytes beside evidence, one reference and its content a row."""
CHUNK = 2_000
"""Rows held in memory at once."""

Migration = tuple[str, str]


# Writing


def write_backup(path: Path, *, at: datetime, say: Say) -> dict[str, Any]:
    """Write a new file, readable by this account only. Raises ImproperlyConfigured when the file is there already."""
    if path.exists():
        raise ImproperlyConfigured(f"{path} exists; a backup is never written over")
    part = path.with_name(path.name + ".part")
    erased.note([])  # from now on it is there, or was lost
    counts: dict[str, int] = {}
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw:
            with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6, mtime=0) as packed, _snapshot():
                digest = hashlib.sha256()
                for line in _lines(at, counts, say):
                    data = (json.dumps(line, ensure_ascii=False, separators=(",", ":"), default=_plain) + "\n").encode()
                    digest.update(data)
                    packed.write(data)
                packed.write((json.dumps({"end": counts, "sha256": digest.hexdigest()}) + "\n").encode())
            raw.flush()
            os.fsync(raw.fileno())
        part.rename(path)
        _sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)
    kept = counts.pop(FILES)
    report = {"file": str(path), "at": at.isoformat(), "tables": len(counts), "rows": sum(counts.values()), "files": kept}
    return report | {"ring": str(settings.KEY_RING)}


def _lines(at: datetime, counts: dict[str, int], say: Say) -> Iterator[dict[str, Any] | list[Any]]:
    executor = MigrationExecutor(connection)
    applied = sorted(executor.loader.applied_migrations)
    apps = executor.loader.project_state(executor.loader.graph.leaf_nodes()).apps
    yield {"format": FORMAT, "at": at.isoformat(), "migrations": applied}
    for model in _tables(apps):
        table = model._meta.db_table
        fields = model._meta.local_concrete_fields
        say(f"  {table}")
        yield {"table": table, "columns": [field.column for field in fields]}
        counts[table] = 0
        for row in _rows(model, fields):
            counts[table] += 1
            yield list(row)
    yield from _files(apps, counts, say)


def _files(apps: Any, counts: dict[str, int], say: Say) -> Iterator[dict[str, Any] | list[Any]]:
    """What the rows of this snapshot point to on the disk; one that is gone is named, and the rest goes on (TRUST N26)."""
    say("  files beside evidence")
    yield {"table": FILES, "columns": ["ref", "data"]}
    counts[FILES] = 0
    for ref in apps.get_model("evidence", "EvidenceFile")._base_manager.order_by("pk").values_list("ref", flat=True).iterator():
        try:
            data = files.path_of(ref).read_bytes()
        except FileNotFoundError:
            say(f"  MISSING on the disk: {ref}")
            continue
        counts[FILES] += 1
        yield [ref, _plain(data)]


def _rows(model: type[models.Model], fields: Sequence[models.Field[Any, Any]]) -> Iterator[tuple[Any, ...]]:
    rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    yield from rows.iterator(chunk_size=CHUNK)


def _tables(apps: Any) -> list[type[models.Model]]:
    """Every table of the application with its join tables, in the order of their names."""
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy]
    return sorted((model for model in found if model._meta.db_table not in LEFT_OUT), key=lambda model: model._meta.db_table)


@contextmanager
def _snapshot() -> Iterator[None]:
    """One view of all tables, without keeping anybody from writing."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        inside = connection.in_atomic_block
        if not inside:
            cursor.execute("BEGIN DEFERRED")  # atomic() would take the write lock
        try:
            yield
        finally:
            if not inside:
                cursor.execute("ROLLBACK")


def _plain(value: object) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    raise TypeError(f"no plain form for {type(value).__name__}")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# Reading


def read_backup(path: Path, *, say: Say) -> dict[str, Any]:
    """Fill an empty installation. Raises ImproperlyConfigured, leaving the database as it was, when it is not empty or the file not whole."""
    say("Checking the file ...")
    header = _check_whole(path)
    migrations = [(str(app), str(name)) for app, name in header["migrations"]]
    _refuse_unless_empty()
    state = _migrate_to(migrations, say)
    counts = {}
    with transaction.atomic():
        by_table = {model._meta.db_table: model for model in _tables(state)}
        with connection.cursor() as cursor:
            for model in by_table.values():
                if model._base_manager.exists():  # a migration put rows there
                    cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608  a name of ours
        for table, columns, rows in _read_tables(path):
            if table == FILES:
                counts[FILES] = _put_back(rows)
                continue
            if table not in by_table:
                raise ImproperlyConfigured(f"{path} holds the table {table}, which its migrations do not make")
            say(f"  {table}")
            counts[table] = _fill(by_table[table], columns, rows)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(by_table.values())):
                cursor.execute(statement)
    bring_up_to_date(say)
    kept = counts.pop(FILES, 0)
    return {"file": str(path), "at": header["at"], "tables": len(counts), "rows": sum(counts.values()), "files": kept}


def _check_whole(path: Path) -> dict[str, Any]:
    """The header of a complete backup."""
    digest, last, header = hashlib.sha256(), b"", {}
    try:
        with gzip.open(path, "rb") as packed:
            for number, line in enumerate(packed):
                if number == 0:
                    header = json.loads(line)
                if last:
                    digest.update(last)
                last = line
        end = json.loads(last)
    except (OSError, EOFError, ValueError) as error:
        raise ImproperlyConfigured(f"{path} is not a whole backup: {error}") from error
    if header.get("format") != FORMAT:
        raise ImproperlyConfigured(f"{path} is not a backup of this application")
    if end.get("sha256") != digest.hexdigest():
        raise ImproperlyConfigured(f"{path} is damaged: its content does not match its checksum")
    return dict(header)


def _refuse_unless_empty() -> None:
    """Rows that a migration or a waiting job worker made do not count; a person, an account or an entry does."""
    made_by_worker = {"custody_run"}  # each night has its run, also where nobody is
    there = set(connection.introspection.table_names())
    for model in _tables(MigrationExecutor(connection).loader.project_state().apps):
        table = model._meta.db_table
        if table not in there or table in made_by_worker or model._meta.app_label in {"jobs", "practice", "web"}:
            continue
        if model._base_manager.exists():
            raise ImproperlyConfigured(f"this installation is not empty: {table} holds rows. Restore into a new CADENZA_DATA or database")


def _migrate_to(migrations: list[Migration], say: Say) -> Any:
    """Bring the tables to the state of the backup; answers the models of that state."""
    executor = MigrationExecutor(connection)
    unknown = [f"{app}.{name}" for app, name in migrations if (app, name) not in executor.loader.graph.nodes]
    if unknown:
        raise ImproperlyConfigured(f"the backup was made by a newer version: this one does not know {unknown[0]}")
    graph, known = executor.loader.graph, set(migrations)
    leaves = [node for node in known if not any(child.key in known for child in graph.node_map[node].children if child.key[0] == node[0])]
    beyond = set(executor.loader.applied_migrations) - known
    if beyond:  # an empty database made by a newer version: start from nothing
        say("Making the tables anew as they were in the backup ...")
        for app in sorted({app for app, _ in beyond}):
            call_command("migrate", app, "zero", interactive=False, verbosity=0)
        executor = MigrationExecutor(connection)
    say("Preparing the tables ...")
    executor.migrate(sorted(leaves))
    return MigrationExecutor(connection).loader.project_state(sorted(leaves)).apps


def _read_tables(path: Path) -> Iterator[tuple[str, list[str], Iterator[list[Any]]]]:
    """Each table with an iterator of its rows, to be used up before the next table."""
    with gzip.open(path, "rb") as packed:
        packed.readline()
        line = json.loads(packed.readline())
        while "end" not in line:
            after: list[Any] = []

            def rows(after: list[Any] = after) -> Iterator[list[Any]]:
                for raw in packed:
                    found = json.loads(raw)
                    if isinstance(found, dict):
                        after.append(found)
                        return
                    yield found

            yield line["table"], line["columns"], rows()
            line = after[0]


def _put_back(rows: Iterator[list[Any]]) -> int:
    """Write the files down before the rows that know them are committed."""
    count = 0
    for ref, data in rows:
        files.write(ref, base64.b64decode(data))
        count += 1
    return count


def _fill(model: type[models.Model], columns: list[str], rows: Iterator[list[Any]]) -> int:
    by_column = {field.column: field for field in model._meta.local_concrete_fields}
    fields = [by_column[column] for column in columns]
    quote = connection.ops.quote_name
    names, places = ", ".join(quote(column) for column in columns), ", ".join(["%s"] * len(columns))
    insert = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608  names come from our own models
    count, chunk = 0, []
    with connection.cursor() as cursor:
        for row in rows:
            chunk.append([field.get_db_prep_save(field.to_python(value), connection) for field, value in zip(fields, row, strict=True)])
            if len(chunk) == CHUNK:
                cursor.executemany(insert, chunk)
                count, chunk = count + len(chunk), []
        if chunk:
            cursor.executemany(insert, chunk)
    return count + len(chunk)
