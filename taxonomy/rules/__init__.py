"""What the schema cannot say: one rule a module, each a generator of problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from taxonomy.library import Library
from taxonomy.problem import Problem
from taxonomy.rules import (
    author_names,
    catalogue_ids,
    check_dates,
    effect_parameters,
    effect_stated,
    effects_stack,
    file_names,
    identified,
    key_form,
    key_order,
    link_form,
    no_repeats,
    plain_text,
    reference_lists,
    relation_keys,
    result_settings,
    result_units,
    stray_files,
    survey_findings,
    technique_leaves,
    technique_sources,
    technique_tree,
    term_ids,
    terms_exist,
    terms_used,
    text_lengths,
    title_form,
    unique_identifiers,
    unique_keys,
    unique_titles,
    years,
)

Rule = Callable[[Library], Iterator[Problem]]
"""Looks at a library, yields what is wrong, prints nothing."""

_MODULES = (
    author_names,
    catalogue_ids,
    check_dates,
    effect_parameters,
    effect_stated,
    effects_stack,
    file_names,
    identified,
    key_form,
    key_order,
    link_form,
    no_repeats,
    plain_text,
    reference_lists,
    relation_keys,
    result_settings,
    result_units,
    stray_files,
    survey_findings,
    technique_leaves,
    technique_sources,
    technique_tree,
    term_ids,
    terms_exist,
    terms_used,
    text_lengths,
    title_form,
    unique_identifiers,
    unique_keys,
    unique_titles,
    years,
)

RULES: dict[str, Rule] = {
    module.__name__.rpartition(".")[2].replace("_", "-"): module.check for module in _MODULES
}
"""Name of a rule to the rule, sorted by name."""

OF_ONE_FILE = frozenset({
    "author-names", "catalogue-ids", "check-dates", "effect-parameters", "effect-stated",
    "effects-stack", "file-names", "identified", "key-form", "key-order", "link-form",
    "no-repeats", "plain-text", "result-settings", "result-units", "survey-findings",
    "terms-exist", "text-lengths", "title-form", "years",
})  # fmt: skip
"""Rules by which an entry or a reference list is judged without looking at another."""
