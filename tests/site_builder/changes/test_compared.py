from site_builder.changes.compared import compare

FOUR_BITS = {"type": "quantize", "weight_bits": 4, "group_size": 128, "source": "section 4"}


def test_equal_libraries_differ_in_nothing(make_entry, make_library):
    library = make_library([make_entry("a2023x")])
    found = compare(library, make_library([make_entry("a2023x")]))
    assert (found.added, found.changed, found.removed, found.edges) == ((), (), (), ())
    assert found.bibtex == ""


def test_entries_edges_and_fields_are_found(make_entry, make_library):
    one = make_entry("a2023x", ids={"arxiv": "2301.00001"})
    gone = make_entry("b2023y")
    base = make_library([one, gone])
    told = make_entry("a2023x", ids={"arxiv": "2301.00001"}, summary="Says more.")
    new = make_entry("c2024z", title="Wholly Different Words")
    found = compare(base, make_library([told, new], {"c2024z": ["2301.00001"]}))
    assert [c.entry.key for c in found.added] == ["c2024z"]
    assert [(c.entry.key, c.fields) for c in found.changed] == [("a2023x", ("summary",))]
    assert found.removed == ("b2023y",)
    assert found.edges == (("c2024z", "a2023x"),)
    assert compare(make_library([told, new], {"c2024z": ["2301.00001"]}), base).lost_edges == (
        ("c2024z", "a2023x"),
    )
    # the summary is no part of a reference, so only the new entry has BibTeX
    assert found.bibtex.startswith("@misc{c2024z,")
    assert found.bibtex.count("@") == 1


def test_papers_that_may_be_one_are_named(make_entry, make_library):
    base = make_library([make_entry("a2023x", title="Folding the Cache of Large Toys")])
    alike = make_entry("b2023y", title="Folding the {Cache} of large toys again")
    other = make_entry("c2023z", title="Drafting Tokens")
    found = compare(base, make_library([*base.entries.values(), alike, other]))
    # folding, cache, large, toys are common; again is not
    (similar,) = found.similar
    assert (similar.key, similar.other) == ("b2023y", "a2023x")
    assert similar.reason == "4 of 5 title words in common"


def test_one_identifier_is_one_paper(make_entry, make_library):
    base = make_library([make_entry("a2023x", title="Folding", ids={"doi": "10.5555/AB"})])
    twin = make_entry("b2023y", title="Quite Other", ids={"doi": "10.5555/ab"})
    (similar,) = compare(base, make_library([*base.entries.values(), twin])).similar
    assert similar.reason == "both are doi:10.5555/ab"


def test_a_new_effect_is_computed_and_an_old_one_is_not(make_entry, make_library):
    from roofline.effects.compression import Quantize

    plain = make_entry("a2023x")
    effect = [Quantize.model_validate(FOUR_BITS)]
    with_effect = make_entry("a2023x", effect=effect)
    (change,) = compare(make_library([plain]), make_library([with_effect])).changed
    assert change.fields == ("effect",)
    chat = change.impact[0]
    assert chat.setting.name == "chat-consumer"
    # 4-bit weights with 16-bit scales per 128 are 4.125 bits: decode gains at most 16 / 4.125
    assert 2 < chat.decode_gain < 16 / 4.125
    retold = make_entry("a2023x", effect=effect, method="Other words.")
    (change,) = compare(make_library([with_effect]), make_library([retold])).changed
    assert change.impact == ()
