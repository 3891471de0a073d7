"""The addresses of the care for what is held about people."""

from django.urls import URLPattern, URLResolver, path

from cadenza.custody import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("me/data/", views.my_data, name="my-data"),
    path("me/data/copy/", views.my_copy, name="my-copy"),
    path("me/data/opened/", views.my_readings, name="my-readings"),
]
