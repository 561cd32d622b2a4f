from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.drafting.answers import Answers
from site_builder.drafting.draft import Draft
from site_builder.drafting.entry_text import as_yaml, marked_title
from site_builder.drafting.metadata import Metadata
from taxonomy.source import parse

DAY = date(2026, 11, 21)


def drafted(metadata, venue=None, answers=Answers(), near=()):  # noqa: B008
    return as_yaml(Draft("toy2024cachefold", metadata, venue, near, (), answers), DAY)


def read(text):
    source = parse("entries/2024/toy2024cachefold.yaml", text.encode())
    assert source.problems == ()
    return source.data


def test_a_whole_draft():
    known = Metadata(
        title="CacheFold: Folding the KV Cache",
        authors=("Núria Toy",),
        arxiv="2401.12345",
        primary_class="cs.LG",
        code="https://github.com/toy-example/x",
        venue="Some Workshop",
    )
    assert drafted(known, near=("ada2021toy",)) == (
        "# yaml-language-server: $schema=../../schema/entry.schema.json\n"
        "key: toy2024cachefold  # proposed; it never changes once merged\n"
        "kind: method  # method, system, survey, analysis, model or hardware\n"
        "title: '{CacheFold}: Folding the {KV} Cache'\n"
        "authors:\n"
        "  - 'Núria Toy'\n"
        "year: 2024\n"
        "# venue: the source says 'Some Workshop'; add its id of taxonomy/venues.yaml\n"
        "ids: {arxiv: '2401.12345', primary_class: 'cs.LG'}\n"
        "code: 'https://github.com/toy-example/x'  # open it: is it the authors'?\n"
        "techniques: []  # leaves of taxonomy/techniques, primary first\n"
        "scenarios: []  # one to six of taxonomy/scenarios.yaml\n"
        "challenges: []  # one to six of taxonomy/challenges.yaml\n"
        "summary: ''  # one sentence: what it does and what that buys\n"
        "scenario: ''  # where and for whom, in your own words\n"
        "challenge: ''  # what made it hard\n"
        "method: ''  # what they do\n"
        "# effect: what it does to the roofline, with the place in the paper, for example\n"
        "#   - {type: quantize, weight_bits: 4, group_size: 128, source: section 4}\n"
        "# or no_effect: the reason why it has none\n"
        "# results: what the paper reports, with setting and place; see CONTRIBUTING.md\n"
        "# relations: to entries that the paper names; similar are ada2021toy\n"
        "added: 2026-11-21\n"
    )


def test_a_published_paper_has_the_year_of_its_venue():
    known = Metadata("T", ("A B",), 2023, arxiv="2312.00001", venue="Toy Conference 2024")
    assert read(drafted(known, "toyconf"))["year"] == 2024
    assert read(drafted(known))["year"] == 2023


@pytest.mark.parametrize(
    ("title", "marked"),
    [
        ("FlexGen: High-Throughput Inference", "{FlexGen}: High-Throughput Inference"),
        ("Fast LLM-based Toys", "Fast {LLM-based} Toys"),
        ("FlexGen", "FlexGen"),
        ("A Survey.", "A Survey"),
        ("And so on...", "And so on..."),
        ("{Braced} $n$ \\x", "Braced n x"),
    ],
)
def test_capitals_that_count_are_in_braces(title, marked):
    assert marked_title(title) == marked


HOSTILE = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="'\"#:&*!|>{}[],%@`-?\n\r\t \u0085\u2028\u202e\ufeff\x00\\~<", max_size=40),
    st.sampled_from(
        [
            "x'\nkey: evil2024",
            "'} # '",
            "null",
            "no",
            "- a",
            "&a *a",
            "!!python/object:os.system",
            "<script>alert(1)</script>",
            "a # b",
            "---\n...",
            "a: b",
            "e\u0301",
            "\ud800",
        ]
    ),
)
MAYBE = st.one_of(st.none(), HOSTILE)


@settings(max_examples=250, deadline=None)
@given(
    metadata=st.builds(
        Metadata,
        title=HOSTILE,
        authors=st.lists(HOSTILE, min_size=1, max_size=3).map(tuple),
        year=st.just(2024),
        primary_class=MAYBE,
        arxiv=st.just("2401.12345"),
        doi=MAYBE,
        venue=MAYBE,
        code=MAYBE,
        pages=MAYBE,
        has_more_authors=st.booleans(),
    ),
    answers=st.builds(
        Answers,
        summary=HOSTILE,
        scenario=HOSTILE,
        challenge=HOSTILE,
        method=HOSTILE,
        remarks=st.lists(HOSTILE, max_size=2).map(tuple),
    ),
    venue=st.sampled_from([None, "toyconf"]),
)
def test_whatever_others_said_the_draft_reads_as_the_same_keys(metadata, answers, venue):
    data = read(drafted(metadata, venue, answers))
    assert data["key"] == "toy2024cachefold"
    assert data["added"] == DAY
    assert data["year"] in range(1900, 2100)
    assert len(data["authors"]) == len(metadata.authors)
    assert set(data) <= {
        *("key", "kind", "title", "authors", "year", "venue", "pages", "ids", "code"),
        *("techniques", "scenarios", "challenges", "summary", "scenario", "challenge"),
        *("method", "added"),
    }
    texts = [data["title"], *data["authors"], data["summary"], *data["ids"].values()]
    assert all(isinstance(text, str) and "\n" not in text for text in texts)
