import math

import pytest

from site_builder.graph import Related, RelatedPapers, citation_graph, related


def test_related_papers_come_with_reasons(napkin):
    found = RelatedPapers(napkin).of("d2023w")
    assert [one.key for one in found] == ["c2022z", "f2024u", "b2021y"]
    # c: technique 1 x 1.5 and bare citation 0.5; b: citation 0.5, and f cites b (cited by 4) and
    # d (cited by 1): 2 x 1 / sqrt(4 x 1)
    assert [one.score for one in found] == [2.0, 2.0, 1.5]
    assert found[0].reasons == ("same technique: paged kv cache", "cited by this paper")
    assert found[1].reasons == ("same technique: paged kv cache", "cites this paper")
    assert found[2].reasons == ("cited together by 1 paper", "cited by this paper")


def test_references_in_common_count_from_two_on(make_entry, make_library):
    techniques = ["weight-offloading", "paged-kv-cache", "kv-cache-quantization"]
    entries = [
        make_entry(f"{name}2020x", techniques=[own])
        for name, own in zip("abc", techniques, strict=True)
    ]
    references = {
        "a2020x": ["2001.00001", "2001.00002", "2001.00003"],
        "b2020x": ["2001.00001", "2001.00002", "2001.00004"],
        "c2020x": ["2001.00001"],
    }
    finder = RelatedPapers(citation_graph(make_library(entries, references)))
    # a and b share two references of three each: 2 x 2 / 3
    assert finder.of("a2020x") == (Related("b2020x", 1.3333, ("2 references in common",)),)
    assert finder.of("c2020x") == ()


def test_a_rare_technique_says_more_than_a_common_one(make_entry, make_library):
    entries = [
        make_entry("a2020x", techniques=["weight-offloading", "paged-kv-cache"]),
        make_entry("b2020x", techniques=["weight-offloading"]),
        make_entry("c2020x", techniques=["weight-offloading"]),
        make_entry("d2020x", techniques=["paged-kv-cache"]),
    ]
    found = RelatedPapers(citation_graph(make_library(entries))).of("a2020x")
    # 3 of 4 have the one, 2 of 4 the other: ln 5/2 against ln 5/3, over their sum, times 1.5
    common, rare = math.log(5 / 3), math.log(5 / 2)
    assert [one.key for one in found] == ["d2020x", "b2020x", "c2020x"]
    assert found[0].score == pytest.approx(1.5 * rare / (rare + common), abs=1e-4)


def test_a_relation_is_said_from_the_readers_side(napkin):
    finder = RelatedPapers(napkin)
    assert "this paper improves on it" in finder.of("c2022z")[0].reasons
    (mirror,) = [one for one in finder.of("b2021y") if one.key == "c2022z"]
    assert "improves on this paper" in mirror.reasons


def test_being_cited_together_counts(napkin):
    # d cites b and c: cosine 1 / sqrt(4 x 1)
    (found,) = [one for one in RelatedPapers(napkin).of("c2022z") if one.key == "b2021y"]
    assert "cited together by 1 paper" in found.reasons


def test_a_paper_alone_has_none_and_limits_hold(napkin):
    finder = RelatedPapers(napkin)
    assert finder.of("g2024alone") == ()
    assert len(finder.of("b2021y", limit=2)) == 2


def test_an_unknown_key_is_refused(napkin):
    with pytest.raises(KeyError):
        RelatedPapers(napkin).of("nobody2020x")


def test_papers_scored_in_parts_are_related_as_all_at_once(napkin, monkeypatch):
    whole = RelatedPapers(napkin)
    monkeypatch.setattr(related, "_ROWS", 2)
    parts = RelatedPapers(napkin)
    assert [parts.of(key) for key in napkin] == [whole.of(key) for key in napkin]
