"""The vocabulary that ships: complete leaves, sound effects, terms that two people decide alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from roofline.effects.base import EffectConflict
from roofline.impact import apply_effects
from roofline.reference import reference_deployments
from taxonomy.library import Library, load_library
from taxonomy.terms import Technique

ROOT = Path(__file__).parents[2]
TAUGHT = ("is_not", "idea", "mechanism", "pays_when", "fails_when", "costs", "survey_sections")


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(ROOT)


def leaves(library: Library) -> Iterator[Technique]:
    return (library.techniques[name] for name in library.tree.leaves)


def test_tree_has_four_roots_and_enough_leaves(library: Library):
    assert library.tree.roots == ("data-level", "hardware-level", "model-level", "system-level")
    assert len(library.tree.leaves) >= 60
    assert len(library.scenarios) >= 20
    assert len(library.challenges) >= 25


def test_each_leaf_is_taught_in_full(library: Library):
    gaps = [(t.id, name) for t in leaves(library) for name in TAUGHT if not getattr(t, name)]
    assert gaps == []


def test_each_leaf_has_an_effect_or_the_reason_for_none(library: Library):
    assert [t.id for t in leaves(library) if bool(t.effect) == bool(t.no_effect)] == []


def test_each_default_effect_says_where_its_parameters_come_from(library: Library):
    free = {"share-kv-heads", "fuse-operators", "linear-attention"}
    silent = [
        t.id
        for t in leaves(library)
        for effect in t.effect
        if not (effect.source or effect.note or effect.name in free)
    ]
    assert silent == []


def test_each_default_effect_holds_on_some_reference_deployment(library: Library):
    def holds(technique: Technique) -> bool:
        for reference in reference_deployments():
            try:
                apply_effects(reference.deployment, technique.effect)
            except EffectConflict:
                continue
            return True
        return False

    assert [t.id for t in leaves(library) if not holds(t)] == []


def test_ideas_are_three_sentences_at_most(library: Library):
    long = [t.id for t in library.techniques.values() if t.idea and t.idea.count(". ") > 2]
    assert long == []


def test_symbols_of_formulas_carry_units(library: Library):
    bare = [
        (t.id, symbol)
        for t in leaves(library)
        for formula in t.formulas
        for symbol, meaning in formula.symbols.items()
        if not meaning.endswith("]")
    ]
    assert bare == []


def test_metrics_use_known_units(library: Library):
    unknown = {u for m in library.metrics.values() for u in m.units} - set(library.units)
    assert unknown == set()
