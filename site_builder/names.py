"""Author names as entries write them, split into the parts that bibliographies need.

An entry writes `Given Family`, or `Family, Given` where the last word alone is not the family
name, or `Family, Suffix, Given`. Braces around a whole name (`{Gemma Team}`) mark a group, which
has no parts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_BRACES = re.compile(r"[{}]")
_GROUP = re.compile(r"\{([^{}]+)\}")
_PARTICLES = re.compile(r"((?:[^\W\d_A-Z]\S*\s+)+)(?=\S)")


@dataclass(frozen=True)
class Name:
    """A name in parts.

    Attributes:
        family: Family name with its particles, or the whole name of a group.
        given: Given names; empty for a group or a single name.
        suffix: Jr., III; mostly empty.
        is_group: True where the name is that of a team or a company.
    """

    family: str
    given: str = ""
    suffix: str = ""
    is_group: bool = False

    @property
    def inverted(self) -> str:
        """The name with the family first: `Family, Suffix, Given`."""
        return ", ".join(part for part in (self.family, self.suffix, self.given) if part)

    @property
    def in_reading_order(self) -> str:
        """The name as it is spoken: `Given Family Suffix`."""
        return " ".join(part for part in (self.given, self.family, self.suffix) if part)

    @property
    def particle(self) -> str:
        """The lower-case words before the family name: `van der` in `van der Ouderaa`."""
        match = None if self.is_group else _PARTICLES.match(self.family)
        words = match.group(1).strip() if match else ""
        return words if words.islower() else ""


@lru_cache(maxsize=65_536)
def split(author: str) -> Name:
    """The parts of a name as an entry writes it.

    Args:
        author: `Given Family`, `Family, Given`, `Family, Suffix, Given` or `{A Group}`.

    Returns:
        The parts, without braces and with single spaces.

    Raises:
        ValueError: The name has no family name, or more than two commas.
    """
    group = _GROUP.fullmatch(author.strip())
    if group:
        return Name(family=_tidy(group.group(1)), is_group=True)
    parts = [_tidy(part) for part in author.split(",")]
    if len(parts) > 3 or not parts[0]:
        raise ValueError(
            f"name '{author}' is neither 'Given Family' nor 'Family, Given' "
            "nor 'Family, Suffix, Given'"
        )
    if len(parts) == 1:
        given, _, family = parts[0].rpartition(" ")
        return Name(family=family, given=given)
    return Name(family=parts[0], given=parts[-1], suffix=parts[1] if len(parts) == 3 else "")


def _tidy(part: str) -> str:
    return " ".join(_BRACES.sub("", part).split())
