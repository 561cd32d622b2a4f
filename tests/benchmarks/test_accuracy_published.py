from benchmarks import accuracy_published


def test_reports_with_a_complete_setting_are_listed_beside_ours():
    found = accuracy_published.report()
    assert {line.method for line in found.lines} == {"roofline", "expected"}
    assert any(note.startswith("agrawal2023sarathi: decode-latency") for note in found.notes)
    assert all("reported" in note and "expected" in note for note in found.notes)
