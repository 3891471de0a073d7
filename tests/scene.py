"""One quarter of the cast with a word in every private place: an agreed plan, a sealed draft, asks, evidence, reviews, an upload.

The words come from a function of their place, so that one test plants words it looks for and another plants markup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from tests import stewarded
from tests.cast import BEFORE, NOW, Cast, gather
from tests.formal import Way

from cadenza.asks import actions as asks
from cadenza.asks.models import Ask
from cadenza.capability.actions import add_role_profile, give_role
from cadenza.capability.models import Capability, Framework, FrameworkVersion, Level, Statement
from cadenza.capability.rules import VersionState
from cadenza.characteristics import actions as characteristics
from cadenza.conversations import actions as talks
from cadenza.conversations.slips import SlipDraft
from cadenza.conversations.writing import NoteDetails
from cadenza.custody import case_actions as access_cases
from cadenza.custody import erasing, holds, requests
from cadenza.custody.certificates import close
from cadenza.custody.retention_models import Cause, Certificate, Purged
from cadenza.evidence import actions as evidence
from cadenza.evidence import feedback
from cadenza.evidence.file_rules import clean_file
from cadenza.evidence.models import Feedback
from cadenza.evidence.rules import EvidenceKind
from cadenza.handover import actions as handovers
from cadenza.handover.models import Briefing, Handover
from cadenza.home.actions import make_calendar_link
from cadenza.home.calendar_views import MISSES, READS
from cadenza.home.models import KeptFile
from cadenza.improvement import opening
from cadenza.improvement.advice import write_advice
from cadenza.improvement.checkpoint_rules import Verdict
from cadenza.improvement.meeting_rules import Meeting, Minutes
from cadenza.improvement.outcome_rules import SurpriseCause
from cadenza.improvement.rules import State
from cadenza.improvement.standing_in import name_stand_in
from cadenza.insight.impact_counting import publishable
from cadenza.insight.models import ImpactPicture
from cadenza.learning.actions import add_option, suggest_option
from cadenza.learning.rules import Fit, OptionDraft, OptionKind
from cadenza.people.actions import PersonDraft, add_person, begin_line, grant_role, invite
from cadenza.people.models import Account, Delegation, GrantProposal, Person
from cadenza.people.rules import GrantedRole
from cadenza.plans import actions, pausing, protecting, reviews, trade_offs
from cadenza.plans.actions import ActionDraft, GoalDraft, SuggestionDraft
from cadenza.plans.application_rules import Use
from cadenza.plans.applications import ApplicationDraft, say_application
from cadenza.plans.edits import PlanEdits
from cadenza.plans.goal_feedback import put_beside
from cadenza.plans.models import Action, Goal, Perspective, Plan, Review, ReviewedGoal, SelfView, Version
from cadenza.plans.queries import self_views_of
from cadenza.plans.rules import ActionKind, CommitmentState, GoalStatus, Lane, SelfViewField
from cadenza.rhythm.actions import add_point
from cadenza.rhythm.feedback import Question, answer_with_evidence, ask_for_evidence, ask_for_feedback
from cadenza.stewardship import actions as follow_ups
from cadenza.stewardship.fairness_counting import publishable as fairness_figures
from cadenza.stewardship.fairness_models import FairnessPicture
from cadenza.stewardship.rules import Sign, Wish
from cadenza.strategy.models import CapabilityRequirement, CheckIn, Cycle, KeyResult, Objective
from cadenza.web import clock
from cadenza.web.revisions import Edit, Revised, base_of

OCTOBER = datetime(2026, 10, 2, 9, 0, tzinfo=UTC)
HELD = datetime(2026, 10, 28, 14, 0, tzinfo=UTC)
YESTERDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)

PLANNED = datetime(2027, 1, 4, 0, 0, tzinfo=UTC)

Say = Callable[[str], str]


def plain(place: str) -> str:
    """A word that stands nowhere else and says where it came from."""
    return f"zq{place.replace('-', '')}qz"


@dataclass
class Scene:
    """The rows by the names that tests use, and which word was said where."""

    cast: Cast
    say: Say
    said: dict[str, str] = field(default_factory=dict)
    """Place -> what was written there."""
    ids: dict[str, int] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    def put(self, place: str) -> str:
        """Say something in a place, and remember it."""
        self.said[place] = self.say(place)
        return self.said[place]

    def members(self) -> dict[str, Person]:
        """Role -> person."""
        return self.cast.everybody()


def build(say: Say = plain) -> Scene:
    """Everything, through the actions that people use. The caller is inside a transaction and has the clock pinned at NOW."""
    scene = Scene(gather(), say)
    _organisation(scene)
    _agreed_plan(scene)
    _reviews(scene)
    _afterwards(scene)
    _draft(scene)
    _shared_plan(scene)
    _settings(scene)
    _handovers(scene)
    _formal(scene)
    _feedback(scene)
    _talks(scene)
    _access_case(scene)
    _kept_records(scene)
    _learning(scene)
    _follow_up(scene)
    _stewardship(scene)
    _impact(scene)
    _declared(scene)
    return scene


def _follow_up(scene: Scene) -> None:
    """HR asks the manager about a sign of drift."""
    cast = scene.cast
    wish = Wish(scene.put("follow-up"), date(2026, 12, 8))
    made = follow_ups.ask(Sign.UNCHANGED, "sam-okafor", cast.manager.pk, wish, by=cast.hr_partner, at=YESTERDAY)
    scene.ids["follow-up"] = made.pk


def _impact(scene: Scene) -> None:
    """The picture of impact, counted as if the quarter were over: everybody's goals are behind it, and nobody's is in it."""
    cycle = Cycle.objects.get(key="2026-q4")
    ImpactPicture.objects.create(cycle=cycle, counted_at=YESTERDAY, figures=publishable([cycle]))


def _stewardship(scene: Scene) -> None:
    """A system review that is being filled, a talent review that is open and one that is over."""
    review, seat, decision = stewarded.system_review(scene.cast, scene.put, at=YESTERDAY)
    ran, going = stewarded.talent_over(scene.cast, scene.put, at=HELD), stewarded.talent_open(scene.cast, scene.put, at=YESTERDAY)
    ahead = stewarded.set_up(scene.cast, "Payments, winter", at=YESTERDAY)
    scene.ids |= {"system-seat": seat, "system-decision": decision, "talent-seat": going.seats.get().pk}
    scene.keys |= {"system": review.key, "talent": going.ref, "talent-over": ran.ref, "talent-ahead": ahead.ref}


def _declared(scene: Scene) -> None:
    """The engineer says something of themself; what was asked for is asked no longer, so its words stand on no page but their own."""
    cast, day = scene.cast, YESTERDAY
    gone = characteristics.ask_for("Heritage", [scene.put("declared"), "Another"], by=cast.hr_admin, at=day)
    characteristics.declare({gone.pk: gone.choices.all()[0].pk}, by=cast.engineer, at=day)
    characteristics.retire(gone.pk, by=cast.hr_admin, at=day)
    scene.ids["characteristic"] = characteristics.ask_for("Age", ["Under 30", "30 and over"], by=cast.hr_admin, at=day).pk
    cycle = Cycle.objects.get(key="2026-q4")
    FairnessPicture.objects.create(cycle=cycle, counted_at=day, figures=fairness_figures(cycle))


def edit(row: Revised, name: str, text: str) -> dict[str, Edit]:
    """One field of a row, as somebody who has just read it writes it."""
    return {name: Edit(text, base_of(row, name))}


def _organisation(scene: Scene) -> None:
    """Frameworks, a cycle and its key results: what everybody may read."""
    cast = scene.cast
    cycle = Cycle.objects.create(key="2026-q4", start_date=date(2026, 10, 1), end_date=date(2026, 12, 31))
    framework = Framework.objects.create(name="Engineering", slug="engineering")
    version = FrameworkVersion.objects.create(framework=framework, number=1, state=VersionState.PUBLISHED, published_at=BEFORE)
    draft = FrameworkVersion.objects.create(framework=framework, number=2, state=VersionState.DRAFT)
    for order, name in enumerate(("Delivery forecasting", "Design review")):
        slug = name.lower().replace(" ", "-")
        capability = Capability.objects.create(framework=framework, name=name, slug=slug, family="craft", order=order)
        scene.ids[slug] = capability.pk
        for number in range(1, 6):
            level = Level.objects.create(version=version, capability=capability, number=number)
            later = Level.objects.create(version=draft, capability=capability, number=number)
            for one in (level, later):
                Statement.objects.create(level=one, text=f"Does {name} at level {number}")
            scene.ids[f"draft-level-{number}"] = later.pk
    needs = {scene.ids["delivery-forecasting"]: 3}
    profile = add_role_profile("Engineer", "3", needs, by=None, at=BEFORE)
    give_role(cast.engineer.pk, profile.pk, since=date(2026, 1, 5), by=None, at=BEFORE)
    scene.ids["role-planned"] = give_role(cast.peer.pk, profile.pk, since=PLANNED.date(), by=None, at=BEFORE).pk
    company = Objective.objects.create(cycle=cycle, level="company", owner=cast.leader, title="Refunds arrive in a day")
    team = Objective.objects.create(cycle=cycle, level="team", team=cast.team, owner=cast.manager, title="Payments forecasts itself")
    for objective, key, owner in ((company, "CO-1", cast.leader), (team, "PAY-3", cast.engineer)):
        result = KeyResult.objects.create(
            objective=objective,
            cycle=cycle,
            key=key,
            title=f"Forecast for {key}",
            owner=owner,
            due_date=cycle.end_date,
            target=10,
            baseline=0,
        )
        need = CapabilityRequirement.objects.create(key_result=result, capability_id=scene.ids["delivery-forecasting"], level=3)
        look = CheckIn.objects.create(key_result=result, by=owner, at=BEFORE, value=3)
        scene.ids |= {key: result.pk, f"{key}-need": need.pk, f"{key}-look": look.pk}
    scene.ids |= {"cycle": cycle.pk, "framework-draft": draft.pk, "company-objective": company.pk, "team-objective": team.pk}


def whole_goal(scene: Scene, at: str, **changes: object) -> GoalDraft:
    """A goal with every answer given; `at` begins the name of each of its places."""
    draft = GoalDraft(
        key_result_id=scene.ids["PAY-3"],
        capability_id=scene.ids["delivery-forecasting"],
        level_now=2,
        level_aimed=3,
        outcome=scene.put(f"{at}-outcome"),
        success_measure=scene.put(f"{at}-measure"),
        target_date=date(2026, 12, 18),
        live_work=scene.put(f"{at}-live"),
        support_words=scene.put(f"{at}-support"),
        review_how=scene.put(f"{at}-how"),
        actions=(
            ActionDraft(
                ActionKind.EXPERIENCE, what=scene.put(f"{at}-do"), tracked_where=scene.put(f"{at}-track"), due_date=date(2026, 12, 4)
            ),
            ActionDraft(ActionKind.EXPOSURE, what=scene.put(f"{at}-ask"), partner_id=scene.cast.mentor.pk, due_date=date(2026, 12, 4)),
            ActionDraft(
                ActionKind.EDUCATION, what=scene.put(f"{at}-learn"), applied_in=scene.put(f"{at}-apply"), due_date=date(2026, 12, 4)
            ),
        ),
    )
    return replace(draft, **changes)  # type: ignore[arg-type]  # a table of changed fields


def _begin(scene: Scene, owner: Person, at: str) -> Plan:
    """A draft with a direction and both halves of the current state."""
    plan = actions.start_plan(owner.pk, scene.ids["cycle"], by=owner, at=OCTOBER)
    edits = {
        name: Edit(scene.put(f"{at}-{place}"), base_of(plan, name))
        for name, place in (("direction_picture", "picture"), ("aimed_role", "role"))
    }
    actions.edit_plan_words(plan.pk, edits, by=owner, at=OCTOBER)
    views: dict[str, SelfView] = {view.field: view for view in self_views_of(plan, opened_for_owner=True)}
    block = protecting.add_block(plan.pk, by=owner, at=OCTOBER)
    days = {"name": scene.put(f"{at}-block"), "first_day": "2026-12-07", "last_day": "2026-12-08"}
    kept = {name: Edit(value, base_of(block, name)) for name, value in days.items()}
    actions.save_words(plan.pk, PlanEdits(blocks={block.pk: kept}), by=owner, at=OCTOBER)
    strengths = edit(views["strengths"], "text", scene.put(f"{at}-strengths"))
    difficulties = edit(views["difficulties"], "text", scene.put(f"{at}-difficulties"))
    actions.save_words(plan.pk, PlanEdits(strengths=strengths, difficulties=difficulties), by=owner, at=OCTOBER)
    return plan


def _agreed_plan(scene: Scene) -> None:
    """The engineer's plan: shared but for the difficulties, promised by the manager, agreed by both."""
    cast = scene.cast
    plan = _begin(scene, cast.engineer, "own")
    goal = actions.add_goal(plan.pk, whole_goal(scene, "goal"), by=cast.engineer, at=OCTOBER)
    career = whole_goal(scene, "career", lane=Lane.CAREER, key_result_id=None, direction=scene.put("career-direction"))
    other = actions.add_goal(plan.pk, career, by=cast.engineer, at=OCTOBER)
    actions.share_plan(plan.pk, by=cast.engineer, at=OCTOBER, self_views=[SelfViewField.STRENGTHS])
    for number in (1, 2):
        made = actions.add_commitment(
            plan.pk, what=scene.put(f"promise-{number}"), due_date=date(2026, 11, 13), goal_number=number, by=cast.manager, at=OCTOBER
        )
        scene.ids[f"promise-{number}"] = made.pk
    blank = Perspective(plan=plan, author=cast.manager, field="strengths", text="")
    actions.write_perspective(
        plan.pk, SelfViewField.STRENGTHS, Edit(scene.put("perspective"), base_of(blank, "text")), by=cast.manager, at=OCTOBER
    )
    actions.offer_plan(plan.pk, by=cast.engineer, at=OCTOBER)
    actions.agree_plan(plan.pk, Version.objects.filter(plan=plan).latest("number").number, by=cast.manager, at=OCTOBER)
    pause = pausing.propose_pause(plan.pk, date(2026, 12, 11), by=cast.engineer, at=YESTERDAY)
    scene.ids |= {"plan": plan.pk, "goal": goal.pk, "career": other.pk, "pause": pause.pk}
    ask = Ask.objects.filter(asker=cast.engineer).order_by("pk").first()
    assert ask is not None
    scene.keys["ask"] = ask.ref


