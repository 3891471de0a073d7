"""The quarter of strategy's tests, and agreed goals that serve its key result."""

from tests.strategy.conftest import quarter

__all__ = ["quarter"]
