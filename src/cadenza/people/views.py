"""The session's own door: one click to stay."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from cadenza.people.sessions import stay
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.web.answers import is_htmx


@require_POST
@signed_in(person=False)
def session_stay(request: HouseRequest) -> HttpResponse:
    """Start the idle clock anew. Scripts get the new end as a header, a plain form goes back to where it came from."""
    end = stay(request)
    back = request.POST.get("next", "/")
    wanted = is_htmx(request) or request.headers.get("Accept", "").startswith("application/json")
    safe = back if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/"
    response = HttpResponse(status=204) if wanted else HttpResponseRedirect(safe)
    response["X-Session-Ends"] = end.isoformat()
    return response
