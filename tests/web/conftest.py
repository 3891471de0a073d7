"""The sample room's table, and a client that answers failures as a browser would see them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from tests.web.sample import AT, Note

from cadenza.web.clock import pinned


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Note)
    yield
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.delete_model(Note)


@pytest.fixture
def no_notes() -> Iterator[None]:
    """The sample table is outside Django's registry, so nobody else empties it after a test with real transactions."""
    yield
    Note.objects.all().delete()


@pytest.fixture
def sample_room(settings: Any) -> Iterator[None]:
    settings.ROOT_URLCONF = "tests.web.sample"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}]
    with pinned(AT):
        yield


@pytest.fixture
def browser(sample_room: None) -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def op_id() -> str:
    return str(uuid4())


HTMX = {"HX-Request": "true"}