def _reviews(scene: Scene) -> None:
    """The first review held, the next one begun, both with words; a commitment reported and contested."""
    cast = scene.cast
    plan = Plan.objects.get(pk=scene.ids["plan"])
    first, second, *_rest = Review.objects.filter(plan=plan).order_by("due_on")
    own = ("done", "worked", "in_the_way", "learned", "focus", "need", "goals_change")
    blank = ReviewedGoal()
    theirs = ("support_given", "observations", "conditions")
    for writer, names in ((cast.engineer, own), (cast.manager, theirs)):
        first.refresh_from_db()
        words = {name: Edit(scene.put(f"held-{name.replace('_', '')}"), base_of(first, name)) for name in names}
        looks = {1: edit(blank, "moved", scene.put("held-moved"))} if writer is cast.engineer else {}
        reviews.save_review_words(first.pk, by=writer, at=HELD, words=words, goals=looks)
    reviews.hold_review(first.pk, by=cast.manager, at=HELD)
    second.refresh_from_db()
    second = reviews.move_review(second.pk, by=cast.engineer, at=HELD, to=date(2026, 11, 26), reason=scene.put("move-reason"))
    words = {name: Edit(scene.put(f"next-{name.replace('_', '')}"), base_of(second, name)) for name in ("done", "need")}
    looks = {1: edit(blank, "in_the_way", scene.put("next-intheway"))}
    reviews.save_review_words(second.pk, by=cast.engineer, at=YESTERDAY, words=words, goals=looks)
    first.refresh_from_db()
    scene.keys |= {"held-day": first.due_on.isoformat(), "next-day": "2026-11-26"}
    reviews.report_commitment(
        scene.ids["promise-1"], CommitmentState.MISSED, by=cast.manager, at=YESTERDAY, reason=scene.put("promise-reason")
    )
    reviews.contest_commitment(scene.ids["promise-1"], by=cast.engineer, at=YESTERDAY, words=scene.put("contest"))
    reviews.report_commitment(
        scene.ids["promise-2"], CommitmentState.MISSED, by=cast.manager, at=YESTERDAY, reason=scene.put("promise-before")
    )
    reviews.contest_commitment(scene.ids["promise-2"], by=cast.engineer, at=YESTERDAY, words=scene.put("contest-before"))
    reviews.report_commitment(scene.ids["promise-2"], CommitmentState.DELIVERED, by=cast.manager, at=YESTERDAY)


