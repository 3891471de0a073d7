"""Django's name for this room."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The page shell, op_id and field revisions."""

    name = "cadenza.web"
    label = "web"
