"""The demo's two doors: a page of roles, and signing in as one of them with a click. They exist in demo mode alone."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from cadenza.demo.roles import demo_roles
from cadenza.people.sign_in import HouseBackend


@require_GET
def demo(request: HttpRequest) -> HttpResponse:
    """Who can be tried, and what each of them sees."""
    return render(request, "demo/demo.html", {"roles": demo_roles()})


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as the person of a role; whoever left has a closed account."""
    role = next((one for one in demo_roles() if one.key == request.POST.get("role")), None)
    if role is None:
        raise Http404
    if role.has_left or role.person.account is None or not role.person.account.is_active:
        return render(request, "demo/closed.html", {"person": role.person}, status=403)
    logout(request)
    login(request, role.person.account, backend=f"{HouseBackend.__module__}.{HouseBackend.__qualname__}")
    answer = HttpResponseRedirect(reverse("home"))
    answer.status_code = 303
    return answer
