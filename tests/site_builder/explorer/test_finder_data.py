"""What the finder says beside a computed gain, on the toy library."""

from pathlib import Path

import pytest
from made_library import with_changes

from site_builder.explorer.finder_data import TARGETS, beside, needs_training
from taxonomy.entry import Result
from taxonomy.library import load_library
from taxonomy.terms import Technique

REPOSITORY = Path(__file__).parents[3]


def _gain(value, **changes):
    fields = {"metric": "decode-speedup", "unit": "x", "source": "table 1"}
    return Result.model_validate({"value": value, "read_from": "abstract", **fields, **changes})


@pytest.fixture
def caches(atlas):
    return atlas.library.techniques["kv-cache-quantization"]


def test_reported_gains_are_told_by_least_median_and_largest(atlas, caches):
    results = [
        _gain(3.0),
        _gain(1.5),
        _gain(2.0),
        _gain(9.0, doubt="another batch"),
        _gain(40.0, unit="%"),
        _gain(5.0, metric="prefill-speedup"),
    ]
    told = beside(with_changes(atlas, "ada2021toy", results=results), caches)
    assert told["reported"] == {"tpot": [3, 1.5, 2.0, 3.0], "ttft": [1, 5.0, 5.0, 5.0]}


def test_nothing_stands_where_nothing_is_known(atlas, caches):
    told = beside(with_changes(atlas, "ada2021toy", results=[], code=None), caches)
    assert "reported" not in told
    assert "code" not in told
    assert told["level"] == "model-level"


def test_targets_name_metrics_of_the_vocabulary():
    assert set(TARGETS.values()) <= set(load_library(REPOSITORY).metrics)


@pytest.mark.parametrize(
    ("cost", "trains"),
    [
        ("a little quality; training or uptraining from multi-head weights", True),
        ("quality, to be won back by fine-tuning", True),
        ("teacher runs during training", True),
        ("calibration data for most methods", False),
        ("tuning of the tree's shape", False),
        ("constraints on the batch", False),
    ],
)
def test_training_is_read_from_the_costs(cost, trains):
    term = Technique(id="made", name="Made", definition="A term.", costs=[cost])
    assert needs_training(term) is trains
