"""Every page for everybody's eyes (ARCHITECTURE 6): axe finds nothing, nothing scrolls sideways, no page is heavy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests import stewarded
from tests.browser.conftest import PAGE_LIMIT_KB, Browse, Visit
from tests.cast import BEFORE, Cast
from tests.conversations import conftest as talked
from tests.formal import Way
from tests.plans import conftest as plans
from tests.plans.conftest import OCTOBER, Pair

from cadenza.asks import actions as asks
from cadenza.asks.rules import AskKind
from cadenza.capability import drafting
from cadenza.capability.actions import add_role_profile, give_role
from cadenza.conversations import actions as talks
from cadenza.conversations.writing import NoteDetails
from cadenza.custody import case_actions, erasing, holds, retention
from cadenza.evidence import actions as evidence
from cadenza.evidence import feedback
from cadenza.evidence.models import Evidence
from cadenza.evidence.rules import EvidenceKind
from cadenza.handover.actions import settle_lines
from cadenza.handover.models import Handover
from cadenza.improvement.actions import ask_for_plan
from cadenza.improvement.advice import write_advice
from cadenza.improvement.checkpoint_rules import Verdict
from cadenza.improvement.rules import State
from cadenza.improvement.standing_in import name_stand_in
from cadenza.insight.actions import take_snapshot
from cadenza.insight.impact_counting import publishable
from cadenza.insight.models import ImpactPicture
from cadenza.learning.actions import add_option, suggest_option
from cadenza.learning.rules import Fit, OptionDraft, OptionKind
from cadenza.people.actions import PersonDraft, add_person, begin_line, invite
from cadenza.people.models import Person
from cadenza.plans import actions, pausing, protecting, reviews
from cadenza.plans.application_rules import Use
from cadenza.plans.applications import ApplicationDraft, say_application
from cadenza.plans.edits import PlanEdits
from cadenza.plans.models import Action, Goal, Plan, Review, Version
from cadenza.plans.rules import ActionKind, PlanState
from cadenza.plans.trade_offs import TradeOffDraft, record_trade_off
from cadenza.rhythm.actions import add_point
from cadenza.rhythm.feedback import Question, ask_for_evidence, ask_for_feedback
from cadenza.stewardship.actions import ask as ask_for_follow_up
from cadenza.stewardship.fairness_counting import publishable as fairness_figures
from cadenza.stewardship.fairness_models import FairnessPicture
from cadenza.stewardship.rules import Sign, Wish
from cadenza.web.revisions import Edit, base_of

ground, draft, shared, promised, offered, agreed = (
    plans.ground, plans.draft, plans.shared, plans.promised, plans.offered, plans.agreed,
)  # fmt: skip
HELD = datetime(2026, 10, 28, 14, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True)

CYCLE = "2026-q4"
PLAN = ("sam-okafor", CYCLE)
LAST = ("sam-okafor", "2026-q3")
"""Their plan of the quarter before, which nobody has reset yet."""
PAGES: list[tuple[str, str, tuple[Any, ...]]] = [
    # (name of the address, whose browser, its arguments; a text in braces is a key of the scene)
    ("home", "engineer", ()),
    ("home", "manager", ()),
    ("home", "leader", ()),
    ("home", "hr_admin", ()),
    ("home", "operator", ()),
    ("person", "manager", ("sam-okafor",)),
    ("person", "outsider", ("sam-okafor",)),
    ("snooze", "engineer", ("gap-to-agree", "{gap}")),
    ("search", "engineer", ()),
    ("help", "engineer", ()),
    ("my-plan", "new_manager", ()),
    ("plan", "engineer", PLAN),
    ("plan", "manager", PLAN),
    ("plan", "hr_partner", PLAN),
    ("plan", "manager", ("marek-nowak", CYCLE)),
    ("plan-edit", "engineer", PLAN),
    ("plan-edit", "peer", ("lena-vogt", CYCLE)),
    ("plan-suggest", "manager", PLAN),
    ("goal", "engineer", (*PLAN, 1)),
    ("goal-drop", "engineer", (*PLAN, 1)),
    ("goal-history", "engineer", (*PLAN, 1)),
    ("trade-off-new", "manager", PLAN),
    ("trade-off", "manager", (*PLAN, 1)),
    ("reset", "engineer", PLAN),
    ("reset", "engineer", LAST),
    ("reset-step", "engineer", (*LAST, "changed")),
    ("reset-step", "engineer", (*LAST, "carry")),
    ("reset-step", "manager", (*LAST, "check")),
    ("one-to-one", "manager", ("sam-okafor", "{next-day}")),
    ("one-to-one", "engineer", ("sam-okafor", "{next-day}")),
    ("one-to-one", "engineer", ("sam-okafor", "{held-day}")),
    ("one-to-one", "hr_partner", ("sam-okafor", "{held-day}")),
    ("one-to-one-next", "manager", ("marek-nowak",)),
    ("my-team", "manager", ()),
    ("team", "upline", ("payments",)),
    ("evidence", "engineer", ("sam-okafor",)),
    ("evidence", "manager", ("sam-okafor",)),
    ("ask", "mentor", ("{ask}",)),
    ("ask", "mentor", ("{ask-feedback}",)),
    ("ask", "peer", ("{ask-evidence}",)),
    ("evidence-ask", "manager", ("sam-okafor",)),
    ("need-new", "manager", ("sam-okafor",)),
    ("need-new", "engineer", ("sam-okafor",)),
    ("feedback", "engineer", ()),
    ("feedback", "outsider", ()),
    ("feedback-ask", "engineer", ()),
    ("feedback-give", "peer", ()),
    ("feedback-one", "engineer", ("{feedback}",)),
    ("feedback-one", "peer", ("{feedback}",)),
    ("feedback-one", "manager", ("{feedback-read}",)),
    ("person-feedback", "manager", ("sam-okafor",)),
    ("learning", "engineer", ()),
    ("learning", "hr_admin", ()),
    ("learning-option", "engineer", ("{option}",)),
    ("learning-option", "hr_admin", ("{option}",)),
    ("learning-new", "hr_admin", ()),
    ("learning-edit", "hr_admin", ("{option}",)),
    ("learning-suggest", "engineer", ()),
    ("learning-suggestions", "hr_admin", ()),
    ("near-copies", "manager", ()),
    ("near-copies", "hr_admin", ()),
    ("goal-options", "engineer", ("sam-okafor", "2026-q4", 1)),
    ("action-application", "engineer", ("sam-okafor", "2026-q4", 1, 9)),
    ("action-application", "manager", ("sam-okafor", "2026-q4", 1, 9)),
    ("handovers", "manager", ()),
    ("handovers", "outsider", ()),
    ("handovers-send", "manager", ()),
    ("handovers-check", "manager", ()),
    ("handovers-accept", "new_manager", ()),
    ("handover", "engineer", ("{handover}",)),
    ("handover", "manager", ("{handover}",)),
    ("handover", "hr_partner", ("{handover}",)),
    ("formal", "hr_partner", ()),
    ("formal", "engineer", ()),
    ("formal-new", "new_manager", ()),
    ("formal-plan", "manager", ("{formal-draft}",)),
    ("formal-plan", "on_pip", ("{formal}",)),
    ("formal-plan", "hr_admin", ("{formal}",)),
    *(
        ("formal-section", "hr_partner", ("{formal}", name))
        for name in ("opening", "criteria", "support", "meetings", "integrity", "outcome", "record", "appeal")
    ),
    ("formal-section", "on_pip", ("{formal}", "criteria")),
    ("formal-checkpoint", "on_pip", ("{formal}", 1)),
    ("formal-checkpoint", "manager", ("{formal}", 2)),
    ("formal-step", "manager", ("{formal-draft}", "confirm")),
    ("formal-step", "manager", ("{formal-draft}", "support")),
    ("formal-step", "manager", ("{formal}", "log-support")),
    ("formal-step", "on_pip", ("{formal}", "surprise")),
    ("formal-step", "hr_partner", ("{formal}", "adjustment")),
    ("formal-step", "hr_admin", ("{formal}", "hr-partner")),
    ("formal-step", "manager", ("{formal}", "invite")),
    ("formal-step", "manager", ("{formal}", "minutes")),
    ("formal-step", "hr_partner", ("{formal}", "stand-in")),
    ("formal-stand-in", "delegate", ("{formal}", 2)),
    ("formal-advice", "hr_partner", ("{formal}",)),
    ("formal-advice-note", "hr_partner", ("{formal}", 1)),
    ("notes", "manager", ()),
    ("note-new", "manager", ()),
    ("note", "manager", ("{note}",)),
    ("note-edit", "manager", ("{note}",)),
    ("note-repeat", "manager", ("{note}",)),
    ("note-delete", "manager", ("{note}",)),
    ("note-share", "manager", ("{note-fresh}",)),
    ("note-escalate", "manager", ("{note}",)),
    ("agreed-points", "on_pip", ()),
    ("agreed-points-new", "manager", ()),
    ("slip", "on_pip", ("{slip}",)),
    ("slip-edit", "manager", ("{slip}",)),
    ("escalation", "hr_partner", ("{bundle}",)),
    ("okrs-now", "engineer", ()),
    ("okrs", "leader", (CYCLE,)),
    ("okr-review", "leader", (CYCLE,)),
    ("risk", "executive", (CYCLE,)),
    ("risk", "manager", (CYCLE,)),
    ("who-could-build", "executive", (CYCLE, "PAY-3")),
    ("who-could-build", "manager", (CYCLE, "PAY-3")),
    ("key-result", "engineer", (CYCLE, "PAY-3")),
    ("key-result", "executive", (CYCLE, "PAY-3")),
    ("key-result-change", "leader", (CYCLE, "PAY-3")),
    ("key-result-check-in", "leader", (CYCLE, "PAY-3")),
    ("key-result-need", "leader", (CYCLE, "PAY-3")),
    ("objective-new", "leader", (CYCLE,)),
    ("objective", "leader", (CYCLE, "{company-objective}")),
    ("okr-round", "leader", (CYCLE,)),
    ("okr-round", "mentor", (CYCLE,)),
    ("okr-close", "leader", (CYCLE,)),
    ("okr-carry-on", "leader", (CYCLE,)),
    ("okr-drafts", "leader", (CYCLE,)),
    ("okr-compare", "leader", (CYCLE,)),
    ("key-result-close", "leader", (CYCLE, "PAY-3")),
    ("key-result-helped", "leader", (CYCLE, "PAY-3")),
    ("key-result-review-answer", "leader", (CYCLE, "PAY-3")),
    ("objective-change", "leader", (CYCLE, "{company-objective}")),
    ("key-result-new", "leader", (CYCLE, "{company-objective}")),
    ("overview", "leader", ()),
    ("overview", "executive", ()),
    ("impact", "executive", (CYCLE,)),
    ("characteristics", "engineer", ()),
    ("characteristics-asked", "hr_admin", ()),
    ("fairness", "hr_admin", ()),
    ("fairness-release", "hr_admin", ()),
    ("framework", "engineer", ()),
    ("framework", "hr_admin", ()),
    ("framework-level", "engineer", ("engineering", 3)),
    ("framework-role", "engineer", ("engineer-3",)),
    ("framework-versions", "hr_admin", ("engineering",)),
    ("framework-version", "engineer", ("engineering", 1)),
    ("framework-version", "hr_admin", ("engineering", 2)),
    ("framework-ladder", "hr_admin", ("engineering", 2, "delivery-forecasting")),
    ("framework-publish", "hr_admin", ("engineering", 2)),
    ("framework-discard", "hr_admin", ("engineering", 2)),
    ("capability", "engineer", ("delivery-forecasting",)),
    ("drift", "hr_admin", ()),
    ("drift", "leader", ()),
    ("figures", "hr_admin", ()),
    ("figures", "executive", ()),
    ("drift-sign", "hr_admin", ("one-sided",)),
    ("drift-ask", "hr_partner", ("one-sided", "sam-okafor")),
    ("follow-up", "manager", ("{follow-up}",)),
    ("follow-up", "hr_partner", ("{follow-up}",)),
    ("system-reviews", "hr_admin", ()),
    ("system-review-new", "hr_admin", ()),
    ("system-review", "hr_admin", ("2026-h2",)),
    ("system-review", "executive", ("2026-h2",)),
    ("system-review-move", "hr_admin", ("2026-h2", "hold")),
    ("system-decision", "manager", ("{system-decision}",)),
    ("talent-sessions", "engineer", ()),
    ("talent-sessions", "manager", ()),
    ("talent-new", "hr_admin", ()),
    ("talent-session", "hr_admin", ("{talent-ahead}",)),
    ("talent-session", "outsider_manager", ("{talent}",)),
    ("talent-move", "hr_admin", ("{talent}", "close")),
    ("talent-person", "outsider_manager", ("{talent}", "sam-okafor")),
    ("talent-person", "engineer", ("{talent-over}", "sam-okafor")),
    ("talent-ahead", "manager", ("{talent-ahead}", "marek-nowak")),
    ("settings", "hr_admin", ()),
    ("settings-people", "hr_admin", ()),
    ("settings-person", "hr_admin", ("sam-okafor",)),
    ("settings-person-add", "hr_admin", ()),
    ("settings-person-edit", "hr_admin", ("sam-okafor",)),
    ("settings-person-manager", "hr_admin", ("sam-okafor",)),
    ("settings-person-role", "hr_admin", ("sam-okafor",)),
    ("settings-person-team", "hr_admin", ("sam-okafor",)),
    ("settings-person-stand-in", "hr_admin", ("priya-raman",)),
    ("settings-person-left", "hr_admin", ("sam-okafor",)),
    ("settings-teams", "hr_admin", ()),
    ("settings-team", "hr_admin", ("payments",)),
    ("settings-roles", "hr_admin", ()),
    ("settings-calendars", "operator", ()),
    ("settings-periods", "hr_admin", ()),
    ("settings-prompts", "hr_admin", ()),
    ("settings-practice", "hr_admin", ()),
    ("account-settings", "manager", ()),
    ("my-data", "engineer", ()),
    ("my-readings", "engineer", ()),
    ("my-request-new", "engineer", ()),
    ("my-request", "outsider", ("{access-case}",)),
    ("confirm-me", "engineer", ()),
    ("access-cases", "privacy_officer", ()),
    ("access-case-new", "privacy_officer", ()),
    ("access-case", "privacy_officer", ("{access-case}",)),
    ("access-case", "case_reviewer", ("{access-case}",)),
    ("access-item", "privacy_officer", ("{access-case}", 1)),
    ("audit", "privacy_officer", ()),
    ("retention", "privacy_officer", ()),
    ("retention-run", "privacy_officer", ()),
    ("retention-certificate", "privacy_officer", ("{certificate}",)),
    ("retention-holds", "privacy_officer", ()),
    ("retention-hold", "case_reviewer", ("{hold}",)),
    ("retention-erasures", "privacy_officer", ()),
    ("retention-erasure", "hr_admin", ("{erasure}",)),
    ("account-stand-in", "manager", ()),
    ("import", "hr_admin", ()),
    ("import-map", "hr_admin", ("{upload}",)),
    ("import-check", "hr_admin", ("{upload}",)),
    ("invitation", "", ("{token}",)),
    ("account_login", "", ()),
    ("account_logout", "engineer", ()),
    ("account_change_password", "engineer", ()),
    ("account_reset_password", "", ()),
    ("account_reset_password_done", "", ()),
    ("account_reset_password_from_key", "", ("1-a", "b-c")),
    ("account_reset_password_from_key_done", "", ()),
]
ELSEWHERE = {
    "access-answer": "for somebody who has left; in tests/custody/test_case.py",
    "access-workspace": "beside a plan of whoever asked; in tests/custody/test_workspaces.py",
    "import-done": "in test_import.py, after an import",
    "import-problems": "a CSV",
    "people-suggest": "a fragment of the person picker",
    "calendar-feed": "for calendars",
    "calendar-link": "the way back to the account page",
    "appeal-by-link": "for somebody who has left; in tests/improvement/test_links.py",
    "formal-appeal-link": "once an outcome is recorded; in tests/improvement/test_links.py",
    "escalation-partner": "while an HR partner is missing; in tests/conversations/test_recusing.py",
    "formal-paper": "a PDF, read in tests/improvement/test_papers.py",
    "one-to-one-markdown": "a text",
    "okr-review-markdown": "a text",
    "okr-markdown": "a text",
    "okr-csv": "a CSV",
    "figures-csv": "a CSV",
    "system-review-markdown": "a text",
    "talent-markdown": "a text",
    "okr-round-now": "the way to the running round",
    "impact-now": "the way to the last picture",
    "healthz": "for machines",
    "readyz": "for machines",
    "security-txt": "for machines",
    "openapi": "for machines",
    "setup-owner": "before set-up is done",
    "setup-organisation": "before set-up is done",
    "setup-periods": "before set-up is done",
    "setup-people": "before set-up is done",
    "setup-email": "before set-up is done",
    "setup-done": "before set-up is done",
    "account_signup": "the page of what is not there",
    "account_email": "the page of what is not there",
    "account_inactive": "the page of what is not there",
    "account_reauthenticate": "the page of what is not there",
    "account_set_password": "the page of what is not there",
    "account_email_verification_sent": "the page of what is not there",
    "account_confirm_email": "the page of what is not there",
}
MAIN: list[tuple[str, str, tuple[Any, ...]]] = [
    ("home", "manager", ()),
    ("plan", "engineer", PLAN),
    ("plan-edit", "engineer", PLAN),
    ("one-to-one", "manager", ("sam-okafor", "{next-day}")),
    ("my-team", "manager", ()),
    ("okrs", "leader", (CYCLE,)),
    ("key-result", "engineer", (CYCLE, "PAY-3")),
    ("overview", "leader", ()),
]


OUTCOME = "I can forecast two changes, one of them for a Donaudampfschifffahrtsgesellschaftskapitän, without help"
"""With a word that must break."""


@dataclass
class Scene:
    """The cast in its quarter, and the parts of addresses that only the database knows."""

    cast: Cast
    keys: dict[str, object]


def given_about(engineer: Person, capability: int, cast: Cast, *, at: datetime) -> dict[str, str]:
    """Feedback that waits to be read and one that was shared, a question, and a request for evidence; each with a word that must break."""
    words = feedback.FeedbackDraft(date(2026, 11, 12), OUTCOME, OUTCOME, capability)
    waiting = feedback.give_feedback(engineer.pk, words, by=cast.peer, at=at)
    shared = feedback.give_feedback(engineer.pk, replace(words, manager_too=True), by=cast.mentor, at=at)
    feedback.read_feedback(shared.ref, by=engineer, at=at)
    (question,) = ask_for_feedback(Question({"first": cast.mentor.pk}, OUTCOME, capability_id=capability), by=engineer, at=at)
    (wanted,) = ask_for_evidence(engineer.pk, Question({"first": cast.peer.pk}, OUTCOME), by=cast.manager, at=at)
    return {"feedback": waiting.ref, "feedback-read": shared.ref, "ask-feedback": question.ref, "ask-evidence": wanted.ref}


def settled_beside(pair: Pair, *, at: datetime) -> None:
    """Protected hours and days, a goal that aims at another role, and a pause that waits for the other one."""
    plan, owner = pair.fresh(), pair.owner
    block = protecting.add_block(plan.pk, by=owner, at=at)
    days = {"name": OUTCOME, "first_day": "2026-12-07", "last_day": "2026-12-08"}
    hours = {"hours_a_week": Edit("3", base_of(plan, "hours_a_week"))}
    kept = {block.pk: {name: Edit(text, base_of(block, name)) for name, text in days.items()}}
    actions.save_words(plan.pk, PlanEdits(plan=hours, blocks=kept), by=owner, at=at)
    elsewhere = actions.SuggestionDraft(outcome=OUTCOME, why="It is needed there", aims_elsewhere=True, note=OUTCOME)
    made = actions.suggest_goal(plan.pk, elsewhere, by=pair.manager, at=at)
    actions.accept_suggestion(made.pk, by=owner, at=at, elsewhere_words=OUTCOME)
    actions.suggest_goal(plan.pk, elsewhere, by=pair.manager, at=at)
    pausing.propose_pause(plan.pk, date(2026, 12, 4), by=pair.manager, at=at)


@pytest.fixture
def scene(cast: Cast, agreed: Pair, pinned: datetime) -> Scene:
    """An agreed plan with all that gathers around it, a draft, a shared plan, an upload, an invitation."""
    ground, engineer = agreed.ground, cast.engineer
    objective = ground.key_result.objective
    objective.owner = ground.key_result.owner = cast.leader
    objective.save()
    ground.key_result.critical = True
    ground.key_result.save()
    for owner in (cast.peer, cast.on_pip):
        plan = actions.start_plan(owner.pk, ground.cycle.pk, by=owner, at=OCTOBER)
        actions.add_goal(plan.pk, ground.goal(outcome=OUTCOME), by=owner, at=OCTOBER)
    actions.share_plan(plan.pk, by=cast.on_pip, at=OCTOBER)
    suggestion = actions.SuggestionDraft(outcome=OUTCOME, why="It serves the same key result")
    actions.suggest_goal(agreed.plan.pk, suggestion, by=cast.manager, at=pinned)
    piece = evidence.EvidenceDraft(EvidenceKind.MISSED_DATE, "Six weeks instead of four", date(2026, 9, 3), ground.forecasting.pk)
    shown = evidence.add_evidence(engineer.pk, piece, by=cast.manager, at=pinned)
    gap = evidence.assess_gap(engineer.pk, evidence.GapDraft(ground.forecasting.pk, 2, 3, [shown.pk]), by=cast.manager, at=pinned)
    drafting.begin_version("engineering", by=cast.hr_admin, at=BEFORE)
    profile = add_role_profile("Engineer", "3", {ground.forecasting.pk: 3}, by=None, at=BEFORE)
    give_role(engineer.pk, profile.pk, since=date(2026, 1, 5), by=None, at=BEFORE)
    first, second, *_rest = Review.objects.filter(plan=agreed.plan).order_by("due_on")
    reviews.save_review_words(first.pk, by=cast.manager, at=HELD, words={"done": Edit("Two forecasts", base_of(first, "done"))})
    reviews.hold_review(first.pk, by=cast.manager, at=HELD)
    add_point(engineer.handle, by=engineer, at=pinned, text=OUTCOME, day=second.due_on)
    settled_beside(agreed, at=pinned)
    traded = TradeOffDraft("Two hours a week", "The outage", "It burned", date(2026, 12, 11), goal_number=1, week_on=date(2026, 11, 9))
    record_trade_off(agreed.plan.pk, traded, by=engineer, at=pinned)
    ended = Plan.objects.create(owner=engineer, cycle=ground.last_cycle, state=PlanState.ACTIVE, created_at=OCTOBER, agreed_at=OCTOBER)
    version = Version.objects.create(plan=ended, number=1, words={"goals": []}, offered_by=engineer, offered_at=OCTOBER)
    Plan.objects.filter(pk=ended.pk).update(agreed_version=version)
    Goal.objects.create(plan=ended, number=1, outcome=OUTCOME, key_result=ground.old_key_result, agreed_in=version)
    asked = asks.ask(cast.mentor.pk, AskKind.EXPOSURE, what=OUTCOME, by=engineer, at=pinned, due_date=date(2026, 12, 4))
    given = given_about(engineer, ground.forecasting.pk, cast, at=pinned)
    draft = PersonDraft(name="Nora Invited", email="nora@example.org", title="Engineer", start_date=BEFORE.date())
    newcomer = add_person(draft, by=None, at=BEFORE, manager=cast.new_manager)
    begin_line(engineer, cast.mentor, since=pinned + timedelta(days=7), by=None, at=pinned)
    begin_line(cast.peer, cast.new_manager, since=pinned, by=None, at=pinned)
    option = OptionDraft(
        "Lead one forecast review", OptionKind.COURSE, what="Six hours", hours=Decimal(6), fits=(Fit(ground.forecasting.pk, 3),)
    )
    learning = add_option(option, by=None, at=BEFORE)
    suggest_option("Shadow the on-call lead", OptionKind.COACHING, why="The next incident", by=engineer, at=pinned)
    learned = {"kind": ActionKind.EDUCATION, "what": "Two days", "option": learning, "done_on": date(2026, 10, 12)}
    action = Action.objects.create(goal=Goal.objects.get(plan=agreed.plan.pk, number=1), number=9, **learned)
    used = ApplicationDraft(Use.USED, work="The refunds forecast", used_on=date(2026, 11, 2))
    say_application(action.pk, used, by=cast.manager, at=pinned)
    ImpactPicture.objects.create(cycle=ground.cycle, counted_at=pinned, figures=publishable([ground.cycle]))
    FairnessPicture.objects.create(cycle=ground.cycle, counted_at=pinned, figures=fairness_figures(ground.cycle))
    settle_lines(pinned)
    way = Way(cast).talk().to(State.GATE_PASSED).write(weeks=14).sign().to(State.ACTIVE).later(days=14).check(Verdict.IMPROVING)
    write_advice(way.ref, OUTCOME, by=cast.hr_partner, at=pinned)
    name_stand_in(way.ref, cast.delegate.pk, pinned.date(), pinned.date() + timedelta(days=9), by=cast.hr_partner, at=pinned)
    asked_for = ask_for_plan(engineer.pk, cast.hr_partner.pk, by=cast.manager, at=pinned)
    notes = [talks.record_note(cast.on_pip.pk, talked.DETAILS, by=cast.manager, at=pinned) for _ in range(3)]
    slips = [talks.share_points(one.ref, talked.POINTS, by=cast.manager, at=pinned) for one in notes[:2]]
    bundle = talks.escalate(notes[1].ref, {notes[1].ref}, cast.hr_partner, OUTCOME, by=cast.manager, at=pinned)
    take_snapshot(at=pinned)
    wish = Wish(OUTCOME, date(2026, 12, 8))
    follow_up = ask_for_follow_up(Sign.NEVER_REVIEWED, cast.on_pip.handle, cast.manager.pk, wish, by=cast.hr_partner, at=pinned)
    _review, _seat, decision = stewarded.system_review(cast, lambda _place: OUTCOME, at=pinned)
    over = stewarded.talent_over(cast, lambda _place: OUTCOME, at=HELD)
    going = stewarded.talent_open(cast, lambda _place: OUTCOME, at=pinned)
    ahead = stewarded.set_up(cast, OUTCOME, at=pinned)
    return Scene(
        cast,
        {
            "held-day": first.due_on,
            "next-day": second.due_on,
            "ask": asked.ref,
            **given,
            "gap": gap.pk,
            "formal": way.ref,
            "formal-draft": asked_for.ref,
            "handover": Handover.objects.get(person=engineer).ref,
            "company-objective": objective.pk,
            "option": learning.slug,
            "token": invite(newcomer, by=cast.hr_admin, at=pinned),
            "upload": uploaded(cast.hr_admin),
            "follow-up": follow_up.pk,
            "system-decision": decision,
            "talent": going.ref,
            "talent-over": over.ref,
            "talent-ahead": ahead.ref,
            "note": notes[0].ref,
            "note-fresh": notes[2].ref,
            "slip": slips[0].ref,
            "bundle": bundle.ref,
            **held_about(cast, at=pinned),
            "access-case": asked_for_everything(cast, at=pinned),
        },
    )


def held_about(cast: Cast, *, at: datetime) -> dict[str, object]:
    """About the leaver: an erasure that waits, a hold, a certificate of something that went; and something that is due."""
    asked = erasing.propose(cast.leaver.handle, OUTCOME, by=cast.privacy_officer, at=at)
    hold = holds.set_hold(cast.leaver.handle, OUTCOME, by=cast.privacy_officer, at=at)
    holds.propose_lifting(hold.pk, OUTCOME, by=cast.privacy_officer, at=at)
    made = []
    for person in (cast.outsider, cast.mentor):
        old = at - timedelta(days=900)
        Evidence.objects.create(person=person, kind=EvidenceKind.MEMO, what=OUTCOME, happened_on=old.date(), added_by=person, added_at=old)
        made.append(retention.run(at) if person == cast.outsider else None)
    assert made[0] is not None
    return {"erasure": asked.pk, "hold": hold.pk, "certificate": made[0].pk}


def asked_for_everything(cast: Cast, *, at: datetime) -> str:
    """An access case about the outsider, of whom the manager keeps a note."""
    words = dict.fromkeys(("concern", "expectation", "support"), OUTCOME)
    note = NoteDetails(words, at.date() - timedelta(days=2), at.date() + timedelta(days=20))
    talks.record_note(cast.outsider.pk, note, by=cast.outsider_manager, at=at)
    opening = case_actions.Opening(cast.outsider.handle, at.date(), cast.case_reviewer.pk)
    case = case_actions.open_case(opening, by=cast.privacy_officer, at=at)
    return case_actions.accept(case.ref, by=cast.case_reviewer, at=at).ref


def uploaded(person: Person) -> str:
    """The reference of a file with a wrong line in it, waiting to be imported."""
    client = Client()
    assert person.account is not None
    client.force_login(person.account)
    file = SimpleUploadedFile("staff.csv", b"email,name,title,start_date\nu1@example.org,Una One,Engineer,2026-02-30\n")
    answer = client.post("/settings/import/", {"op_id": str(uuid4()), "kind": "people", "file": file})
    return str(answer["Location"]).split("/")[3]


def address(scene: Scene, name: str, arguments: tuple[Any, ...]) -> str:
    """The address with the scene's own keys filled in."""
    return reverse(name, args=[scene.keys[one.strip("{}")] if isinstance(one, str) and one.startswith("{") else one for one in arguments])