def _afterwards(scene: Scene) -> None:
    """What gathers around an agreed plan: evidence, a gap, a block, a waiting change, suggestions, an agenda, an answered request."""
    cast = scene.cast
    who = {"by": cast.engineer, "at": YESTERDAY}
    pieces = {}
    for name, writer in (("evidence-own", cast.engineer), ("evidence-manager", cast.manager)):
        draft = evidence.EvidenceDraft(
            EvidenceKind.METRIC, scene.put(name), date(2026, 11, 2), scene.ids["delivery-forecasting"], f"https://board.example/{name}"
        )
        pieces[name] = evidence.add_evidence(cast.engineer.pk, draft, by=writer, at=YESTERDAY)
        scene.ids[name] = pieces[name].pk
    gap = evidence.GapDraft(scene.ids["delivery-forecasting"], 2, 3, [one.pk for one in pieces.values()], why=scene.put("gap-why"))
    assessed = evidence.assess_gap(cast.engineer.pk, gap, **who)
    evidence.disagree_with_gap(assessed.pk, scene.put("gap-disagreement"), by=cast.manager, at=YESTERDAY)
    actions.cite_evidence(scene.ids["goal"], pieces["evidence-own"].pk, **who)
    words = (scene.put(f"traded-{name}") for name in ("what", "for", "why"))
    trade_offs.record_trade_off(
        scene.ids["plan"], trade_offs.TradeOffDraft(*words, date(2026, 12, 11), goal_number=1), by=cast.manager, at=YESTERDAY
    )
    reviews.set_goal_status(
        scene.ids["goal"],
        GoalStatus.BLOCKED,
        by=cast.manager,
        at=YESTERDAY,
        reason=scene.put("status-reason"),
        blocked_by=scene.put("status-block"),
        remover_id=cast.manager.pk,
        remove_by=date(2026, 12, 1),
    )
    done = Action.objects.get(goal=scene.ids["goal"], kind=ActionKind.EXPERIENCE)
    actions.mark_action_done(done.pk, done_on=date(2026, 11, 20), evidence=scene.put("action-shown"), **who)
    goal = Goal.objects.select_related("plan").get(pk=scene.ids["goal"])
    actions.edit_goal(goal.pk, edit(goal, "success_measure", scene.put("waiting-measure")), **who)
    third = actions.add_goal(scene.ids["plan"], whole_goal(scene, "third"), **who)
    actions.drop_goal(third.pk, reason=scene.put("third-learned"), **who)
    for name, by in (("suggested-manager", cast.manager), ("suggested-hr", cast.hr_partner)):
        suggestion = SuggestionDraft(outcome=scene.put(name), why=scene.put(f"{name}-why"))
        scene.ids[name] = actions.suggest_goal(scene.ids["plan"], suggestion, by=by, at=YESTERDAY).pk
    day = date.fromisoformat(scene.keys["next-day"])
    for name, by in (("agenda-own", cast.engineer), ("agenda-manager", cast.manager)):
        scene.ids[name] = add_point(cast.engineer.handle, by=by, at=YESTERDAY, text=scene.put(name), day=day).pk
    asks.accept(scene.keys["ask"], by=cast.mentor, at=YESTERDAY, reply=scene.put("ask-reply"))
    again = {"what": scene.put("promise-3"), "due_date": date(2026, 12, 11), "goal_number": 1}
    actions.add_commitment(scene.ids["plan"], **again, by=cast.manager, at=YESTERDAY)
    actions.offer_plan(scene.ids["plan"], by=cast.engineer, at=YESTERDAY)  # the second version waits for the manager
    scene.ids |= {"gap": assessed.pk, "dropped": third.pk}


