import pytest

from site_builder.names import Name, split


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Ying Sheng", Name("Sheng", "Ying")),
        ("Joseph E. Gonzalez", Name("Gonzalez", "Joseph E.")),
        ("De Alwis, Udari", Name("De Alwis", "Udari")),
        ("Davis, Jr., Sammy", Name("Davis", "Sammy", "Jr.")),
        ("{Gemma Team}", Name("Gemma Team", is_group=True)),
        ("OpenAI", Name("OpenAI")),
        ("  Ada   Lovelace ", Name("Lovelace", "Ada")),
    ],
)
def test_a_name_is_split_into_its_parts(author, name):
    assert split(author) == name


@pytest.mark.parametrize("author", ["a, b, c, d", ", Ada", ""])
def test_a_name_in_no_known_form_is_refused(author):
    with pytest.raises(ValueError, match=r"^name '.*' is neither 'Given Family' nor"):
        split(author)


def test_a_name_reads_in_both_directions():
    name = split("Davis, Jr., Sammy")
    assert name.inverted == "Davis, Jr., Sammy"
    assert name.in_reading_order == "Sammy Davis Jr."


@pytest.mark.parametrize(
    ("author", "particle"),
    [
        ("van der Ouderaa, Tycho F. A.", "van der"),
        ("de la Clergerie, Éric", "de la"),
        ("Van den Broeck, Guy", ""),
        ("Ada Lovelace", ""),
        ("hooks, bell", ""),
        ("{van der Team}", ""),
    ],
)
def test_particles_are_the_lower_case_words_before_a_family_name(author, particle):
    assert split(author).particle == particle
