"""Two builds of the whole base are one: whatever the path, clock, language or hash seed."""

import pytest
from toy_sites import REPOSITORY

pytestmark = pytest.mark.site


def test_two_builds_of_the_whole_base_are_equal_in_every_byte(built_real, built_again):
    first, second = (
        {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
        for site in (built_real, built_again)
    )
    assert sorted(first) == sorted(second)
    assert len(first) > 2_000
    assert [n for n in sorted(first) if first[n].read_bytes() != second[n].read_bytes()] == []


def test_no_file_tells_where_it_was_built(built_real):
    told = str(built_real.parent).encode()
    home = str(REPOSITORY).encode()
    for path in built_real.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert told not in content, path.name
            assert home not in content, path.name