def _draft(scene: Scene) -> None:
    """The peer's own draft: nobody else reads a word of it. The manager has suggested something to it."""
    cast = scene.cast
    plan = _begin(scene, cast.peer, "draft")
    elsewhere = {"aims_elsewhere": True, "elsewhere_note": scene.put("sealed-note"), "elsewhere_words": scene.put("sealed-own")}
    goal = actions.add_goal(
        plan.pk, whole_goal(scene, "sealed", direction=scene.put("sealed-direction"), **elsewhere), by=cast.peer, at=OCTOBER
    )
    suggestion = SuggestionDraft(outcome=scene.put("suggested-draft"), why=scene.put("suggested-draft-why"))
    made = actions.suggest_goal(plan.pk, suggestion, by=cast.manager, at=YESTERDAY)
    scene.ids |= {"draft": plan.pk, "draft-goal": goal.pk, "suggested-draft": made.pk}


def _shared_plan(scene: Scene) -> None:
    """A third plan, shared and promised but not offered yet: both may offer it."""
    cast = scene.cast
    plan = _begin(scene, cast.on_pip, "shared")
    actions.add_goal(plan.pk, whole_goal(scene, "open"), by=cast.on_pip, at=OCTOBER)
    actions.share_plan(plan.pk, by=cast.on_pip, at=OCTOBER, self_views=[SelfViewField.STRENGTHS])
    made = actions.add_commitment(
        plan.pk, what=scene.put("open-promise"), due_date=date(2026, 12, 12), goal_number=1, by=cast.manager, at=OCTOBER
    )
    scene.ids |= {"shared": plan.pk, "open-promise": made.pk}


