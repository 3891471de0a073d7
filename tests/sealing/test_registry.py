"""Every text field of the house is registered as words about a person or as none (TRUST 2.5)."""

from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from django.db import models
from django.test.utils import isolate_apps

from cadenza.sealing import checks, ring
from cadenza.sealing.keys import Unit, seal
from cadenza.sealing.registry import PERSONAL, PLAIN, Level, in_vain, personal_text, plain_text, unregistered


@pytest.fixture
def house_model() -> Iterator[object]:
    """Makes a model as a room of the house would, apart from Django's own registry."""
    with isolate_apps("cadenza.sealing"):

        def make(*parents: type[models.Model], name: str = "Sample", abstract: bool = False, **fields: models.Field) -> type[models.Model]:
            meta = type("Meta", (), {"app_label": "sealing", "abstract": abstract})
            return type(name, parents or (models.Model,), {"__module__": "cadenza.sealing.sample", "Meta": meta, **fields})

        yield make
    for known in (PERSONAL, PLAIN):
        for key in [key for key in known if key.startswith("cadenza.sealing.sample")]:
            del known[key]


@pytest.mark.parametrize(
    "field",
    [models.CharField, models.TextField, models.EmailField, models.SlugField, models.URLField, models.JSONField, models.BinaryField],
)
def test_a_text_field_that_nobody_registered_is_named(house_model, field):
    model = house_model(words=field(max_length=10) if issubclass(field, models.CharField) else field())
    assert list(unregistered([model])) == ["sealing.Sample.words"]


def test_a_registered_field_is_not_named(house_model):
    model = house_model(outcome=models.TextField(), slug=models.SlugField())
    personal_text(level=Level.P2, whose="owner", outcome="what the person will be able to do")(model)
    plain_text("slug")(model)
    assert list(unregistered([model])) == []


def test_a_field_with_choices_holds_codes_and_needs_no_registration(house_model):
    model = house_model(state=models.CharField(max_length=4, choices=[("a", "a")]))
    assert list(unregistered([model])) == []


def test_a_field_of_an_abstract_parent_counts_with_its_parents_registration(house_model):
    parent = plain_text("notes")(house_model(name="Parent", abstract=True, notes=models.TextField()))
    assert list(unregistered([house_model(parent, name="Child")])) == []


def test_a_registration_left_behind_by_a_renamed_field_is_named(house_model):
    model = plain_text("slog")(house_model(slug=models.SlugField()))
    assert list(in_vain([model])) == ["sealing.Sample.slog"]


def test_models_from_elsewhere_are_none_of_our_business():
    assert list(unregistered([Session])) == []


def test_the_check_fails_the_build_with_a_hint(house_model, monkeypatch):
    model = house_model(words=models.TextField())
    monkeypatch.setattr(checks.apps, "get_models", lambda **_: [model])
    assert [(found.id, found.level >= 40) for found in checks.every_text_field_is_registered(None)] == [("sealing.E001", True)]


def test_every_room_has_registered_its_fields():
    assert checks.every_text_field_is_registered(None) == []


@pytest.mark.django_db
def test_a_ring_that_others_may_read_is_a_warning(ring_file):
    seal("x", unit=Unit("a", None, None), place="p")
    assert checks.the_ring_is_closed_to_others(None) == []
    ring_file.chmod(0o640)
    assert [found.id for found in checks.the_ring_is_closed_to_others(None)] == ["sealing.W001"]
    assert ring.open_to_others()
