import os
import shutil

import pytest
from edited_toy import ADA, ADA_REFERENCES, BO, ROOT, edited, toy

from taxonomy import check, check_library, load_library


@pytest.fixture
def copy(tmp_path):
    """A copy of the toy library that a test may change."""
    return shutil.copytree(ROOT, tmp_path / "toy")


def test_the_toy_library_is_clean():
    assert check(ROOT) == []


def test_entries_and_lists_are_sorted_by_key():
    library = load_library(ROOT)
    assert list(library.entries) == ["ada2021toy", "bo2022draft", "cy2023survey"]
    assert list(library.references) == ["ada2021toy", "bo2022draft", "cy2023survey"]
    assert library.paths["bo2022draft"] == BO
    assert library.entries["bo2022draft"].effect[0].type == "speculate"


def test_vocabularies_are_by_id():
    library = load_library(ROOT)
    assert list(library.scenarios) == ["interactive-chat", "long-context-processing"]
    assert library.challenges["kv-cache-capacity"].binds == ["capacity"]
    assert library.venues["toyconf"].short == "ToyConf"
    assert library.metrics["decode-speedup"].units == ["x"]
    assert library.units["token/s"].factor == 1
    assert list(library.techniques)[:2] == ["model-level", "quantization"]


def test_a_broken_file_leaves_the_others_readable():
    library = edited(files={ADA: "key: [\n"})
    assert list(library.entries) == ["bo2022draft", "cy2023survey"]
    assert "ada2021toy" in library.known_keys
    # Two other files name it; they must not be blamed for it.
    assert [p.path for p in check_library(library) if p.severity == "error"] == [ADA]


def test_a_broken_term_leaves_the_others_readable():
    library = edited(("taxonomy/units.yaml", "factor: 1\n  aliases: [times]", "factor: 0"))
    assert list(library.units) == ["token/s"]
    assert [str(problem) for problem in library.problems] == [
        "taxonomy/units.yaml:9:11: 'factor' is '0'; it must be above 0"
    ]


def test_only_changed_files_are_read_again(copy):
    before = load_library(copy)
    file = copy / BO
    file.write_text(file.read_text().replace("kind: system", "kind: method"))
    os.utime(file, ns=(1, 1))
    after = load_library(copy, reuse=before)
    assert after.sources[ADA] is before.sources[ADA]
    assert after.entries["ada2021toy"] is before.entries["ada2021toy"]
    assert after.sources[BO] is not before.sources[BO]
    assert after.entries["bo2022draft"].kind == "method"


def test_removed_and_added_files_are_seen(copy):
    before = load_library(copy)
    (copy / ADA).unlink()
    (copy / "entries" / "2021" / "notes.txt").write_text("x")
    after = load_library(copy, reuse=before)
    assert "ada2021toy" not in after.entries
    assert after.strays == ("entries/2021/notes.txt",)
    assert {problem.rule for problem in check_library(after)} >= {"relation-keys", "stray-files"}


def test_an_empty_base_is_clean(tmp_path):
    (tmp_path / "entries").mkdir()
    (tmp_path / "taxonomy").mkdir()
    assert check(tmp_path) == []


def test_names_of_files_cannot_break_a_line(copy):
    (copy / "entries" / "2021" / "a\nb.yaml").write_text("key: x\n")
    assert all("\n" not in str(problem) for problem in check(copy))


def test_a_copied_entry_whose_key_was_forgotten_is_told_and_nothing_breaks():
    copied = "entries/2021/ada2021other.yaml"
    library = edited(files={copied: toy(ADA).replace("ToyCache", "OtherCache")})
    assert [*library.entries] == ["ada2021toy", "bo2022draft", "cy2023survey"]
    told = [str(problem) for problem in check_library(library) if problem.path == copied]
    assert f"{copied}:2:6: key 'ada2021toy' belongs in {ADA}; move the file" in told
    again = ADA_REFERENCES.replace("toy", "other")
    library = edited(files={again: toy(ADA_REFERENCES).replace("count:", "count: 1 #")})
    assert [*library.references] == ["ada2021toy", "bo2022draft", "cy2023survey"]
