import pytest

from site_builder.export.selection import Selection, SelectionError, select, year_span


@pytest.fixture(scope="module")
def library(make_entry, make_library):
    return make_library(
        [
            make_entry("a2020x", techniques=["weight-only-quantization"], venue="icml"),
            make_entry("b2021x", techniques=["kv-cache-quantization"], aliases=["b2021old"]),
            make_entry("c2022x", techniques=["paged-kv-cache"], code="https://github.com/o/n"),
            make_entry("d2023x", scenarios=["online-serving"], kind="survey"),
        ]
    )


@pytest.mark.parametrize(
    ("selection", "keys"),
    [
        (Selection(), "abcd"),
        (Selection(keys=("b2021old", "d2023x")), "bd"),
        (Selection(techniques=("quantization",)), "ab"),
        (Selection(techniques=("quantization", "paged-kv-cache")), "abc"),
        (Selection(techniques=("model-level",), years=("2021-",)), "b"),
        (Selection(venues=("icml",)), "a"),
        (Selection(kinds=("survey",)), "d"),
        (Selection(years=("2020", "2022-2023")), "acd"),
        (Selection(has_code=True), "c"),
        (Selection(has_code=True, years=("-2021",)), ""),
    ],
)
def test_values_of_a_facet_widen_and_facets_narrow(library, selection, keys):
    assert "".join(entry.key[0] for entry in select(library, selection)) == keys


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        (Selection(keys=("a2020y",)), "unknown key 'a2020y'; did you mean 'a2020x'?"),
        (
            Selection(techniques=("paged-kv",)),
            "unknown technique 'paged-kv'; did you mean 'paged-kv-cache'?",
        ),
        (Selection(venues=("zzz",)), "unknown venue 'zzz'"),
        (Selection(years=("soon",)), "year 'soon' is none; write 2023, 2020-2023, 2023- or -2019"),
        (Selection(years=("-",)), "year '-' is none; write 2023, 2020-2023, 2023- or -2019"),
        (Selection(years=("2023-2020",)), "years '2023-2020' run backwards; write 2020-2023"),
    ],
)
def test_what_is_unknown_is_refused_with_a_way_out(library, selection, message):
    with pytest.raises(SelectionError) as refusal:
        select(library, selection)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2023", (2023, 2023)),
        ("2020-2023", (2020, 2023)),
        ("2023-", (2023, 9999)),
        ("-2019", (0, 2019)),
    ],
)
def test_years_and_ranges(text, span):
    assert year_span(text) == span