def _settings(scene: Scene) -> None:
    """A proposed role, an invitation, an upload of HR admin, an account that is no person."""
    cast = scene.cast
    proposal = grant_role(cast.outsider, GrantedRole.EXECUTIVE, by=cast.hr_admin, at=YESTERDAY)
    assert isinstance(proposal, GrantProposal)
    draft = PersonDraft(name="Nora Invited", email="nora@example.org", title="Engineer", start_date=BEFORE.date())
    invited = add_person(draft, by=None, at=BEFORE, manager=cast.new_manager)
    scene.keys["token"] = invite(invited, by=cast.hr_admin, at=YESTERDAY)
    scene.keys["calendar"] = make_calendar_link(by=cast.engineer, at=YESTERDAY)
    scene.ids["proposal"] = proposal.pk
    begin_line(cast.outsider, cast.new_manager, since=PLANNED, by=cast.hr_admin, at=YESTERDAY)
    kept = KeptFile.objects.create(
        ref="I-DDDDDDDDDD", person=cast.hr_admin, kind="people", kept_at=YESTERDAY, outcome={"rows": 1, "new": 1}
    )
    scene.keys["imported"] = kept.ref
    delegation = Delegation.objects.get(manager=cast.manager)
    scene.ids["delegation"] = delegation.pk
    assert cast.engineer.account is not None
    Account.objects.create(email="robot@example.org", password=cast.engineer.account.password)
    text = f"email,name,title,start_date\nu1@example.org,Una One,{scene.put('upload-title')},2026-02-30\n"
    client = Client()
    account = cast.hr_admin.account
    assert account is not None
    client.force_login(account)
    answer = client.post(
        "/settings/import/",
        {"op_id": str(uuid4()), "kind": "people", "file": SimpleUploadedFile(f"{plain('upload-name')}.csv", text.encode())},
    )
    assert answer.status_code == 303, answer.content.decode()
    scene.said["upload-name"] = plain("upload-name")
    scene.keys["upload"] = answer["Location"].split("/")[3]


