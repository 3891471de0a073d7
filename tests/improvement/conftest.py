"""What the tests of formal plans stand on: two conversations and two facts, and a plan that goes as far as a test wants."""

from __future__ import annotations

import pytest
from tests.cast import Cast
from tests.formal import Way


@pytest.fixture
def way(cast: Cast) -> Way:
    """Nothing asked for yet; what the gate needs has happened."""
    return Way(cast).talk()
