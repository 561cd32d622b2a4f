"""What every effect is: a typed, sourced change of a deployment."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Effect(BaseModel):
    """A pure function from deployment to deployment, with the place its parameters come from."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    source: str | None = Field(
        None, max_length=400, description="Place in the paper that states the parameters."
    )
    note: str | None = Field(None, max_length=400, description="An assumption made here.")
