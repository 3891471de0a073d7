"""Puts points on the agendas of the coming 1:1s."""

from __future__ import annotations

from datetime import timedelta

from cadenza.demo import stories
from cadenza.demo.organisation import House
from cadenza.people import days
from cadenza.rhythm.actions import add_point


def build_agendas(house: House) -> None:
    """Two or three open points for each pair with a plan in hand, added by either side."""
    at = house.now - timedelta(hours=20)
    today = days.day_of(at)
    for name, person in house.people.items():
        manager = house.manager(name)
        if manager is None or house.team_of[name] not in stories.PIECES:
            continue
        points = house.rng.sample(stories.AGENDA, house.rng.randrange(1, 4))
        for number, text in enumerate(points):
            add_point(person.handle, by=person if number % 2 == 0 else manager, at=at, text=text, day=today)
