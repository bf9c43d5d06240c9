"""The base of all models that leave or enter the rule base: frozen, strict about keys, figures as JSON numbers."""

from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, model_serializer


def plain(value: object) -> object:
    """Decimals as JSON numbers, unrounded: whole ones as integers."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | frozenset):
        return [plain(inner) for inner in value]
    return value


class Model(BaseModel):
    """Frozen; an unknown key is an error that names it."""

    # built when first used: a part of a larger model is then never built by itself
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @model_serializer(mode="plain")
    def _written(self) -> dict[str, Any]:
        return {key: plain(value) for key, value in self.__dict__.items()}


class Stated(Model):
    """A part of the facts: a key left out is silence and stays out on output; null says "not known"."""

    @model_serializer(mode="plain")
    def _written(self) -> dict[str, Any]:
        stated = self.model_fields_set
        return {key: plain(value) for key, value in self.__dict__.items() if key in stated}
