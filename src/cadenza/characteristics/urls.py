"""The addresses of characteristics."""

from django.urls import path

from cadenza.characteristics import views

urlpatterns = [
    path("me/characteristics/", views.own, name="characteristics"),
    path("me/characteristics/withdraw/", views.withdraw, name="characteristics-withdraw"),
    path("settings/characteristics/", views.questions, name="characteristics-asked"),
    path("settings/characteristics/<int:pk>/retire/", views.retire, name="characteristics-retire"),
]
