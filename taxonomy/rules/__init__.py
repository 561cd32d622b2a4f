"""What the schema cannot say: one rule a module, each a generator of problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from taxonomy.library import Library
from taxonomy.problem import Problem
from taxonomy.rules import relation_keys, terms_exist

Rule = Callable[[Library], Iterator[Problem]]
"""Looks at a library, yields what is wrong, prints nothing."""

_MODULES = (relation_keys, terms_exist)

RULES: dict[str, Rule] = {
    module.__name__.rpartition(".")[2].replace("_", "-"): module.check for module in _MODULES
}
"""Name of a rule to the rule."""
