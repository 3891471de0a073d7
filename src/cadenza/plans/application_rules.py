"""When somebody is asked in which work they used what they learned, and what an answer must say (LEARN-3). Pure."""

from __future__ import annotations

from datetime import date, timedelta
from enum import IntEnum

from cadenza.objections import N_, Objection, objection, says_something
from cadenza.people.rules import Coded
from cadenza.practice.practice_rules import FollowUps

WORDS_LIMIT = 2000


class Week(IntEnum):
    """The two questions, known by the weeks in which they come unless HR sets others. Source: DOMAIN LEARN-3; [L] follow-through, not attendance."""

    FOURTH = 4
    TWELFTH = 12

    def after(self, asked: FollowUps) -> int:
        """How many weeks after an action was done this question comes under a practice. Rule LEARN-3."""
        return asked.first_week if self is Week.FOURTH else asked.second_week


class Use(Coded):
    """What can be answered."""

    USED = "used"
    NOT_USED = "not-used"


def asked_on(done_on: date, week: Week, asked: FollowUps) -> date:
    """The day on which a question opens. Rules LEARN-3, HR-3."""
    return done_on + timedelta(weeks=week.after(asked))


def open_week(done_on: date | None, today: date, asked: FollowUps) -> Week | None:
    """Which question is open today: the first from its week on, the second from its own until it lapses. Rules LEARN-3, HR-3.

    The second takes the first one's place: one question at a time, and an old one is never owed for ever.
    """
    if done_on is None:
        return None
    second = asked_on(done_on, Week.TWELFTH, asked)
    if today >= second:
        return Week.TWELFTH if today < second + timedelta(days=asked.lapses_days) else None
    return Week.FOURTH if today >= asked_on(done_on, Week.FOURTH, asked) else None


def objections_to_saying(week: Week | None, *, answered: bool) -> list[Objection]:
    """Why nothing is asked of this side now. Rule LEARN-3."""
    if week is None:
        return [
            objection(
                "application-not-asked",
                N_("Nothing is asked about this action now: the questions come some weeks after it is done."),
            )
        ]
    if answered:
        return [objection("application-said", N_("Your side of this is answered already."))]
    return []


def objections_to_application(
    use: Use | None, *, work: str, used_on: date | None, link: str, in_the_way: str, done_on: date, today: date
) -> list[Objection]:
    """Why an answer says too little: named work with its day, or what stood in the way. Rule LEARN-3. Source: [L] application, not attendance."""
    found = []
    if use is None:
        found.append(objection("application-unsaid", N_("Say whether it was used."), where="use"))
    elif use is Use.USED:
        if not says_something(work):
            found.append(objection("application-without-work", N_("Name the work in which it was used."), where="work"))
        if used_on is None or not done_on <= used_on <= today:
            found.append(objection("application-day", N_("Enter a day from %(first)s to today."), where="used_on", first=done_on))
        if link and not link.startswith(("https://", "http://")):
            found.append(objection("application-link", N_("Enter an address that begins with https:// or leave it empty."), where="link"))
    elif not says_something(in_the_way):
        found.append(objection("not-used-without-why", N_("Say what stood in the way."), where="in_the_way"))
    for where, text in (("work", work), ("in_the_way", in_the_way)):
        if len(text) > WORDS_LIMIT:
            found.append(objection("application-too-long", N_("Keep this within %(limit)d characters."), where=where, limit=WORDS_LIMIT))
    return found
