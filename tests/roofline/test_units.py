import pytest

from roofline.units import UNITS, FieldError, Quantity, read_names, read_quantity, show


def test_value_becomes_base_units():
    raw = {"value": 3.35, "unit": "TB/s", "source": "data sheet", "note": "SXM"}
    expected = Quantity(3.35, "TB/s", 3.35e12, source="data sheet", note="SXM")
    assert read_quantity(raw, "bandwidth", ("memory", "bandwidth")) == expected


@pytest.mark.parametrize(
    ("unit", "dimension", "size"),
    [
        ("GB", "bytes", 1e9),
        ("GiB", "bytes", 1_073_741_824),
        ("MiB", "bytes", 1_048_576),
        ("TFLOP/s", "rate", 1e12),
        ("EFLOP/s", "rate", 1e18),
        ("TOP/s", "rate", 1e12),
        ("kW", "power", 1e3),
    ],
)
def test_size_of_a_unit(unit, dimension, size):
    assert UNITS[dimension][unit] == size


def test_each_dimension_has_one_base_unit_at_least():
    assert all(1.0 in sizes.values() for sizes in UNITS.values())


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (3, "a.b: 3 is not a quantity; write {value: 1, unit: B}"),
        ({"value": 1}, "a.b.unit: nothing is not a unit here; use B, kB, MB, GB, TB, PB, EB, KiB, "
         "MiB, GiB, TiB"),
        ({"value": 1, "unit": "W"}, "a.b.unit: 'W' is not a unit here; use B, kB, MB, GB, TB, PB, "
         "EB, KiB, MiB, GiB, TiB"),
        ({"value": "1", "unit": "B"}, "a.b.value: '1' is not a number"),
        ({"value": True, "unit": "B"}, "a.b.value: True is not a number"),
        ({"unit": "B"}, "a.b.value: nothing is not a number"),
        ({"value": 0, "unit": "B"}, "a.b.value: must be above 0 and finite, got 0; leave out what "
         "is unknown"),
        ({"value": float("nan"), "unit": "B"}, "a.b.value: must be above 0 and finite, got nan; "
         "leave out what is unknown"),
        ({"value": 10**400, "unit": "B"}, "a.b.value: is too large"),
        ({"value": 1, "unit": "B", "sourc": "x"}, "a.b: unknown key 'sourc'; known are value, "
         "unit, source, note, date"),
        ({"value": 1, "unit": "B", "source": 3}, "a.b.source: 3 is not text; put it in quotes"),
        ({"value": 1, "unit": "B", "note": "x\ny"}, "a.b.note: must be one line"),
    ],
)  # fmt: skip
def test_fault_is_one_line_that_names_the_field(raw, message):
    with pytest.raises(FieldError) as error:
        read_quantity(raw, "bytes", ("a", "b"))
    assert str(error.value) == message


def test_names_are_a_list_of_text():
    assert read_names(["a", "b"], ("aliases",)) == ("a", "b")
    with pytest.raises(FieldError, match="aliases: must be a list of names, got 'a'"):
        read_names("a", ("aliases",))


def test_long_values_are_cut_in_messages():
    assert show("x" * 100) == "'" + "x" * 56 + "..."
    assert show(None) == "nothing"
    assert show(10**5000) == "an unprintable value"
