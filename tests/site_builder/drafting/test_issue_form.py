import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from recorded_services import answering, atom

from site_builder.drafting import issue_form
from site_builder.drafting.issue_form import (
    LABELS,
    FormError,
    answers_of,
    draft_form,
    fields_of,
    fields_of_event,
    main,
    request_of,
)
from taxonomy.source import parse

FORM = Path(__file__).parents[3] / ".github" / "ISSUE_TEMPLATE" / "add-paper.yml"
BIBTEX = "@misc{x,\n  title={CacheFold: Folding},\n  author={Toy, Ada},\n  year=2024\n}"


def body(**fields):
    """The text that a forge makes of a filled form."""
    return "\n\n".join(
        f"### {label}\n\n{fields.get(name, '_No response_')}" for name, label in LABELS.items()
    )


def event(text):
    """An event as the forge records it, what matters of it."""
    return json.dumps(
        {
            "action": "labeled",
            "label": {"name": "draft"},
            "issue": {"number": 7, "title": "Paper: $(id)", "body": text},
            "sender": {"login": "somebody"},
        }
    )


FILLED = {
    "identifier": "https://arxiv.org/abs/2401.12345",
    "kind": "system",
    "code": "https://github.com/toy-example/mine",
    "techniques": "kv-cache-quantization, paged-cache",
    "scenarios": "interactive-chat; long-context-processing",
    "challenges": "kv-cache-capacity",
    "summary": "Folds the cache.",
    "method": "Pages are\nfolded: twice.",
    "results": "2.1x over 16 bits, table 2\n\nmore",
}


def test_the_form_has_the_fields_that_are_read():
    form = yaml.safe_load(FORM.read_text(encoding="utf-8"))
    inputs = [part for part in form["body"] if part["type"] not in ("markdown", "checkboxes")]
    assert {part["id"]: part["attributes"]["label"] for part in inputs} == LABELS


def test_a_filled_form_becomes_an_entry(toy_library):
    fields = fields_of_event(event(body(**FILLED)))
    assert fields == FILLED
    done = draft_form(fields, toy_library, answering({"export.arxiv.org/api": atom()}))
    data = parse("x.yaml", done.text.encode()).data
    assert (data["key"], data["kind"]) == ("toy2024cachefold", "system")
    assert data["code"] == "https://github.com/toy-example/mine"
    assert data["techniques"] == ["kv-cache-quantization"]
    assert data["scenarios"] == ["interactive-chat", "long-context-processing"]
    assert data["method"] == "Pages are folded: twice."
    assert "# the form names technique 'paged-cache', unknown" in done.text
    assert "# the form says of results: 2.1x over 16 bits, table 2\n" in done.text


def test_bibtex_in_its_fence_is_read_without_the_network(toy_library):
    asked = []
    fields = fields_of(body(bibtex=f"```bibtex\n{BIBTEX}\n```"))
    assert fields == {"bibtex": BIBTEX}
    done = draft_form(fields, toy_library, answering({}, asked))
    assert (done.draft.key, done.references, asked) == ("toy2024cachefold", None, [])


@pytest.mark.parametrize(
    ("said", "name", "value"),
    [
        ("2401.12345", "arxiv", "2401.12345"),
        ("arXiv:2401.12345v3", "arxiv", "arXiv:2401.12345v3"),
        ("10.5555/toy.7", "doi", "10.5555/toy.7"),
        ("doi:10.5555/toy.7", "doi", "doi:10.5555/toy.7"),
        ("https://github.com/o/n", "url", "https://github.com/o/n"),
    ],
)
def test_an_identifier_of_each_kind_is_told_apart(said, name, value):
    assert getattr(request_of({"identifier": said}), name) == value


def test_a_form_that_names_no_paper_is_refused():
    with pytest.raises(FormError, match="the form names no paper"):
        request_of(fields_of(body(identifier="the FlexGen paper")))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"issue": null}', "x", "[" * 100_000])
