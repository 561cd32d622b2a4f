import json
import os
import queue
import signal
import subprocess
import sys

import pytest

from site_builder.cli import run
from site_builder.cli.validate import _Changes, _wait

BO = "entries/2022/bo2022draft.yaml"
LINE = (
    f"{BO}:15:13: unknown scenario 'interactive'; did you mean 'interactive-chat'? "
    "(see taxonomy/scenarios.yaml)\n"
)


@pytest.fixture
def broken(toy):
    """The toy library with an unknown scenario in one entry."""
    file = toy / BO
    file.write_text(file.read_text().replace("[interactive-chat]", "[interactive]"))
    return toy


def test_a_clean_base_is_silent_on_stdout(capsys, toy):
    assert run(["--root", str(toy), "validate"]) == 0
    assert capsys.readouterr() == ("", "3 valid entries, 0 problems, 0 warnings\n")


def test_problems_go_to_stdout_and_the_sum_to_stderr(capsys, broken):
    assert run(["--root", str(broken), "validate"]) == 1
    assert capsys.readouterr() == (LINE, "3 valid entries, 1 problem, 0 warnings\n")


def test_warnings_alone_leave_the_status_0(capsys, toy):
    file = toy / "taxonomy" / "challenges.yaml"
    file.write_text(file.read_text().replace("  no_entry: No toy paper names it.\n", ""))
    assert run(["--root", str(toy), "validate"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("taxonomy/challenges.yaml:9:7: warning: no entry uses 'unused-obstacle'")
    assert err == "3 valid entries, 0 problems, 1 warning\n"


def test_json_and_annotations(capsys, broken):
    assert run(["--root", str(broken), "validate", "--json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)
    assert (problem["path"], problem["line"], problem["rule"]) == (BO, 15, "terms-exist")
    assert run(["--root", str(broken), "validate", "--format", "github"]) == 1
    out = capsys.readouterr().out
    assert out.startswith(f"::error file={BO},line=15,col=13,title=terms-exist::unknown scenario")


def test_paths_limit_what_is_reported(capsys, broken):
    def status(path):
        return run(["--root", str(broken), "validate", str(broken / path)])

    assert status(BO) == 1
    assert status("entries") == 1
    assert status("entries/2021") == 0
    assert status(".") == 1
    capsys.readouterr()
    assert run(["--root", str(broken), "validate", "/"]) == 2
    assert capsys.readouterr().err.startswith(f"atlas: / lies outside {broken}")


def test_a_burst_of_changes_is_one():
    changes = _Changes()
    for path in ("a.yaml", "b.yaml"):
        changes.paths.put(path)
    _wait(changes.paths, settle=0.0)
    with pytest.raises(queue.Empty):
        changes.paths.get_nowait()


def heed_interrupts() -> None:
    """Undo what a shell does to a job in its background, whose children ignore SIGINT."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_watching_checks_again_at_a_change(broken):
    command = [sys.executable, "-m", "site_builder.cli", "--root", str(broken), "validate"]
    watcher = subprocess.Popen(
        [*command, "--watch"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
        preexec_fn=heed_interrupts,
    )
    try:
        assert watcher.stderr.readline() == "3 valid entries, 1 problem, 0 warnings\n"
        assert watcher.stderr.readline() == "watching; press Ctrl-C to end\n"
        file = broken / BO
        mended = file.with_suffix(".tmp")
        mended.write_text(file.read_text().replace("[interactive]", "[interactive-chat]"))
        os.replace(mended, file)
        assert watcher.stderr.readline() == "3 valid entries, 0 problems, 0 warnings\n"
    finally:
        watcher.send_signal(signal.SIGINT)
        out, err = watcher.communicate(timeout=20)
    assert out == LINE
    assert "Traceback" not in err
