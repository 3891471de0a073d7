"""The door of a learning option's page. What it offers posts to plans; what HR does with it, to learning."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from cadenza.insight.learning import option_page
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.web.answers import page


@signed_in
@require_safe
def option(request: HouseRequest, slug: str) -> HttpResponse:
    """One option: what it builds and takes, the goals it could go into, and how often it was used in the work."""
    return page(request, "insight/learning_option.html", {"found": option_page(request.person, slug, at=request.at)})
