"""The appeal of somebody who has left, whose account is closed: a link that HR gives them, good for this one thing (TRUST X5, L5).

Token and code are made once and never stored, only their hash; the link goes by one way and the code by another. Nobody else is let in.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from cadenza.improvement import link_rules, rules
from cadenza.improvement.access import Seat
from cadenza.improvement.deciding import take_appeal
from cadenza.improvement.held import Held, day_of_person, hold, read_story
from cadenza.improvement.ledger import opened
from cadenza.improvement.models import AppealLink, Case
from cadenza.improvement.queries import Page, pages
from cadenza.improvement.rules import Act, Kind, Part, State
from cadenza.objections import N_, Objection, OutOfStep, Unseen, refuse_if
from cadenza.people.models import Person
from cadenza.people.tokens import hash_of, new_token
from cadenza.web.refs import LETTERS

CODE_LENGTH = 10
WRONG = Objection("appeal-code-wrong", N_("This is not the code of this link, or the link is closed."), "code")


@transaction.atomic
def give_link(ref: str, *, by: Person, at: datetime) -> tuple[str, str]:
    """Make the link and its code, in place of any former one; that one was given is in the record. TRUST X5."""
    held = hold(by, Act.GIVE_LINK, ref, at=at)
    refuse_if(link_rules.objections_to_giving(held.case.person.end_date))
    token, code = new_token(), "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
    AppealLink.objects.update_or_create(
        case=held.case, defaults={"token_hash": hash_of(token), "secret_hash": _both(token, code), "made_at": at, "tries": 0}
    )
    held.add(Kind.LINK_GIVEN)
    held.done()
    return token, code


def link_for(token: str, *, at: datetime) -> AppealLink:
    """A link that still opens something. Raises Unseen, as for one that never was."""
    link = AppealLink.objects.select_related("case__person").filter(token_hash=hash_of(token)).first()
    if link is None or not _is_open(link, at):
        raise Unseen
    return link


def case_by(token: str, code: str, *, at: datetime) -> Case | None:
    """The plan, for whoever has both secrets; None for a wrong code, which counts. In a transaction of its own: a try stays counted."""
    with transaction.atomic():
        link = AppealLink.objects.select_for_update().get(pk=link_for(token, at=at).pk)
        if _is_open(link, at) and secrets.compare_digest(link.secret_hash, _both(token, link_rules.plain_code(code))):
            return Case.objects.select_related("person", "manager", "hr_partner", "decider", "appeal_manager").get(pk=link.case_id)
        link.tries += 1
        link.save(update_fields=["tries"])
    return None


def page_of(case: Case, *, at: datetime) -> Page:
    """What the person reads by the link: their plan as it was opened to them. The caller has checked both secrets."""
    return pages([Seat(case, frozenset({Part.PERSON}), State(case.state))], at=at)[0]


@transaction.atomic
def appeal_by_link(case: Case, words: str, *, at: datetime) -> Held:
    """The person who has left appeals, within the same window and under the same rule. Rule PIP-8; TRUST X5."""
    row = Case.objects.select_for_update(of=("self",)).select_related("person", "manager", "hr_partner").get(pk=case.pk)
    if found := rules.objections_to_move(State(row.state), Act.APPEAL):
        raise OutOfStep(found)
    entries = opened([row])[row.pk]
    return take_appeal(Held(row, Act.APPEAL, row.person, at, Part.PERSON, entries, read_story(entries), waits_for_manager=False), words)


def _is_open(link: AppealLink, at: datetime) -> bool:
    case = link.case
    ended = day_of_person(case.person, case.ended_at) if case.ended_at else None
    today = day_of_person(case.person, at)
    return link_rules.link_is_open(State(case.state), appeal_until=case.act_by, ended_on=ended, tries=link.tries, today=today)


def _both(token: str, code: str) -> str:
    return hash_of(f"{token}:{code}")
