"""Files made to hurt: each is a few problem lines within moments, never a trace or a hang."""

import pytest
from edited_toy import CY, edited, toy

from taxonomy import check_library
from taxonomy.source import LARGEST

ROWS = 12_000


def filled(row: str) -> str:
    """Numbered rows, so many that work in their square would hang, within what a file may hold."""
    rows = (row.format(number) for number in range(ROWS))
    return "".join(rows)[: LARGEST - 5_000].rpartition("\n")[0] + "\n"


@pytest.mark.parametrize(
    "text",
    [
        filled("key{}: 1\n"),
        filled("a: {}\n"),
        filled("{}: [\n"),
        filled("- {}\n"),
        filled("? {}\n"),
        filled("? - {}\n"),
        filled("&a{} x:\n"),
        filled("{}:\n"),
        filled("k{}: !x y\n"),
        filled("- '{}\n"),
        filled('- "\\x07{}"\n'),
        filled("# {}\n"),
        filled("k{}: {{}}\n"),
        filled("k{}: |\n"),
        filled("\n"),
        filled("- - - - {}\n"),
        toy(CY) + "results:\n" + filled("  - {{metric: a, value: {}}}\n"),
        toy(CY) + "aliases:\n" + filled("  - x2023y{}\n"),
        toy(CY).replace("findings:\n", "findings:\n" + filled("  - $a b{} $\n")),
        toy(CY).replace("  - Ada Example\n", filled("  - Ada Example {}\n")),
        toy(CY).replace("kind: survey", "kind: " + "x" * 4_900),
        toy(CY).replace("A Survey of Toys", "'" + "{" * 300 + "'"),
        toy(CY).replace("A Survey of Toys", "'" + "<a " * 100 + "'"),
        toy(CY).replace("method: >-\n", "method: >-\n" + "  $a $b <x & ** ` \\\n" * 100),
    ],
    ids=range(24),
)
def test_a_hostile_file_is_answered_in_a_few_lines(text):
    assert len(text) <= LARGEST
    problems = [p for p in check_library(edited(files={CY: text})) if p.path == CY]
    assert 1 <= len(problems) <= 260
    assert all(str(problem).isprintable() and len(str(problem)) < 2_000 for problem in problems)
