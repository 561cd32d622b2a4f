from taxonomy.entry import Entry, Identifiers
from taxonomy.field_order import key_order, mappings, out_of_order


def test_the_order_is_that_of_the_fields():
    assert key_order(Identifiers)[:3] == ("arxiv", "primary_class", "doi")
    assert key_order(Entry)[0] == "key"
    assert key_order(Entry)[-1] == "added"


def test_effects_begin_with_type_and_end_with_source_and_note():
    data = {"effect": [{"type": "prune", "sparsity": 0.5}, {"type": "unknown"}, "x"]}
    found = list(mappings(Entry, data))
    assert [location for location, _, _ in found] == [(), ("effect", 0)]
    order = found[1][2]
    assert (order[0], order[1], order[-2:]) == ("type", "sparsity", ("source", "note"))


def test_the_first_late_key_is_found():
    order = ("a", "b", "c", "d")
    assert out_of_order({"a": 1, "c": 1, "d": 1}, order) is None
    assert out_of_order({"a": 1, "c": 1, "b": 1}, order) == ("b", "c")
    assert out_of_order({"zz": 1, "d": 1, "yy": 1, "a": 1}, order) == ("a", "d")
    assert out_of_order({}, order) is None
