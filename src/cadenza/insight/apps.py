"""Django's name for this room."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Figures, and the pages that show who builds what."""

    name = "cadenza.insight"
    label = "insight"
