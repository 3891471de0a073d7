"""The addresses of the first run, and of invitations."""

from django.urls import path

from cadenza.home import setup_views

urlpatterns = [
    path("setup/owner/", setup_views.owner, name="setup-owner"),
    path("setup/organisation/", setup_views.describe, name="setup-organisation"),
    path("setup/periods/", setup_views.periods, name="setup-periods"),
    path("setup/people/", setup_views.people, name="setup-people"),
    path("setup/email/", setup_views.mail, name="setup-email"),
    path("setup/done/", setup_views.finish, name="setup-done"),
    path("invitations/<str:token>/", setup_views.invitation, name="invitation"),
]
