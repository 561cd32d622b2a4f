import math

import pytest

from site_builder.graph import RelatedPapers


def test_related_papers_come_with_reasons(napkin):
    found = RelatedPapers(napkin).of("d2023w")
    assert [one.key for one in found] == ["c2022z", "f2024u", "b2021y", "e2023v"]
    # Two references of d (3) are shared with f (3, itself included), none cited together: the
    # signs are technique 1 x 1.5, references 1/3 x 2, citation 0.5. The same for c (2): 1/sqrt(6).
    assert found[0].score == pytest.approx(1.5 + 2 / math.sqrt(6) + 0.5, abs=1e-4)
    assert found[0].reasons == (
        "same technique: paged kv cache",
        "1 reference in common",
        "cited by this paper",
    )
    assert found[1].reasons[-1] == "cites this paper"


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
