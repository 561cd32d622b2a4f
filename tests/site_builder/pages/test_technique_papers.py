"""What a technique's papers add to its page, on the toy library."""

from types import SimpleNamespace

import pytest
from made_library import with_changes

from roofline.effects.compression import Quantize
from site_builder.pages.technique_papers import (
    Reported,
    _one_each,
    code_of,
    reported_of,
    variants_of,
)


@pytest.fixture
def caches(atlas):
    return atlas.library.techniques["kv-cache-quantization"]


def test_variants_stand_beside_the_default_on_one_deployment(atlas, caches):
    two_bits = Quantize(type="quantize", kv_bits=2)
    changed = with_changes(atlas, "ada2021toy", effect=(two_bits,))
    found = variants_of(changed, caches)
    first, own = found.rows
    assert first.paper is None
    assert own.paper.key == "ada2021toy"
    assert first.change.setting == own.change.setting
    assert own.change.expected_decode_gain > first.change.expected_decode_gain > 1
    assert found.metric == "time per token"


def test_one_variant_is_not_a_comparison(atlas, caches):
    assert variants_of(with_changes(atlas, "ada2021toy", effect=()), caches) is None


def test_results_are_counted_and_those_with_a_setting_shown(atlas, caches):
    entry = atlas.library.entries["ada2021toy"]
    found = reported_of(atlas, caches)
    assert (found.total, found.papers) == (len(entry.results), 1)
    assert len(found.rows) + len(found.others) == found.total
    assert all(row.row.bound for row in found.rows)
    assert not any(row.row.bound for row in found.others)
    assert {row.paper.key for row in found.rows} <= {"ada2021toy"}


def test_one_result_of_each_paper_comes_first():
    papers = [SimpleNamespace(key=key) for key in "ab"]
    rows = [Reported(paper, number) for number, paper in enumerate([papers[0]] * 2 + papers[1:])]
    assert [row.row for row in _one_each(rows)] == [0, 2, 1]


def test_code_is_shown_without_its_host_and_only_over_https(atlas, caches):
    named = with_changes(atlas, "ada2021toy", code="https://github.com/ada/toy/")
    (code,) = code_of(named, caches)
    assert (code.shown, code.href) == ("ada/toy", "https://github.com/ada/toy/")
    assert code_of(with_changes(atlas, "ada2021toy", code="javascript:alert(1)"), caches) == []
