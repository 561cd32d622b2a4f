from site_builder.cli.base import table


def test_numbers_stand_to_the_right_and_text_to_the_left():
    assert table(("key", "count", "share"), [("a", 7, 0.25), ("bcd", 12, 0.5)]) == (
        "key  count   share\na        7  0.2500\nbcd     12  0.5000\n"
    )


def test_a_table_without_rows_is_its_head():
    assert table(("key", "title"), []) == "key  title\n"


def test_the_last_column_has_no_trailing_spaces():
    assert table(("key", "why"), [("a", ""), ("b", "long")]) == "key  why\na\nb    long\n"
