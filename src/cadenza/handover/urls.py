"""Addresses of handovers."""

from django.urls import path

from cadenza.handover import views

urlpatterns = [
    path("handovers/", views.handovers, name="handovers"),
    path("handovers/out/", views.hand_over, name="handovers-send"),
    path("handovers/out/check/", views.check_and_send, name="handovers-check"),
    path("handovers/in/", views.take_over, name="handovers-accept"),
    path("handovers/<slug:ref>/", views.handover, name="handover"),
    path("handovers/<slug:ref>/comment/", views.commented, name="handover-comment"),
]
