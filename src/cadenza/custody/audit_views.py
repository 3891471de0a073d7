"""Door of the privacy officer's audit page."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from cadenza.custody import access
from cadenza.custody.audit import Wanted, audit_page
from cadenza.custody.forms import AuditForm
from cadenza.people.sign_in import HouseRequest, signed_in
from cadenza.web.answers import page
from cadenza.web.paging import number_in


@signed_in
@require_safe
def audit(request: HouseRequest) -> HttpResponse:
    """Who opened what about whom, or who changed whose rights; alerts above."""
    access.require_role(request.person, "audit", at=request.at)
    form = AuditForm(request.GET or None)
    number = number_in(request.GET)
    wanted = form.wanted(number) if form.is_bound and form.is_valid() else Wanted(number=number)
    context = {"form": form, "wanted": wanted, "number": number, "found": audit_page(request.person, wanted, at=request.at)}
    return page(request, "custody/audit.html", context, status=400 if form.is_bound and not form.is_valid() else 200)
