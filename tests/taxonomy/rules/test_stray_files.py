from edited_toy import edited, lines

WORDS = "no one reads this file; name it entries/<year>/<key>.yaml"


def test_a_file_that_no_one_reads_is_named():
    strays = ("entries/2021/ada2021toy.yml", "entries/.gitkeep", "entries/notes.yaml")
    assert lines(edited(strays=strays), "stray-files") == [
        f"entries/2021/ada2021toy.yml:1:1: {WORDS}",
        f"entries/notes.yaml:1:1: {WORDS}",
    ]
