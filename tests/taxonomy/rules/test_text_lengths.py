from edited_toy import CY, said

SUMMARY = "Sorts two toys by what they relieve, and finds that they can be stacked."


def test_short_texts_pass():
    assert said("text-lengths") == []
    longest = "x" * 239 + "."
    assert said("text-lengths", (CY, SUMMARY, longest)) == []


def test_a_long_summary_is_refused():
    assert said("text-lengths", (CY, SUMMARY, "x" * 240 + ".")) == [
        f"{CY}:14:10: summary of 241 characters; at most 240, shorten it"
    ]


def test_a_summary_is_a_whole_sentence():
    assert said("text-lengths", (CY, SUMMARY, SUMMARY[:-1])) == [
        f"{CY}:14:10: summary without a full stop; write one whole sentence"
    ]


def test_a_long_paragraph_is_refused():
    edit = (CY, "Papers on toys measure on different devices.", "xy " * 400)
    assert said("text-lengths", edit) == [
        f"{CY}:17:12: challenge of 1199 characters; at most 900, shorten it"
    ]
