import pytest

from site_builder import svg


def test_log_scale_places_the_middle_decade_in_the_middle():
    scale = svg.LogScale(1, 100, 0, 200)
    assert scale(10) == pytest.approx(100)
    assert list(scale.decades()) == [1, 10, 100]


def test_log_scale_holds_values_outside_at_the_edge():
    scale = svg.LogScale(1, 100, 0, 200)
    assert (scale(0.01), scale(1e9)) == (0, 200)


def test_text_and_attributes_are_escaped():
    assert (
        svg.text(1, 2.25, "<b>", class_='"')
        == '<text x="1" y="2.2" class="&quot;">&lt;b&gt;</text>'
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0042, "4.2 ms"), (1.5, "1.5 s"), (3.3e-5, "33 µs"), (0.12345, "120 ms"), (12.3, "12 s")],
)
def test_times_are_written_in_the_unit_that_keeps_them_short(value, words):
    assert svg.seconds(value) == words


def test_quantities_take_a_prefix():
    assert svg.with_prefix(989.5e12, "FLOP/s") == "990 TFLOP/s"
    assert svg.with_prefix(3.35e12, "B/s") == "3.4 TB/s"


def test_significant_digits_never_show_an_exponent():
    assert [svg.significant(v) for v in (1234, 0.00123, 99.6, 0)] == ["1,200", "0.0012", "100", "0"]
