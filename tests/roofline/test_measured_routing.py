"""What the busiest device gets under the routings that rows name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roofline.measured_routing import routed

SIZES = st.tuples(
    st.integers(1, 4096),
    st.sampled_from([32, 64, 128, 256]),
    st.integers(1, 8),
    st.sampled_from([1, 2, 8]),
)


def test_even_routing_deals_the_tokens_out():
    assert routed(1, 256, 8, 8, "balanced") == (1, 1)
    assert routed(64, 256, 8, 8, "balanced") == (64, 32)


def test_without_a_name_tokens_choose_evenly_and_alone():
    rows, hit = routed(4, 8, 2, 4, "")
    assert rows == 2
    assert hit == pytest.approx(8 * (1 - 0.75**4) / 4)


def test_a_skewed_routing_loads_the_busiest_device_more_and_hits_fewer_experts():
    even, skewed = routed(64, 256, 8, 8, "balanced"), routed(64, 256, 8, 8, "power_law_1.2")
    assert skewed[0] > 1.2 * even[0]
    assert skewed[1] < even[1]


def test_one_token_reaches_its_experts_and_no_other():
    assert routed(1, 256, 8, 1, "power_law_1.01") == (8, 8)


@given(SIZES, st.sampled_from(["power_law_1", "power_law_1.01", "power_law_1.2"]))
def test_no_device_gets_more_than_there_is(sizes, routing):
    tokens, experts, top_k, devices = sizes
    rows, hit = routed(tokens, experts, top_k, devices, routing)
    assert 0 < hit <= min(experts / devices, rows)
    assert rows <= tokens * min(top_k, experts / devices)
    assert rows * devices >= 0.97 * tokens * top_k


def test_an_unknown_routing_is_named():
    with pytest.raises(ValueError, match=r"routing 'power_law_x' is unknown"):
        routed(1, 8, 2, 1, "power_law_x")
