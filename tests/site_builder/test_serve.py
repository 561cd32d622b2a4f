"""`atlas serve` as a person uses it: edit an entry, reload the page."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

LIMIT = 30.0


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(server, lines, pattern):
    """The first line of the server's log that matches."""
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        line = server.stderr.readline()
        lines.append(line)
        if re.search(pattern, line):
            return line
        if server.poll() is not None:
            break
    raise AssertionError("".join(lines))


@pytest.fixture
def server(toy_root):
    port = _free_port()
    command = [sys.executable, "-m", "site_builder.cli", "--root", str(toy_root), "serve"]
    process = subprocess.Popen(
        [*command, "--port", str(port)], stderr=subprocess.PIPE, text=True, env={**os.environ}
    )
    process.port = port
    yield process
    process.terminate()
    process.wait(timeout=LIMIT)
    process.stderr.close()


def _lead(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/papers/ada2021toy/") as answer:
        return re.search(r'at-lead">([^<]*)', answer.read().decode())[1]


def test_an_edited_entry_is_shown_and_a_broken_one_leaves_the_page(server, toy_root):
    log = []
    _wait_for(server, log, "Serving on")
    entry = toy_root / "entries" / "2021" / "ada2021toy.yaml"
    text = entry.read_text()
    entry.write_text(text.replace("summary: Stores", "summary: Keeps"))
    _wait_for(server, log, "Reloading browsers")
    assert _lead(server.port).startswith("Keeps keys")
    entry.write_text(text.replace("year: 2021", "year: soon"))
    line = _wait_for(server, log, "ada2021toy")
    assert line.startswith("entries/2021/ada2021toy.yaml:8:7: 'year' is 'soon'")
    _wait_for(server, log, "Reloading browsers")
    assert _lead(server.port).startswith("Keeps keys")


def test_a_port_in_use_is_one_line(toy_root):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "site_builder.cli", "--root", str(toy_root), "serve"]
        done = subprocess.run(
            [*command, "--port", str(port)], capture_output=True, text=True, timeout=LIMIT
        )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        f"cannot listen on 127.0.0.1:{port}: Address already in use; choose another with --port"
    )
