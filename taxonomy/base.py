"""The shared base of everything that is read from a data file: strict, frozen, no unknown keys."""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class Record(BaseModel):
    """A data record: unknown keys are refused, values are never coerced, instances never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
"""A term's name in data: singular, lower-case, words joined by hyphens."""

Key = Annotated[str, StringConstraints(pattern=r"^[a-z]+[0-9]{4}[a-z0-9]+$", max_length=60)]
"""A paper's citation key: surname, year of first publication, first telling title word."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=r"^\S(.*\S)?$")]
"""One line of text."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
"""One to three sentences, in our own words."""

HttpsUrl = Annotated[
    str, StringConstraints(pattern=r"^https://[^\s/?#@\\]+(/[^\s\\<>\"]*)?$", max_length=300)
]
"""An https address without user name, spaces or backslashes."""

T = TypeVar("T")

Lax = Annotated[T, Field(strict=False)]
"""An enumeration written as its value."""
