"""Puts points on the agendas of the coming 1:1s, and some pairs' usual time and calendar beside them."""

from __future__ import annotations

from datetime import time, timedelta
from itertools import cycle

from cadenza.demo import stories
from cadenza.demo.organisation import House
from cadenza.home.actions import choose_mail, make_calendar_link
from cadenza.people import days
from cadenza.rhythm.actions import add_point, set_meeting_time

TIMES = (time(9, 30), None, time(14, 0), time(11, 15), None, time(16, 30))
"""When pairs meet, in turn; None: on a day, at no time of it."""


def build_agendas(house: House) -> None:
    """Two or three open points for each pair with a plan in hand, added by either side."""
    at = house.now - timedelta(hours=20)
    today = days.day_of(at)
    times = cycle(TIMES)
    for name, person in house.people.items():
        manager = house.manager(name)
        if manager is None or house.team_of[name] not in stories.PIECES:
            continue
        points = house.rng.sample(stories.AGENDA, house.rng.randrange(1, 4))
        for number, text in enumerate(points):
            add_point(person.handle, by=person if number % 2 == 0 else manager, at=at, text=text, day=today)
        if (begins := next(times)) is not None:
            set_meeting_time(person.handle, by=manager, at=at, begins=begins)
    for role in ("engineer", "manager"):
        make_calendar_link(by=house.role(role), at=at)  # nobody knows the token; the account page offers a new one
    choose_mail(weekly=True, on_the_day=False, by=house.role("peer"), at=at)