def test_an_event_without_a_form_is_refused(text):
    with pytest.raises(FormError):
        fields_of_event(text)
    with pytest.raises(FormError, match="the issue has no text"):
        fields_of_event(event(None))


@pytest.mark.parametrize(
    "code",
    ["javascript:alert(1)", "http://github.com/a/b", "https://a@evil.example/", "https://x/\ny: z"],
)
def test_a_link_that_misleads_is_not_taken_over(toy_library, code):
    done = draft_form({"bibtex": BIBTEX, "code": code}, toy_library, answering({}))
    assert "# code: https://..." in done.text
    assert code.splitlines()[0] not in done.text


HOSTILE = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="'\"#:&*!|>{}[],%@`-\n\r\t \u0085\u2028\u202e\x00\\", max_size=40),
    st.sampled_from(
        [
            "x\nkey: evil2024",
            "### Summary\n\nother",
            "$(touch /tmp/x) `id` ${{ secrets.TOKEN }}",
            "](https://evil.example) <img src=x onerror=alert(1)>",
            "```\n### Code\n\nhttps://evil.example\n```",
        ]
    ),
)


@settings(max_examples=150, deadline=None)
@given(fields=st.dictionaries(st.sampled_from([n for n in LABELS if n != "identifier"]), HOSTILE))
def test_whatever_a_form_says_the_draft_reads_and_has_no_more_keys(toy_library, fields):
    read = fields_of(body(**{**fields, "identifier": "2401.12345"}))
    done = draft_form(read, toy_library, answering({"export.arxiv.org/api": atom()}))
    source = parse("x.yaml", done.text.encode())
    assert source.problems == ()
    assert source.data["key"] == "toy2024cachefold"
    assert set(source.data) <= {
        *("key", "kind", "title", "authors", "year", "ids", "code", "techniques", "scenarios"),
        *("challenges", "summary", "scenario", "challenge", "method", "added"),
    }
    assert set(source.data["techniques"]) <= set(toy_library.techniques)
    assert len(answers_of(read, toy_library).remarks) <= 60


@pytest.fixture
def told(toy, tmp_path, monkeypatch):
    def run(text, answers=None):
        monkeypatch.setattr(issue_form, "Client", lambda limits: answering(answers or {}))
        (tmp_path / "event.json").write_text(text)
        reply = tmp_path / "reply.md"
        arguments = [str(tmp_path / "event.json"), "--root", str(toy), "--reply", str(reply)]
        done = CliRunner().invoke(main, arguments)
        return done.exit_code, done.stdout, reply.read_text()

    return run


def test_the_script_writes_the_draft_and_prints_its_key(told, toy):
    assert told(event(body(bibtex=BIBTEX))) == (
        0,
        "toy2024cachefold\n",
        "Drafted as toy2024cachefold.\n",
    )
    assert (toy / "entries/2024/toy2024cachefold.yaml").exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"identifier": "2401.99999"}, "No draft: https&#58;//export.arxiv.org/"),
        ({"identifier": "2101.99991"}, "No draft: "),
        ({"identifier": "https://evil.example/@admin"}, "evil.example/&#64;&#8288;admin"),
        ({"bibtex": BIBTEX.replace("Folding", "Folding").replace("year=2024", "")}, "no key"),
    ],
)
def test_trouble_is_answered_as_text_and_nothing_is_written(told, toy, fields, words):
    before = sorted(toy.rglob("*"))
    status, out, reply = told(event(body(**fields)), {"2101": atom("2101.99991")})
    assert (status, out) == (1, "")
    assert words in reply
    assert reply.count("\n") == 1
    assert sorted(toy.rglob("*")) == before


@pytest.mark.parametrize("body", ["", "Please add my paper.", "### Nothing of ours\n\nx"])
def test_a_text_without_any_heading_of_the_form_has_no_fields(body):
    assert fields_of(body) == {}
