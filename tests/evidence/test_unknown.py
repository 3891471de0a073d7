"""What never was and what may not be seen are the same answer (TRUST 0.6)."""

import pytest

from cadenza.evidence import access
from cadenza.objections import Unseen

pytestmark = pytest.mark.django_db


def test_evidence_about_nobody_does_not_exist(cast, at):
    with pytest.raises(Unseen):
        access.person_at(cast.manager, "evidence.see", 999_999, at=at)


def test_evidence_that_never_was_does_not_exist(cast, at):
    with pytest.raises(Unseen):
        access.evidence_for(cast.manager, "evidence.see", 999_999, at=at)


def test_an_assessment_that_never_was_does_not_exist(cast, at):
    with pytest.raises(Unseen):
        access.gap_for(cast.manager, "gap.see", 999_999, at=at)
