from pathlib import Path

import pytest

from site_builder.drafting.venues import match_venue
from taxonomy import load_library


@pytest.fixture(scope="module")
def base():
    return load_library(Path(__file__).parents[3])


@pytest.mark.parametrize(
    ("words", "venue"),
    [
        ("Advances in Neural Information Processing Systems 36", "neurips"),
        ("Thirty-seventh Conference on Neural Information Processing Systems", "neurips"),
        ("Proceedings of the 29th Symposium on Operating Systems Principles", "sosp"),
        ("18th USENIX Symposium on Operating Systems Design and Implementation (OSDI 24)", "osdi"),
        ("International Conference on Machine Learning, ICML 2023, Honolulu", "icml"),
        ("ICML 2023", "icml"),
        ("ICML 2023 Workshop on Efficient Systems", "icml-workshop"),
        ("Findings of the Association for Computational Linguistics: EMNLP 2023", "findings-emnlp"),
        ("Findings of ACL 2024", "findings-acl"),
        ("Proceedings of the 62nd Annual Meeting of the ACL", "acl"),
        ("Transactions on Machine Learning Research", "tmlr"),
        ("Proceedings of Machine Learning and Systems", "mlsys"),
        ("International Conference on Machine Learning and Applications", None),
        ("Fast Computing Letters", None),
        ("Date Engineering Bulletin", None),
        ("A Workshop Nobody Knows", None),
        ("", None),
        (None, None),
    ],
)
def test_a_venue_is_known_by_what_sources_call_it(base, words, venue):
    assert match_venue(words, base) == venue
