"""Django's name for this room, and the place where every room's job handlers are gathered."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Durable jobs and their schedule."""

    name = "cadenza.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Import each room's jobs, so that their handlers and schedules are known to every process."""
        autodiscover_modules("jobs", "import_jobs")
