"""A key ring of its own for each test, so that losing it harms nobody else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def ring_file(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.KEY_RING = tmp_path / "keys" / "ring.json"
    yield settings.KEY_RING
