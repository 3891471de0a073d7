"""Django's name for this room."""

from django.apps import AppConfig


class StrategyConfig(AppConfig):
    """Cycles, objectives and key results."""

    name = "cadenza.strategy"
    label = "strategy"