def _learning(scene: Scene) -> None:
    """A catalogue with one option, a suggestion for it, and education that both have said whether it was used."""
    cast = scene.cast
    option = OptionDraft("Lead one forecast review", OptionKind.COURSE, fits=(Fit(scene.ids["delivery-forecasting"], 3),))
    scene.keys["option"] = add_option(option, by=None, at=OCTOBER).slug
    why = scene.put("wished-why")
    scene.ids["wish"] = suggest_option("Shadow the on-call lead", OptionKind.COACHING, why=why, by=cast.engineer, at=YESTERDAY).pk
    learned = Action.objects.get(goal=scene.ids["career"], kind=ActionKind.EDUCATION)
    shown = scene.put("career-shown")
    actions.mark_action_done(learned.pk, done_on=date(2026, 10, 12), evidence=shown, by=cast.engineer, at=YESTERDAY)
    used = ApplicationDraft(Use.USED, scene.put("used-work"), date(2026, 11, 2), "https://board.example/used-link")
    say_application(learned.pk, used, by=cast.engineer, at=YESTERDAY)
    say_application(learned.pk, ApplicationDraft(Use.NOT_USED, in_the_way=scene.put("used-way")), by=cast.manager, at=YESTERDAY)


def _handovers(scene: Scene) -> None:
    """One that is known ahead and half written, one that was sent and waits for the new manager."""
    cast = scene.cast
    outgoing, moved = (
        cast.outsider_manager,
        PersonDraft(name="Hana Moved", email="hana@example.org", title="Engineer", start_date=BEFORE.date()),
    )
    hana = add_person(moved, by=None, at=BEFORE, manager=outgoing)
    begin_line(hana, cast.new_manager, since=YESTERDAY, by=cast.hr_admin, at=YESTERDAY)
    handovers.settle_lines(YESTERDAY)
    ahead, passed = Handover.objects.get(person=cast.outsider), Handover.objects.get(person=hana)
    scene.keys |= {"handover": ahead.ref, "handover-passed": passed.ref}
    handovers.write_advice(passed.ref, edit(passed, "advice", scene.put("passed-advice")), by=outgoing, at=YESTERDAY)
    handovers.send([passed.ref], by=outgoing, at=YESTERDAY)
    handovers.write_advice(ahead.ref, edit(ahead, "advice", scene.put("handover-advice")), by=outgoing, at=YESTERDAY)
    briefing = edit(Briefing.objects.get(outgoing=outgoing), "risks", scene.put("handover-risks"))
    handovers.write_briefing([ahead.ref], briefing, by=outgoing, at=YESTERDAY)
    handovers.comment(ahead.ref, edit(ahead, "comment", scene.put("handover-comment"))["comment"], by=cast.outsider, at=YESTERDAY)


def _talks(scene: Scene) -> None:
    """The manager's notebook: one note shared and answered, one passed to HR, one of a conversation before, one unshared, one begun."""
    cast = scene.cast
    who = {"by": cast.manager, "at": YESTERDAY}
    first = talks.record_note(cast.peer.pk, _noted(scene, "noted"), **who)
    talks.add_to_note(first.ref, scene.put("noted-added"), **who)
    slip = talks.share_points(first.ref, _points(scene, "points"), **who)
    talks.answer_points(slip.ref, scene.put("points-reply"), by=cast.peer, at=YESTERDAY)
    second = talks.record_note(cast.peer.pk, _noted(scene, "bundled"), **who)
    passed = talks.share_points(second.ref, _points(scene, "bundled-points"), **who)
    bundle = talks.escalate(second.ref, {second.ref}, cast.hr_partner, scene.put("bundled-why"), **who)
    before = talks.enter_points(cast.peer.pk, _points(scene, "points-late"), **who)
    fresh = talks.record_note(cast.engineer.pk, _noted(scene, "noted-fresh"), **who)
    begun = {"concern": Edit(scene.put("noted-begun"), ""), "person": Edit(str(cast.on_pip.pk), "")}
    talks.save_draft(begun, **who)
    scene.keys |= {"note": first.ref, "note-passed": second.ref, "note-fresh": fresh.ref, "bundle": bundle.ref}
    scene.keys |= {"slip": slip.ref, "slip-passed": passed.ref, "slip-late": before.ref}


