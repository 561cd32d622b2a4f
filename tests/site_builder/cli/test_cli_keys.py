import json

import pytest

from site_builder.cli import run
from site_builder.keys import RECORD


@pytest.fixture
def keys(toy, capsys):
    def asked(*arguments):
        status = run(["--root", str(toy), "keys", *arguments])
        return status, *capsys.readouterr()

    (toy / RECORD).parent.mkdir(parents=True)
    return asked


def test_keys_are_listed(keys):
    assert keys() == (0, "ada2021toy\nbo2022draft\ncy2023survey\n", "")


def test_new_keys_are_recorded_and_none_is_ever_taken_off(keys, toy):
    (toy / RECORD).write_text("ada2021toy\n", encoding="ascii")
    status, _, err = keys("--record")
    assert (status, err) == (0, f"2 new keys recorded in {RECORD}\n")
    assert (toy / RECORD).read_text(encoding="ascii") == "ada2021toy\nbo2022draft\ncy2023survey\n"


def test_a_vanished_key_fails_and_nothing_is_recorded(keys, toy):
    (toy / RECORD).write_text("zoe2020gone\n", encoding="ascii")
    status, _, err = keys("--record")
    assert status == 1
    assert err == "key 'zoe2020gone' has vanished; list it under 'aliases' of its entry\n"
    assert (toy / RECORD).read_text(encoding="ascii") == "zoe2020gone\n"


def test_json(keys):
    data = json.loads(keys("--json")[1])
    assert data["keys"] == data["unrecorded"] == ["ada2021toy", "bo2022draft", "cy2023survey"]
    assert data["vanished"] == []
