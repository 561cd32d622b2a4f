"""The built site as files: complete, the same each time, and never half."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from site_builder.build import BuildFailedError, build
from site_builder.mkdocs_plugin import run_build

SAMPLE = ["papers/ada2021toy/", "papers/cy2023survey/"]


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_spliced_pages_are_what_the_theme_renders_byte_for_byte(toy_root, tmp_path):
    sample = [*SAMPLE, *(f"techniques/{p.name}/" for p in _some_terms(toy_root))]
    config = (toy_root / "mkdocs.yml").read_text()
    addresses = "site_url: https://atlas.example/x/\nrepo_url: https://forge.example/a/b\n"
    (toy_root / "mkdocs.yml").write_text(addresses + config)
    run_build(toy_root / "mkdocs.yml", tmp_path / "spliced", {})
    listed = f"plugins:\n  - search\n  - atlas: {{engine_rendered: {json.dumps(sample)}}}\n"
    (toy_root / "mkdocs.yml").write_text(
        addresses + config.replace("plugins:\n  - search\n  - atlas\n", listed)
    )
    run_build(toy_root / "mkdocs.yml", tmp_path / "rendered", {})
    for path in sample:
        spliced = (tmp_path / "spliced" / path / "index.html").read_bytes()
        rendered = (tmp_path / "rendered" / path / "index.html").read_bytes()
        assert spliced == rendered
        assert f'<link rel="canonical" href="https://atlas.example/x/{path}">'.encode() in spliced


def _some_terms(root: Path) -> list[Path]:
    return [Path("quantization")]


def test_two_builds_on_two_paths_with_other_clocks_and_seeds_are_equal(toy_root, tmp_path, built):
    script = (
        "import sys; from pathlib import Path; from site_builder.build import build;"
        "build(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    target = tmp_path / "elsewhere" / "site"
    subprocess.run(
        [sys.executable, "-c", script, str(toy_root), str(target)], check=True, env=environment
    )
    first, second = files_of(built), files_of(target)
    assert sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []


def test_a_broken_entry_leaves_the_last_good_site(toy_root, tmp_path):
    site = tmp_path / "site"
    build(toy_root, site)
    before = files_of(site)
    entry = next((toy_root / "entries").rglob("ada2021toy.yaml"))
    entry.write_text(entry.read_text().replace("year: 2021", "year: soon"))
    with pytest.raises(BuildFailedError, match=r"entries/2021/ada2021toy\.yaml:\d+:\d+: "):
        build(toy_root, site)
    assert files_of(site) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["root", "site"]


def test_an_unknown_fragment_stops_the_build_and_names_the_known_ones(toy_root, tmp_path):
    (toy_root / "docs" / "about.md").write_text("# About\n\n<!-- atlas:nonsense -->\n")
    with pytest.raises(BuildFailedError, match="unknown fragment 'atlas:nonsense'; there are"):
        build(toy_root, tmp_path / "site")


def test_a_site_with_address_has_a_sitemap_without_the_day_of_the_build(toy_root, tmp_path):
    build(toy_root, tmp_path / "site", site_url="https://atlas.example/x/")
    sitemap = (tmp_path / "site" / "sitemap.xml").read_text()
    assert "<loc>https://atlas.example/x/papers/ada2021toy/</loc><lastmod>" in sitemap
    assert "<loc>https://atlas.example/x/</loc></url>" in sitemap
    assert "shell" not in sitemap


def test_every_entry_has_a_page_a_bib_file_and_a_search_record(built, atlas):
    records = json.loads((built / "search" / "search_index.json").read_text())["docs"]
    locations = {record["location"] for record in records}
    for key in atlas.library.entries:
        assert (built / "papers" / key / "index.html").is_file()
        assert (built / "papers" / f"{key}.bib").read_text().startswith("@")
        assert f"papers/{key}/" in locations


def test_the_numbers_behind_the_figures_of_a_paper_can_be_had(built, atlas):
    for key, entry in atlas.library.entries.items():
        page = (built / "papers" / key / "index.html").read_text()
        assert (f'href="../../papers/{key}.csv"' in page) == bool(entry.effect)
        assert (built / "papers" / f"{key}.csv").is_file() == bool(entry.effect)
    assert (built / "citations.csv").read_text().startswith("from,from_first_version,to,")
