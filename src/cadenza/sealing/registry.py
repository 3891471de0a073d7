"""Which text fields hold words about people, how well protected they are, and whose they are. An unregistered one fails the build."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from django.db import models

ModelClass = TypeVar("ModelClass", bound=type[models.Model])

TEXT_FIELDS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


class Level(StrEnum):
    """Protection levels of TRUST 1.9."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


@dataclass(frozen=True)
class PersonalField:
    """One registered field: what it holds, whose it is, at which level."""

    level: Level
    whose: str
    holds: str


PERSONAL: dict[str, dict[str, PersonalField]] = {}
PLAIN: dict[str, frozenset[str]] = {}


def _name_of(model: type[models.Model]) -> str:
    return f"{model.__module__}.{model.__qualname__}"


def personal_text(*, level: Level, whose: str, **fields: str) -> Callable[[ModelClass], ModelClass]:
    """Register a model's personal text fields: keyword = field name, value = what it holds; `whose` is the path to the person."""

    def register(model: ModelClass) -> ModelClass:
        known = PERSONAL.setdefault(_name_of(model), {})
        known.update({name: PersonalField(level, whose, holds) for name, holds in fields.items()})
        return model

    return register


def plain_text(*names: str) -> Callable[[ModelClass], ModelClass]:
    """Say which text fields of a model hold no words about a person."""

    def register(model: ModelClass) -> ModelClass:
        key = _name_of(model)
        PLAIN[key] = PLAIN.get(key, frozenset()) | frozenset(names)
        return model

    return register


def unregistered(every_model: Iterable[type[models.Model]]) -> Iterator[str]:
    """Name each text field without choices of a house model that nobody registered.

    A model of `web`, which stands beside this room and may not import it, names its plain fields in PLAIN_TEXT.
    """
    for model in _of_the_house(every_model):
        known = {name for parent in model.__mro__ for name in _known(parent)}
        for found in model._meta.local_concrete_fields:
            if isinstance(found, TEXT_FIELDS) and not found.choices and found.name not in known:
                yield f"{model._meta.label}.{found.name}"


def in_vain(every_model: Iterable[type[models.Model]]) -> Iterator[str]:
    """Name each registered name that is no field of its model: a renamed field must not leave its registration behind."""
    for model in _of_the_house(every_model):
        fields = {found.name for found in model._meta.get_fields()}
        for name in sorted(_known(model) - fields):
            yield f"{model._meta.label}.{name}"


def _of_the_house(every_model: Iterable[type[models.Model]]) -> Iterator[type[models.Model]]:
    return (model for model in every_model if model.__module__.startswith("cadenza."))


def _known(model: type) -> frozenset[str]:
    key = f"{model.__module__}.{model.__qualname__}"
    return frozenset(PERSONAL.get(key, ())) | PLAIN.get(key, frozenset()) | frozenset(vars(model).get("PLAIN_TEXT", ()))