class Windows:
    """One window for each person, so that nobody signs in twice."""

    def __init__(self, browse: Browse, scene: Scene, **dress: Any) -> None:
        self.browse, self.scene, self.dress = browse, scene, dress
        self.opened: dict[str, Visit] = {}

    def of(self, role: str) -> Visit:
        if role not in self.opened:
            self.opened[role] = self.browse(getattr(self.scene.cast, role) if role else None, **self.dress)
        return self.opened[role]

    def open(self, name: str, role: str, arguments: tuple[Any, ...]) -> tuple[Visit, list[str]]:
        """The page, and what is wrong with it before anybody looks closer."""
        visit = self.of(role)
        answer = visit.page.goto(visit.site + address(self.scene, name, arguments))
        wrong = [] if answer is not None and answer.status == 200 else [f"answered {answer and answer.status}"]
        if visit.kilobytes() > PAGE_LIMIT_KB:
            wrong.append(f"weighs {visit.kilobytes():.0f} kB")
        return visit, wrong


def looked_at(visit: Visit) -> list[str]:
    found = visit.violations()
    return [*found, f"{visit.overflow()} px too wide"] if visit.overflow() > 0 else found


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (360, "dark")])
def test_every_page_can_be_read_and_used_by_everybody(browse: Browse, scene: Scene, width: int, theme: str) -> None:
    """ARCHITECTURE 6, DESIGN 5 and 9."""
    windows = Windows(browse, scene, width=width, theme=theme)
    wrong = []
    for name, role, arguments in PAGES:
        visit, found = windows.open(name, role, arguments)
        wrong += [f"{name} as {role or 'a stranger'}: {one}" for one in [*found, *looked_at(visit)]]
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize(("language", "direction"), [("en-GB", "ltr"), ("ar", "rtl")])
def test_the_main_pages_hold_in_every_dress(browse: Browse, scene: Scene, settings: Any, language: str, direction: str) -> None:
    """DESIGN 9: four widths, two themes, both directions."""
    settings.LANGUAGES = [("en-gb", "English"), ("ar", "Arabic")]
    windows = Windows(browse, scene, language=language)
    wrong = []
    for name, role, arguments in MAIN:
        visit, found = windows.open(name, role, arguments)
        wrong += [f"{name}: {one}" for one in found]
        assert visit.page.locator("html").get_attribute("dir") == direction
        for theme in ("light", "dark"):
            visit.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of the two
            for width in (1280, 390, 360, 320):
                visit.page.set_viewport_size({"width": width, "height": 900})
                wrong += [f"{name}, {width} px, {theme}: {one}" for one in looked_at(visit)]
    assert not wrong, "\n" + "\n".join(wrong)


