"""The addresses of the care for what is held about people."""

from django.urls import URLPattern, URLResolver, path

from cadenza.custody import audit_views, case_views, request_views, retention_urls, views, workspace_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("me/data/", views.my_data, name="my-data"),
    path("me/data/copy/", views.my_copy, name="my-copy"),
    path("me/data/opened/", views.my_readings, name="my-readings"),
    path("me/data/ask/", request_views.new_request, name="my-request-new"),
    path("me/data/requests/<slug:ref>/", request_views.my_request, name="my-request"),
    path("me/data/requests/<slug:ref>/words/", request_views.add_words, name="my-request-words"),
    path("me/data/requests/<slug:ref>/take-back/", request_views.take_back, name="my-request-take-back"),
    path("me/confirm/", views.confirm, name="confirm-me"),
    path("audit/", audit_views.audit, name="audit"),
    path("access-cases/", case_views.cases, name="access-cases"),
    path("access-cases/new/", case_views.new_case, name="access-case-new"),
    path("access-cases/<slug:ref>/", case_views.case, name="access-case"),
    path("access-cases/<slug:ref>/answer/", case_views.give_answer, name="access-answer"),
    path("access-cases/<slug:ref>/steps/<slug:step>/", case_views.step, name="access-step"),
    path("access-cases/<slug:ref>/items/<int:number>/", case_views.item, name="access-item"),
    path("access-cases/<slug:ref>/items/<int:number>/<slug:answer>/", case_views.answer_item, name="access-item-answer"),
    path("access-cases/<slug:ref>/workspaces/<slug:plan>/", workspace_views.workspace, name="access-workspace"),
    path("access-cases/<slug:ref>/workspaces/<slug:plan>/kept-back/", workspace_views.keep_workspace_back, name="access-workspace-back"),
    *retention_urls.urlpatterns,
]
