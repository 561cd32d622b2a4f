# ruff: noqa: RUF001 - titles hold the very characters that look like others
"""Libraries that bibliographies are tried on: the real base, and one made to be hard."""

from pathlib import Path

import pytest

from taxonomy import load_library

REPOSITORY = Path(__file__).parents[3]

HARD_NAMES = [
    "Kenton Nguyễn", "Thị Lắm", "Jürgen Müller", "Søren Ørsted", "Åsa Ångström", "Łukasz Kaiser",
    "Jan Žižka", "Pál Erdős", "Şule İnan", "Işık Yıldız", "Đỗ Đạt", "Zoë Œuvre", "Straße Groß",
    "van der Ouderaa, Tycho F. A.", "Van den Broeck, Guy", "de la Clergerie, Éric",
    "Davis, Jr., Sammy", "{Gemma & Team}", "{Rock and Roll}", "OpenAI", "Ķēniņš Bērziņš",
    "Ĩo Waĩru", "Æthelred Þór", "Ngọc Ệch", "Lü Lǘ", "Weierstraß, Karl", "O'Neil, Seán",
    "Ada-Lovelace Byron-King", "Ting_Wei 100%Sure",
]  # fmt: skip
HARD_TITLES = [
    "{FlexGen}: 100% of $5 & #1 with a_b, x^2 ~ y",
    r"\input{secret} and \write18{rm} do nothing",
    "{&Co}: {Éa} and {α}-Decoding of O(n²) with π ≥ 3 × ∞",
    "“Quotes”, ‘more’ – dashes — and it’s <a|b>",
    "École, Łódź, Ørsted and Ünïcödé: {ß} Đỗ",
    "A {Title {Nested} Deep} @ {LLM}s; {KV}~Cache",
]
VENUES = ["icml", "tmlr", "nvidia", None]


@pytest.fixture(scope="session")
def hard_library(make_entry, make_library):
    """Names and titles with everything that TeX and its readers trip over."""
    entries = []
    for number, title in enumerate(HARD_TITLES * len(VENUES)):
        first = (3 * number) % len(HARD_NAMES)
        ids = {"arxiv": f"2301.{number:05d}", "primary_class": "cs.LG"} if number % 2 else {}
        if number % 3 == 0:
            ids["doi"] = f"10.1000/a_b-{number}"
        elif number % 3 == 1:
            ids["url"] = f"https://example.org/~a/ü_{number}%20?b=c&d=e#f"
        entries.append(
            make_entry(
                f"hard2023x{number}",
                title=title,
                authors=[*HARD_NAMES[first:], *HARD_NAMES[:first]][:5],
                venue=VENUES[number // len(HARD_TITLES)],
                month=number % 12 + 1,
                pages="1--12",
                volume="3",
                number="4",
                ids=ids,
            )
        )
    return make_library(entries)


@pytest.fixture(scope="session")
def real_library():
    """The base that this repository publishes."""
    return load_library(REPOSITORY)


@pytest.fixture(params=["hard_library", "real_library"])
def any_library(request):
    """Each of the two in turn."""
    return request.getfixturevalue(request.param)
