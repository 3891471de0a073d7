"""Who is what to whom, on which instant."""

from __future__ import annotations

import pytest
from tests.cast import Cast

from cadenza.people.relations import people_with, relations_to
from cadenza.people.rules import Relation

pytestmark = pytest.mark.django_db

R = Relation
TO_ENGINEER = {
    "engineer": {R.SELF},
    "manager": {R.MANAGER, R.COLLEAGUE},
    "upline": {R.UPLINE, R.COLLEAGUE},
    "leader": {R.UPLINE, R.COLLEAGUE},
    "peer": {R.COLLEAGUE},
    "outsider": {R.COLLEAGUE},
    "mentor": {R.COLLEAGUE},
    "new_manager": {R.COLLEAGUE},
    "appeal_manager": {R.COLLEAGUE},
    "delegate": {R.DELEGATE, R.COLLEAGUE},
    "hr_partner": {R.HR_SCOPE, R.COLLEAGUE},
    "hr_admin": {R.HR_ADMIN, R.COLLEAGUE},
    "privacy_officer": {R.PRIVACY_OFFICER, R.COLLEAGUE},
    "operator": {R.OPERATOR, R.COLLEAGUE},
    "executive": {R.EXECUTIVE, R.COLLEAGUE},
    "case_reviewer": {R.CASE_REVIEWER, R.COLLEAGUE},
    "leaver": set(),
}


def test_everybody_in_the_cast_is_to_the_engineer_what_the_table_says(cast: Cast, at) -> None:
    found = {name: set(relations_to(getattr(cast, name), cast.engineer, at=at)) for name in TO_ENGINEER}
    assert found == TO_ENGINEER


@pytest.mark.parametrize("relation", list(Relation))
def test_lists_and_single_people_agree_for_the_whole_cast(cast: Cast, at, relation) -> None:
    people = cast.everybody().values()
    for viewer in people:
        one_by_one = {subject.pk for subject in people if relation in relations_to(viewer, subject, at=at)}
        assert set(people_with(viewer, {relation}, at=at).values_list("pk", flat=True)) == one_by_one
