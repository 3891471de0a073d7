"""The addresses of the settings and of one's own account."""

from django.urls import path

from cadenza.home import calendar_views, settings_people_views, settings_roles_views, settings_teams_views, settings_views

one = "settings/people/<slug:handle>/"

urlpatterns = [
    path("settings/", settings_views.index, name="settings"),
    path("settings/periods/", settings_views.periods, name="settings-periods"),
    path("settings/people/", settings_people_views.people, name="settings-people"),
    path("settings/people/-/add/", settings_people_views.add, name="settings-person-add"),
    path("settings/people/-/suggest/", settings_views.suggest, name="people-suggest"),
    path(one, settings_people_views.record, name="settings-person"),
    path(f"{one}edit/", settings_people_views.edit, name="settings-person-edit"),
    path(f"{one}manager/", settings_people_views.manager, name="settings-person-manager"),
    path(f"{one}manager/withdraw/", settings_people_views.withdraw, name="settings-person-withdraw"),
    path(f"{one}team/", settings_people_views.team, name="settings-person-team"),
    path(f"{one}role-profile/", settings_people_views.role_profile, name="settings-person-role"),
    path(f"{one}role-profile/<int:pk>/take-back/", settings_people_views.role_profile_taken_back, name="settings-person-role-back"),
    path(f"{one}stand-in/", settings_people_views.stand_in, name="settings-person-stand-in"),
    path(f"{one}stand-in/<int:pk>/end/", settings_people_views.stand_in_over, name="settings-person-stand-in-end"),
    path(f"{one}left/", settings_people_views.left, name="settings-person-left"),
    path(f"{one}invite/", settings_people_views.invite, name="settings-person-invite"),
    path("settings/calendars/", calendar_views.links, name="settings-calendars"),
    path("settings/calendars/<int:pk>/revoke/", calendar_views.link_revoked, name="settings-calendar-revoke"),
    path("settings/teams/", settings_teams_views.teams, name="settings-teams"),
    path("settings/teams/<slug:slug>/", settings_teams_views.team, name="settings-team"),
    path("settings/roles/", settings_roles_views.roles, name="settings-roles"),
    path("settings/roles/proposals/<int:pk>/confirm/", settings_roles_views.decide, {"answer": "confirm"}, name="settings-role-confirm"),
    path("settings/roles/proposals/<int:pk>/decline/", settings_roles_views.decide, {"answer": "decline"}, name="settings-role-decline"),
    path("settings/roles/<slug:handle>/<slug:role>/end/", settings_roles_views.end, name="settings-role-end"),
    path("me/settings/", settings_views.account, name="account-settings"),
    path("me/settings/calendar/", calendar_views.link, name="calendar-link"),
    path("me/settings/calendar/end/", calendar_views.link_ended, name="calendar-link-end"),
    path("me/settings/mail/", calendar_views.mail_chosen, name="mail-choice"),
    path("calendar/<str:token>.ics", calendar_views.feed, name="calendar-feed"),
    path("me/settings/stand-in/", settings_people_views.stand_in, name="account-stand-in"),
]