def names_in(resolver: URLResolver) -> set[str]:
    """The name of every address that may answer a GET."""
    found: set[str] = set()
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            found.add(one.name or str(one.pattern))
        else:
            found |= names_in(one)
    return found


ONLY_POSTS = {
    "characteristics-withdraw", "characteristics-retire",
    "settings-prompts-withdraw", "settings-practice-withdraw",
    "my-copy", "my-request-words", "my-request-take-back", "access-step", "access-item-answer", "access-workspace-back", "retention-hold-lift", "retention-erasure-decide",
    "coach-check", "coach-hints", "plan-begin", "goal-begin", "plan-offer", "plan-agree", "plan-commit", "plan-commitment-back", "plan-perspective",
    "plan-share-half",
    "plan-suggestion-accept", "plan-suggestion-decline", "plan-add-goal", "plan-drop-goal", "plan-add-block", "plan-remove-block", "plan-pause", "plan-pause-agree", "plan-pause-let-go", "plan-take-back", "plan-add-action",
    "plan-remove-action", "plan-share", "plan-edit-offer", "goal-cite", "action-done", "action-ask", "framework-begin",
    "framework-add-level", "framework-add-statement", "framework-remove-level",
    "one-to-one-held", "one-to-one-move", "agenda-add", "agenda-tick", "commitment-report", "commitment-answer", "evidence-withdraw",
    "feedback-read", "feedback-change", "feedback-correct", "feedback-share", "feedback-beside", "evidence-file",
    "gap-assess", "gap-answer", "settings-person-withdraw", "settings-person-role-back", "settings-person-stand-in-end", "settings-person-invite",
    "settings-role-confirm", "settings-role-decline", "settings-role-end", "key-result-drop-need", "key-result-critical",
    "key-result-move", "objective-move", "objective-remove", "okr-copy-back", "check-in-take-back", "key-result-remove", "session-stay", "handover-comment", "learning-offer", "learning-decline", "goal-option-take",
    "calendar-link-end", "snooze-end", "settings-calendar-revoke", "mail-choice", "one-to-one-time", "goal-state", "reset-share", "reset-finish", "reset-next",
    "trade-off-acknowledge", "trade-off-made-good", "follow-up-close", "follow-up-reopen",
    "system-review-parts", "system-review-decide", "system-review-name", "system-review-let-go", "system-review-count", "system-review-add",
    "talent-name", "talent-let-go", "talent-take-out", "talent-step", "talent-answer",
    "escalation-accept", "escalation-return", "note-add", "note-draft", "note-draft-discard", "note-escalate-send", "note-follow-up",
    "slip-answer", "slip-confirm", "slip-received",
}  # fmt: skip


def test_no_page_is_left_out() -> None:
    """A new address is looked at here, takes only what is sent to it, or says where it is looked at."""
    known = {name for name, _role, _arguments in PAGES} | set(ELSEWHERE) | ONLY_POSTS
    assert names_in(get_resolver()) == known
