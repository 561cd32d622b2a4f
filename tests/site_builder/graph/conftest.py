"""Seven papers whose citations can be drawn on a napkin.

quantization:   a2020x <- b2021y <- e2023v
memory:         c2022z <- d2023w <- f2024u      g2024alone cites nothing
across:         c2022z improves on b2021y; d2023w and f2024u cite b2021y
"""

import pytest

from site_builder.graph import citation_graph

QUANT, PAGED = ["weight-only-quantization"], ["paged-kv-cache"]


@pytest.fixture(scope="session")
def napkin(make_entry, make_library):
    entries = [
        make_entry("a2020x", ids={"arxiv": "2001.00001"}, techniques=QUANT),
        make_entry("b2021y", ids={"arxiv": "2101.00001"}, aliases=["b2021old"], techniques=QUANT),
        make_entry(
            "c2022z",
            ids={"arxiv": "2201.00001", "doi": "10.1000/AbC"},
            techniques=PAGED,
            relations=[{"type": "improves-on", "key": "b2021old", "note": "half the memory"}],
        ),
        make_entry("d2023w", ids={"arxiv": "2301.00001"}, techniques=PAGED),
        make_entry("e2023v", ids={"arxiv": "2302.00001"}, techniques=QUANT),
        make_entry("f2024u", ids={"arxiv": "2401.00001"}, techniques=PAGED),
        make_entry("g2024alone", ids={"arxiv": "2402.00001"}, techniques=["weight-offloading"]),
    ]
    references = {
        "b2021y": ["2001.00001", "1701.06538"],
        "c2022z": ["1701.06538", "10.1145/1"],
        "d2023w": ["10.1000/abc", "10.48550/arXiv.2101.00001", "1701.06538"],
        "e2023v": ["2101.00001", "10.1145/1"],
        "f2024u": ["2301.00001", "2101.00001", "2401.00001"],
    }
    return citation_graph(make_library(entries, references))
