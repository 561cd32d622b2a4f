import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from recorded_services import ENTRY, answering, atom

from site_builder import upkeep
from site_builder.upkeep import UnreasonedError, look_after, main, read_exceptions, report

REPOSITORY = Path(__file__).parents[2]
TOY = "https://github.com/toy-example/toycache"
API = "api.github.com/repos/toy-example/toycache"
HERE = {"full_name": "toy-example/toycache", "archived": False}


@pytest.fixture
def library(make_entry, make_library):
    return make_library(
        [
            make_entry("a2023x", code=TOY, venue="icml"),
            make_entry("b2024y", ids={"arxiv": "2401.12345", "url": "https://example.org/b"}),
        ]
    )


def test_a_link_is_dead_at_its_second_failure_and_forgiven_when_it_answers(library):
    down = answering({API: HERE, "export.arxiv.org": atom(entry="")})
    once = look_after(library, down, {}, [])
    assert (once.strikes, once.dead) == ({"https://example.org/b": 1}, ())
    twice = look_after(library, down, once.strikes, [])
    assert twice.strikes == {"https://example.org/b": 2}
    assert twice.dead == (("b2024y", "https://example.org/b", "https://example.org/b: not found"),)
    up = answering({API: HERE, "example.org": "a page", "export.arxiv.org": atom(entry="")})
    assert look_after(library, up, twice.strikes, []).strikes == {}


def test_an_exception_is_not_asked(library):
    asked = []
    client = answering({API: HERE, "export.arxiv.org": atom(entry="")}, asked)
    assert look_after(library, client, {}, ["https://example.org/b"]).strikes == {}
    assert not any("example.org/b" in address for address in asked)


@pytest.mark.parametrize(
    ("repository", "news"),
    [
        (HERE | {"archived": True}, "archived"),
        (HERE | {"full_name": "new/home"}, "moved to new/home"),
        (HERE | {"full_name": "new/home", "archived": True}, "moved to new/home, archived"),
    ],
)
def test_archived_and_moved_repositories_are_told(library, repository, news):
    answers = {API: repository, "example.org": "a page", "export.arxiv.org": atom(entry="")}
    assert look_after(library, answering(answers), {}, []).archived == (("a2023x", TOY, news),)


def test_a_published_preprint_is_told(library):
    feed = atom("2401.12345", journal="Toy Conference 2025", entry=ENTRY)
    found = look_after(library, answering({"export.arxiv.org": feed}), {}, [])
    assert found.published == (("b2024y", "Toy Conference 2025"),)


def test_a_service_that_is_down_is_told_and_no_strike(library):
    found = look_after(library, answering({API: HERE, "example.org": "x", "arxiv": 503}), {}, [])
    assert found.strikes == {}
    assert "answered 503, 2 times" in found.unasked[0]


def test_the_report_shows_words_of_others_as_text(library):
    feed = atom("2401.12345", journal="@admin &lt;img src=x&gt;", entry=ENTRY)
    found = look_after(library, answering({API: HERE, "arxiv.org": feed}), {}, [])
    assert report(found) == (
        "### Published meanwhile\n\n"
        "- b2024y: &#64;&#8288;admin &#60;img src=x&#62;\n\n"
        "1 links failed for the first time and are looked at again next month.\n"
    )


def test_every_exception_needs_its_reason():
    assert read_exceptions("- {url: https://a.org, reason: opened by hand}") == ["https://a.org"]
    assert read_exceptions((REPOSITORY / ".github/link-exceptions.yaml").read_text()) == []
    with pytest.raises(UnreasonedError, match="needs a url and a reason"):
        read_exceptions("- {url: https://a.org}")


def test_the_script_writes_strikes_and_report(tmp_path, monkeypatch):
    monkeypatch.setattr(upkeep, "Client", lambda limits: answering({"arxiv": atom(entry="")}))
    (tmp_path / "exceptions.yaml").write_text("[]")
    strikes, told = tmp_path / "strikes.json", tmp_path / "report.md"
    arguments = ["--root", str(REPOSITORY / "tests/toy_library"), "--strikes", str(strikes)]
    arguments += ["--exceptions", str(tmp_path / "exceptions.yaml"), "--report", str(told)]
    for count in (1, 2):
        assert CliRunner().invoke(main, arguments).exit_code == 0
        assert json.loads(strikes.read_text()) == {TOY: count}
    assert told.read_text().startswith("### Dead links\n\n- ada2021toy: https&#58;//github.com/")