def _access_case(scene: Scene) -> None:
    """Somebody asked for everything about them: a note of their manager lies in the case, and two people look at it."""
    cast = scene.cast
    note = NoteDetails(
        {name: scene.put(f"asked-for-{name}") for name in ("concern", "expectation", "support")}, date(2026, 11, 20), date(2026, 12, 21)
    )
    talks.record_note(cast.outsider.pk, note, by=cast.outsider_manager, at=YESTERDAY)
    opening = access_cases.Opening(cast.outsider.handle, date(2026, 11, 23), cast.case_reviewer.pk)
    case = access_cases.open_case(opening, by=cast.privacy_officer, at=YESTERDAY)
    access_cases.accept(case.ref, by=cast.case_reviewer, at=YESTERDAY)
    requests.add_words(case.ref, scene.put("sought"), by=cast.outsider, at=YESTERDAY)
    access_cases.untell(case.ref, scene.put("untold-reason"), by=cast.privacy_officer, at=YESTERDAY)
    access_cases.tell_them(case.ref, by=cast.case_reviewer, at=YESTERDAY)
    scene.keys["access-case"] = case.ref


def _kept_records(scene: Scene) -> None:
    """About the leaver: an erasure that HR admin has not decided, a hold that nobody proposed to lift, and a certificate of what went."""
    cast = scene.cast
    who = {"by": cast.privacy_officer, "at": YESTERDAY}
    asked = erasing.propose(cast.leaver.handle, scene.put("erasure-reason"), **who)
    hold = holds.set_hold(cast.leaver.handle, scene.put("hold-reason"), **who)
    certificate = Certificate.objects.create(at=YESTERDAY, cause=Cause.SCHEDULE, counts={"evidence": 1})
    Purged.objects.create(certificate=certificate, kind="evidence", row=999_999, about=cast.leaver.pk)
    close(certificate)
    scene.ids |= {"erasure": asked.pk, "hold": hold.pk, "certificate": certificate.pk}


def _noted(scene: Scene, at: str) -> NoteDetails:
    words = {name: scene.put(f"{at}-{name}") for name in ("concern", "context", "expectation", "support", "agreed")}
    return NoteDetails(words, held_on=date(2026, 11, 23), follow_up_on=date(2026, 12, 21))


def _points(scene: Scene, at: str) -> SlipDraft:
    words = {name: scene.put(f"{at}-{name.replace('_', '')}") for name in ("seen", "expected", "support", "may_follow")}
    return SlipDraft(words, held_on=date(2026, 11, 23), expected_by=date(2026, 12, 21))


def _feedback(scene: Scene) -> None:
    """Unread and the person's own alone; read and corrected; shared by its giver; a question that waits, and what somebody who was asked told."""
    cast, capability = scene.cast, scene.ids["delivery-forecasting"]

    def given(place: str, giver: Person, *, manager_too: bool = False) -> Feedback:
        words = (scene.put(f"{place}-seen"), scene.put(f"{place}-effect"))
        draft = feedback.FeedbackDraft(date(2026, 11, 12), *words, capability, manager_too)
        made = feedback.give_feedback(cast.engineer.pk, draft, by=giver, at=YESTERDAY)
        scene.keys[place] = made.ref
        return made

    given("feedback-unread", cast.peer)
    own, told = given("feedback-own", cast.peer), given("feedback-told", cast.mentor, manager_too=True)
    for made in (own, told):
        feedback.read_feedback(made.ref, by=cast.engineer, at=YESTERDAY)
    feedback.correct_feedback(own.ref, scene.put("feedback-own-correction"), by=cast.peer, at=YESTERDAY)
    feedback.read_feedback(own.ref, by=cast.engineer, at=YESTERDAY)
    put_beside(own.ref, scene.ids["goal"], by=cast.engineer, at=YESTERDAY)
    question = Question({"first": cast.mentor.pk}, scene.put("question"), goal_id=scene.ids["goal"])
    (asked,) = ask_for_feedback(question, by=cast.engineer, at=YESTERDAY)
    about = Question({"first": cast.peer.pk}, scene.put("asked-about"), capability_id=capability)
    (wanted,) = ask_for_evidence(cast.engineer.pk, about, by=cast.manager, at=YESTERDAY)
    file = clean_file(f"{scene.put('told-file')}.txt", b"Forecast and result, side by side")
    draft = evidence.EvidenceDraft(EvidenceKind.MEMO, scene.put("told-what"), date(2026, 11, 9), file=file)
    told_piece = answer_with_evidence(wanted.ref, draft, by=cast.peer, at=YESTERDAY)
    scene.keys |= {"ask-feedback": asked.ref, "ask-evidence": wanted.ref, "file": told_piece.files.get().ref}


