"""Addresses of the demo; included in demo mode alone."""

from django.urls import path

from cadenza.demo import views

urlpatterns = [
    path("demo/", views.demo, name="demo"),
    path("demo/sign-in/", views.sign_in, name="demo-sign-in"),
]
