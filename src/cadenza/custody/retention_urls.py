"""The addresses of the schedule, of holds and of erasures."""

from django.urls import path

from cadenza.custody import retention_views as views

urlpatterns = [
    path("retention/", views.schedule, name="retention"),
    path("retention/run/", views.run, name="retention-run"),
    path("retention/certificates/<int:pk>/", views.certificate, name="retention-certificate"),
    path("retention/holds/", views.all_holds, name="retention-holds"),
    path("retention/holds/<int:pk>/", views.hold, name="retention-hold"),
    path("retention/holds/<int:pk>/lift/", views.lift, name="retention-hold-lift"),
    path("retention/erasures/", views.erasures, name="retention-erasures"),
    path("retention/erasures/<int:pk>/", views.erasure, name="retention-erasure"),
    path("retention/erasures/<int:pk>/<slug:answer>/", views.decide, name="retention-erasure-decide"),
]
