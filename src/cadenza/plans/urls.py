"""Addresses of plans."""

from django.urls import path

from cadenza.plans import application_views, editor_views, goal_views, history_views, option_views, reset_views, trade_off_views, views

PLAN = "people/<slug:handle>/plans/<slug:cycle>/"

urlpatterns = [
    path("me/plan/", views.my_plan, name="my-plan"),
    path("me/plan/begin/", views.begin_plan, name="plan-begin"),
    path("me/plan/goals/", views.begin_goal, name="goal-begin"),
    path(PLAN, views.plan, name="plan"),
    path(f"{PLAN}offer/", views.offer_plan, name="plan-offer"),
    path(f"{PLAN}agree/<int:version>/", views.agree_plan, name="plan-agree"),
    path(f"{PLAN}commitments/<int:goal>/", views.commit, name="plan-commit"),
    path(f"{PLAN}commitments/<int:commitment>/take-back/", views.take_back_commitment, name="plan-commitment-back"),
    path(f"{PLAN}perspective/<slug:field>/", views.perspective, name="plan-perspective"),
    path(f"{PLAN}current-state/<slug:field>/share/", views.share_self_view, name="plan-share-half"),
    path(f"{PLAN}suggestions/new/", views.suggest, name="plan-suggest"),
    path(f"{PLAN}suggestions/<int:suggestion>/accept/", views.accept_suggestion, name="plan-suggestion-accept"),
    path(f"{PLAN}suggestions/<int:suggestion>/decline/", views.decline_suggestion, name="plan-suggestion-decline"),
    path(f"{PLAN}edit/", editor_views.edit, name="plan-edit"),
    path(f"{PLAN}edit/goals/", editor_views.add_goal, name="plan-add-goal"),
    path(f"{PLAN}edit/goals/<int:number>/drop/", editor_views.drop_goal, name="plan-drop-goal"),
    path(f"{PLAN}edit/goals/<int:number>/take-back/", editor_views.take_back_change, name="plan-take-back"),
    path(f"{PLAN}edit/goals/<int:number>/actions/", editor_views.add_action, name="plan-add-action"),
    path(f"{PLAN}edit/goals/<int:number>/actions/<int:action>/remove/", editor_views.remove_action, name="plan-remove-action"),
    path(f"{PLAN}edit/blocks/", editor_views.add_block, name="plan-add-block"),
    path(f"{PLAN}edit/blocks/<int:number>/remove/", editor_views.remove_block, name="plan-remove-block"),
    path(f"{PLAN}edit/share/", editor_views.share, name="plan-share"),
    path(f"{PLAN}edit/offer/", editor_views.offer, name="plan-edit-offer"),
    path(f"{PLAN}reset/", reset_views.reset, name="reset"),
    path(f"{PLAN}reset/share/", reset_views.share, name="reset-share"),
    path(f"{PLAN}reset/finish/", reset_views.finish, name="reset-finish"),
    path(f"{PLAN}reset/next/", reset_views.begin_next, name="reset-next"),
    path(f"{PLAN}reset/<slug:step>/", reset_views.step, name="reset-step"),
    path(f"{PLAN}trade-offs/new/", trade_off_views.new, name="trade-off-new"),
    path(f"{PLAN}trade-offs/<int:number>/", trade_off_views.trade_off, name="trade-off"),
    path(f"{PLAN}trade-offs/<int:number>/acknowledge/", trade_off_views.acknowledge, name="trade-off-acknowledge"),
    path(f"{PLAN}trade-offs/<int:number>/made-good/", trade_off_views.made_good, name="trade-off-made-good"),
    path(f"{PLAN}goals/<int:number>/", goal_views.goal, name="goal"),
    path(f"{PLAN}goals/<int:number>/history/", history_views.history, name="goal-history"),
    path(f"{PLAN}goals/<int:number>/state/", goal_views.state, name="goal-state"),
    path(f"{PLAN}goals/<int:number>/drop/", goal_views.drop, name="goal-drop"),
    path(f"{PLAN}goals/<int:number>/evidence/", goal_views.cite, name="goal-cite"),
    path(f"{PLAN}goals/<int:number>/actions/<int:action>/done/", goal_views.done, name="action-done"),
    path(f"{PLAN}goals/<int:number>/actions/<int:action>/ask/", goal_views.ask, name="action-ask"),
    path(f"{PLAN}goals/<int:number>/actions/<int:action>/application/", application_views.application, name="action-application"),
    path(f"{PLAN}goals/<int:number>/options/", option_views.offered, name="goal-options"),
    path(f"{PLAN}goals/<int:number>/options/take/", option_views.take_up, name="goal-option-take"),
]
