"""The addresses of HR's care for the system."""

from django.urls import path

from cadenza.stewardship import fairness_urls, figures_views, practice_views, review_urls, views

urlpatterns = [
    path("settings/practice/", practice_views.practice, name="settings-practice"),
    path("settings/practice/<int:number>/withdraw/", practice_views.withdraw, name="settings-practice-withdraw"),
    *fairness_urls.urlpatterns,
    path("drift/", views.drift, name="drift"),
    path("drift/follow-ups/<int:pk>/", views.follow_up, name="follow-up"),
    path("drift/follow-ups/<int:pk>/close/", views.close, name="follow-up-close"),
    path("drift/follow-ups/<int:pk>/reopen/", views.reopen, name="follow-up-reopen"),
    path("drift/figures/", figures_views.figures, name="figures"),
    path("drift/figures/csv/", figures_views.as_csv, name="figures-csv"),
    path("drift/<slug:sign>/", views.sign, name="drift-sign"),
    path("drift/<slug:sign>/<slug:handle>/ask/", views.ask, name="drift-ask"),
    *review_urls.urlpatterns,
]
