"""The addresses of strategy's forms; `/okrs/` itself and the key result page are insight's. Keys never begin with a hyphen."""

from django.urls import path

from cadenza.strategy import views

urlpatterns = [
    path("okrs/<str:cycle>/-/objectives/new/", views.new_objective, name="objective-new"),
    path("okrs/<str:cycle>/-/objectives/<int:pk>/", views.change_objective, name="objective-change"),
    path("okrs/<str:cycle>/-/objectives/<int:pk>/key-results/new/", views.new_key_result, name="key-result-new"),
    path("okrs/<str:cycle>/<str:key>/edit/", views.change_key_result, name="key-result-change"),
    path("okrs/<str:cycle>/<str:key>/check-in/", views.check_in, name="key-result-check-in"),
    path("okrs/<str:cycle>/<str:key>/needs/new/", views.add_need, name="key-result-need"),
    path("okrs/<str:cycle>/<str:key>/needs/<int:pk>/drop/", views.drop_need, name="key-result-drop-need"),
    path("okrs/<str:cycle>/<str:key>/critical/", views.mark_critical, name="key-result-critical"),
    path("okrs/<str:cycle>/<str:key>/move/", views.move, name="key-result-move"),
]
