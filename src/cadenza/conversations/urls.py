"""Addresses of early conversations. References are opaque, titles neutral, and no address takes a query (DESIGN 4)."""

from django.urls import path

from cadenza.conversations import bundle_views, slip_views, views

urlpatterns = [
    path("notes/", views.notebook, name="notes"),
    path("notes/new/", views.new_note, name="note-new"),
    path("notes/draft/", views.save_draft, name="note-draft"),
    path("notes/draft/discard/", views.discard_draft, name="note-draft-discard"),
    path("notes/<slug:ref>/", views.note, name="note"),
    path("notes/<slug:ref>/edit/", views.edit_note, name="note-edit"),
    path("notes/<slug:ref>/add/", views.add_to_note, name="note-add"),
    path("notes/<slug:ref>/follow-up/", views.follow_up, name="note-follow-up"),
    path("notes/<slug:ref>/repeat/", views.repeat_note, name="note-repeat"),
    path("notes/<slug:ref>/delete/", views.delete_note, name="note-delete"),
    path("notes/<slug:ref>/points/", slip_views.share_points, name="note-share"),
    path("notes/<slug:ref>/escalate/", bundle_views.choose, name="note-escalate"),
    path("notes/<slug:ref>/escalate/send/", bundle_views.send, name="note-escalate-send"),
    path("agreed-points/", slip_views.slip_list, name="agreed-points"),
    path("agreed-points/new/", slip_views.enter_points, name="agreed-points-new"),
    path("agreed-points/<slug:ref>/", slip_views.slip, name="slip"),
    path("agreed-points/<slug:ref>/edit/", slip_views.change_points, name="slip-edit"),
    path("agreed-points/<slug:ref>/received/", slip_views.receive_points, name="slip-received"),
    path("agreed-points/<slug:ref>/answer/", slip_views.answer_points, name="slip-answer"),
    path("agreed-points/<slug:ref>/confirm/", slip_views.confirm_points, name="slip-confirm"),
    path("formal/escalations/<slug:ref>/", bundle_views.bundle, name="escalation"),
    path("formal/escalations/<slug:ref>/accept/", bundle_views.accept, name="escalation-accept"),
    path("formal/escalations/<slug:ref>/partner/", bundle_views.name_partner, name="escalation-partner"),
    path("formal/escalations/<slug:ref>/return/", bundle_views.give_back, name="escalation-return"),
]
