"""What the routers of the API have in common: what they are given, and lists."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from ninja import Path, Schema
from pydantic import AwareDatetime, BeforeValidator, ConfigDict, Field, StrictInt, StringConstraints, create_model
from pydantic_core import PydanticCustomError

from rencai.office.pages.paging import rows_after

T = TypeVar("T")
LARGEST = 2**63 - 1
MOST = 200


def _written(value: Any) -> Any:
    """A day or a time is written as ISO 8601 has it, never as a count of seconds."""
    if isinstance(value, str) and "-" in value[1:]:
        return value
    if isinstance(value, date):
        return value
    raise PydanticCustomError("date_parsing", "ISO 8601 is expected")


Number = Annotated[int, Field(ge=1, le=LARGEST)]
"""A row's number in a query, as no database refuses it."""
NumberInPath = Annotated[int, Path(ge=1, le=LARGEST, examples=[1])]
NumberInBody = Annotated[StrictInt, Field(ge=1, le=LARGEST)]
Day = Annotated[date, BeforeValidator(_written)]
Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_written),
    Field(ge=datetime(1900, 1, 1, tzinfo=UTC), lt=datetime(9999, 12, 31, tzinfo=UTC)),
]
"""A time that has one in every time zone."""
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=10_000)]
"""No database keeps the character 0."""


class Given(Schema):
    """What a program sends. What nobody asks for is refused, so that a misspelt name does not pass unseen."""

    model_config = ConfigDict(extra="forbid")

    def named(self) -> dict[str, Any]:
        """Only what was sent."""
        return self.dict(exclude_unset=True)


def some_of(schema: type[Given]) -> Any:
    """`schema` with every field free to be left out; what is left out stays as it is."""
    fields: dict[str, Any] = {
        name: (Annotated[info.annotation, *info.metadata, Field()], None) for name, info in schema.model_fields.items()
    }
    return create_model(f"SomeOf{schema.__name__}", __base__=Given, **fields)


class Paging(Schema):
    """Which part of a list: at most `size` rows after the cursor that the part before gave as `next`."""

    after: Text = ""
    size: int = Field(50, ge=1, le=MOST)


class Listed(Schema, Generic[T]):
    """A part of a list. `next` is the cursor of the part that follows; null at the end."""

    items: list[T]
    next: str | None


def listed(found: models.QuerySet[Any], asked: Paging) -> dict[str, Any]:
    """The part of `found` that was asked for.

    Raises:
        ValidationError: the cursor is none of this list's.
    """
    try:
        rows, following = rows_after(found, asked.after, asked.size)
    except ValueError:
        raise ValidationError(
            {"after": _("This is no cursor of this list. Give what the list before gave as next.")}
        ) from None
    return {"items": rows, "next": following}
