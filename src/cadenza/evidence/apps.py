"""Django's name for this room."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Observations, feedback and gap assessments."""

    name = "cadenza.evidence"
    label = "evidence"
