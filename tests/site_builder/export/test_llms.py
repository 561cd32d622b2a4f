from site_builder.export.llms import llms_files
from site_builder.graph import citation_graph


def test_files_techniques_and_papers_are_listed(make_entry, make_library):
    entries = [make_entry("a2020x", title="{A}", venue="icml", techniques=["paged-kv-cache"])]
    files = dict(llms_files(citation_graph(make_library(entries)), "https://x.org/"))
    short, full = (files[name].decode() for name in ("llms.txt", "llms-full.txt"))
    assert short.startswith("# Inference Atlas\n\n> ")
    assert "- [JSON API](https://x.org/api/v1/index.json): lists its files and schemas\n" in short
    assert (
        "- [Paged kv cache](https://x.org/techniques/paged-kv-cache/): A term. (1 paper)\n" in short
    )
    assert full.startswith(short)
    assert full.endswith(
        "- [A](https://x.org/papers/a2020x/) "
        "(International Conference on Machine Learning, 2020): What it does.\n"
    )
