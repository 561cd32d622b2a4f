import shutil
import socket
import threading

import click
import pytest

from site_builder import mkdocs_plugin
from site_builder.cli import run


@pytest.fixture
def served(toy, repository, monkeypatch):
    """Stands in for the server: listens until the page has been opened."""
    shutil.copy(repository / "mkdocs.yml", toy / "mkdocs.yml")
    opened, looked = [], threading.Event()
    monkeypatch.setattr(click, "launch", lambda url: opened.append(url) or looked.set())

    def serve(config_file, address):
        host, _, port = address.partition(":")
        with socket.create_server((host, int(port))):
            serve.address = address
            if serve.waits:
                assert looked.wait(timeout=30)

    serve.waits, serve.opened = True, opened
    monkeypatch.setattr(mkdocs_plugin, "run_serve", serve)
    return serve


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def test_the_page_is_opened_once_it_is_served(served, toy, capsys, port):
    assert run(["--root", str(toy), "preview", "ada2021toy", "--port", port]) == 0
    address = f"http://127.0.0.1:{port}/papers/ada2021toy/"
    assert capsys.readouterr().out == f"{address}\n"
    assert served.opened == [address]


def test_an_alias_leads_to_the_page_and_nothing_opens_unasked(served, toy, capsys, port):
    served.waits = False
    arguments = ["preview", "bo2022drafting", "--port", port, "--no-open"]
    assert run(["--root", str(toy), *arguments]) == 0
    assert capsys.readouterr().out == f"http://127.0.0.1:{port}/papers/bo2022draft/\n"
    assert served.opened == []


def test_an_unknown_key_is_refused(served, toy, capsys):
    assert run(["--root", str(toy), "preview", "ada2021toi"]) == 2
    assert "unknown key 'ada2021toi'; did you mean 'ada2021toy'?" in capsys.readouterr().err


def test_an_unfinished_entry_is_told(served, toy, capsys):
    entry = toy / "entries/2021/ada2021toy.yaml"
    entry.write_text(entry.read_text().replace("scenarios: [long-context-processing]\n", ""))
    assert run(["--root", str(toy), "preview", "ada2021toy"]) == 2
    err = capsys.readouterr().err
    assert "entries/2021/ada2021toy.yaml" in err
    assert "run 'atlas validate'" in err


def test_a_failed_build_is_status_1(served, toy, capsys, monkeypatch, port):
    def failing(config_file, address):
        raise mkdocs_plugin.BuildFailedError("the build failed")

    monkeypatch.setattr(mkdocs_plugin, "run_serve", failing)
    assert run(["--root", str(toy), "preview", "ada2021toy", "--port", port, "--no-open"]) == 1
    assert capsys.readouterr().err == "the build failed\n"
