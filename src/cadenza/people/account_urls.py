"""The addresses of sign-in, below /accounts/: allauth's, without those by which somebody could add an account or an address.

Names that allauth's own code and templates point to stay known, and answer 404.
"""

from __future__ import annotations

from allauth.account import views
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from cadenza.objections import Unseen


def nothing_here(request: HttpRequest, **named: str) -> HttpResponse:
    """An address that exists in allauth and not in this house."""
    raise Unseen(request.path)


urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", views.password_reset_from_key, name="account_reset_password_from_key"
    ),
    path("password/reset/key/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("signup/", nothing_here, name="account_signup"),
    path("email/", nothing_here, name="account_email"),
    path("inactive/", nothing_here, name="account_inactive"),
    path("reauthenticate/", nothing_here, name="account_reauthenticate"),
    path("password/set/", nothing_here, name="account_set_password"),
    path("confirm-email/", nothing_here, name="account_email_verification_sent"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", nothing_here, name="account_confirm_email"),
]