def _formal(scene: Scene) -> None:
    """A formal plan in its twelfth week, with words of each side in every place; the manager, the person and the HR partner are on it."""

    def say(place: str, words: str) -> str:
        return f"{words} {scene.put(f'formal-{place}')}"

    way = Way(scene.cast, say=say).talk().to(State.GATE_PASSED).write(weeks=14).sign().to(State.ACTIVE)
    opening.say_surprise(way.ref, scene.put("formal-surprise"), surprised=True, by=scene.cast.on_pip, at=way.at)
    opening.explain_surprise(way.ref, SurpriseCause.SERIOUSNESS, scene.put("formal-cause"), by=scene.cast.hr_partner, at=way.at)
    opening.add_statement(way.ref, scene.put("formal-statement"), by=scene.cast.on_pip, at=way.at)
    for day in [day for day in way.story.days if day < NOW.date()]:
        way.at = datetime(day.year, day.month, day.day, 15, 0, tzinfo=UTC)
        way.check(Verdict.IMPROVING)
    way.at = YESTERDAY
    way.give_support()
    write_advice(way.ref, scene.put("formal-advice"), by=scene.cast.hr_partner, at=YESTERDAY)
    told = Minutes(Meeting.CHECKPOINT, YESTERDAY.date(), "Marek, Priya", "None came", scene.put("formal-minuted"), scene.put("formal-said"))
    opening.minute(way.ref, told, by=scene.cast.manager, at=YESTERDAY)
    name_stand_in(way.ref, scene.cast.delegate.pk, YESTERDAY.date(), NOW.date() + timedelta(days=9), by=scene.cast.hr_partner, at=YESTERDAY)
    scene.keys["formal"] = way.ref
    scene.ids["formal-next"] = len(way.story.checkpoints) + 1


class Browser:
    """Somebody at a screen who never signs out: the same cookies before each request."""

    def __init__(self, account: Account | None) -> None:
        self.client = Client(raise_request_exception=False)
        if account is not None:
            self.client.force_login(account)
        self.cookies = self.client.cookies.output()
        self.kept = {name: morsel.value for name, morsel in self.client.cookies.items()}

    def ask(self, method: str, path: str, data: Mapping[str, object] | None = None, *, htmx: bool = False) -> HttpResponse:
        """One request; a POST carries an op_id of its own. The whole cast asks from one address, so no pace is held against it."""
        READS.forget()
        MISSES.forget()
        self.client.cookies.clear()
        for name, value in self.kept.items():
            self.client.cookies[name] = value
        headers = {"HTTP_HX_REQUEST": "true"} if htmx else {}
        sent = {"op_id": str(uuid4()), **(data or {})} if method == "POST" else {}
        answer: HttpResponse = getattr(self.client, method.lower())(path, sent, **headers)
        return answer


def browsers(scene: Scene) -> dict[str, Browser]:
    """Everybody in the cast, an account that is no person, and a stranger without one."""
    found = {role: Browser(person.account) for role, person in scene.members().items()}
    found |= {"account_only": Browser(Account.objects.get(email="robot@example.org")), "anonymous": Browser(None)}
    for browser in found.values():
        browser.ask("GET", "/settings/")  # both clocks of the session run from here
    return found


@contextmanager
def standing(say: Say = plain) -> Iterator[Scene]:
    """The scene for a whole module, with the clock held; taken back at the end. Each test goes on from here and is taken back by itself."""
    with clock.pinned(NOW), transaction.atomic(), pytest.MonkeyPatch.context() as patched:
        patched.setattr("django.test.client.store_rendered_templates", lambda *_args, **_more: None)  # nobody asks for contexts here
        patched.setattr("django.conf.settings.EMAIL_BACKEND", "cadenza.jobs.mail.QueuedMail")  # as in an installation
        try:
            yield build(say)
        finally:
            transaction.set_rollback(True)


__all__ = ["NOW", "Browser", "Scene", "browsers", "build", "plain", "standing"]
