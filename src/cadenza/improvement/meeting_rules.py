"""How somebody was invited to a formal meeting, and what was said there: what must be written down for each of them (TRUST L3). Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from cadenza.improvement.gate_rules import too_long
from cadenza.objections import N_, Objection, objection, says_something
from cadenza.people.rules import Coded


class Meeting(Coded):
    """The meetings of a formal plan that somebody is invited to."""

    OPENING = "opening"
    CHECKPOINT = "checkpoint"
    OUTCOME = "outcome"
    APPEAL = "appeal"


class Method(Coded):
    """How the invitation reached the person."""

    IN_PERSON = "in-person"
    LETTER = "letter"
    MAIL = "mail"


@dataclass(frozen=True)
class Invitation:
    """What is written down about one invitation."""

    meeting: Meeting | None
    on: date | None
    served_on: date | None
    method: Method | None
    enclosed: str = ""
    companion_told: bool = False
    companion: str = ""

    @property
    def notice_days(self) -> int:
        """Days from the invitation to the meeting."""
        return (self.on - self.served_on).days if self.on and self.served_on else 0


SHORT_NOTICE = 2
"""Days; less is hardly time to find a companion. House figure; the Acas Code asks for reasonable notice (TRUST 4.1)."""


def objections_to_invitation(one: Invitation, *, today: date) -> list[Objection]:
    """Why an invitation is not written down so. TRUST L3: date and way it was served, notice, the right to be accompanied."""
    found = []
    if one.meeting is None:
        found.append(objection("invitation-to-nothing", N_("Say to which meeting."), where="meeting"))
    if one.on is None:
        found.append(objection("invitation-without-day", N_("Enter the day of the meeting."), where="on"))
    if one.served_on is None or one.served_on > today:
        found.append(objection("invitation-not-given", N_("Enter the day on which it was given: today or earlier."), where="served_on"))
    elif one.on is not None and one.on < one.served_on:
        found.append(objection("invitation-after-meeting", N_("The meeting cannot lie before its invitation."), where="on"))
    if one.method is None:
        found.append(objection("invitation-without-way", N_("Say how it was given."), where="method"))
    if not one.companion_told:
        found.append(
            objection(
                "companion-not-told",
                N_("An invitation that does not name the right to be accompanied does not count. Give another, then write it down."),
                where="companion_told",
            )
        )
    return (found or warnings_of_invitation(one)) + too_long({"enclosed": one.enclosed, "companion": one.companion})


def warnings_of_invitation(one: Invitation) -> list[Objection]:
    """What its page says beside an invitation that counts, for everybody on the plan and for good. TRUST L3: reasonable notice."""
    if one.notice_days >= SHORT_NOTICE:
        return []
    words = N_("That is less than two days of notice. If the person asks for a later day, give it.")
    return [Objection("short-notice", words, "", {}, True)]


@dataclass(frozen=True)
class Minutes:
    """What is written down of one meeting that was held."""

    meeting: Meeting | None
    on: date | None
    present: str = ""
    companion: str = ""
    minutes: str = ""
    response: str = ""
    """The person's own answer, in their words."""
    hearing: bool = False
    """It could have ended in a formal step, whatever it was called."""


NEEDS_INVITATION = frozenset({Meeting.OPENING, Meeting.OUTCOME, Meeting.APPEAL})
"""Meetings that are or can end in a formal step: their minutes follow an invitation. Source: TRUST 4.1, it depends on what the meeting is."""
COMPANION_UNSAID = N_("Name who accompanied the person, or write that they came without a companion.")


def objections_to_minutes(
    one: Minutes, *, invited: Collection[tuple[Meeting | None, date | None]], begun: date | None, today: date
) -> list[Objection]:
    """Why the minutes of a meeting are not written down so. TRUST L3: attendees, the companion or that there was none, minutes.

    `invited` are meeting and day of each invitation in the record. A checkpoint that turned into a hearing without one is a warning.
    """
    found = []
    if one.meeting is None:
        found.append(objection("minutes-of-nothing", N_("Say which meeting it was."), where="meeting"))
    if one.on is None or one.on > today or (begun is not None and one.on < begun):
        found.append(
            objection("minutes-day-outside", N_("Enter the day on which it was held: today or earlier, within this plan."), where="on")
        )
    if not says_something(one.present):
        found.append(objection("attendees-unnamed", N_("Name everybody who was there."), where="present"))
    if not says_something(one.companion):
        found.append(objection("companion-unsaid", COMPANION_UNSAID, where="companion"))
    if not says_something(one.minutes):
        found.append(objection("minutes-empty", N_("Write down what was said."), where="minutes"))
    if not found and one.meeting in NEEDS_INVITATION and (one.meeting, one.on) not in invited:
        words = N_("There is no invitation to this meeting on this day in the record. Write the invitation down first.")
        found.append(objection("meeting-without-invitation", words, where="meeting"))
    return (found or warnings_of_minutes(one, invited=invited)) + too_long(
        {name: getattr(one, name) for name in ("present", "companion", "minutes", "response")}
    )


def objections_to_opening_meeting(
    companion: str, *, held_on: date | None, invited: Collection[tuple[Meeting | None, date | None]]
) -> list[Objection]:
    """Why an opening conversation does not serve a plan. TRUST L3: it is always formal, so there is an invitation to it on its day, and
    it is said who came with the person or that nobody did. How much notice was given stands beside the invitation.
    """
    found = []
    if (Meeting.OPENING, held_on) not in invited:
        words = N_("There is no invitation to the opening conversation on this day in the record. Write the invitation down first.")
        found.append(objection("opening-without-invitation", words, where="held_on"))
    if not says_something(companion):
        found.append(objection("companion-unsaid", COMPANION_UNSAID, where="companion"))
    return found


def warnings_of_minutes(one: Minutes, *, invited: Collection[tuple[Meeting | None, date | None]]) -> list[Objection]:
    """What its page says beside the minutes of a hearing to which nobody was invited, until an invitation stands in the record. TRUST L3."""
    if not one.hearing or (one.meeting, one.on) in invited:
        return []
    words = N_("A meeting that could end in a formal step is a hearing: it needs an invitation in time and the right to be accompanied. If there was none, hold it again.")  # fmt: skip
    return [Objection("hearing-without-invitation", words, "", {}, True)]
