from edited_toy import ADA, said


def test_a_reading_on_the_day_of_the_entry_passes():
    assert said("check-dates", (ADA, "date: 2026-11-21", "date: 2026-11-20")) == []


def test_a_reading_before_the_entry_is_refused():
    assert said("check-dates", (ADA, "date: 2026-11-21", "date: 2026-11-19")) == [
        f"{ADA}:57:11: checked 2026-11-19, before 2026-11-20; mend the date or the order"
    ]


def test_readings_stand_in_order():
    second = "    against: [full text]\n  - date: 2026-11-20\n    against: [abstract]\n"
    assert said("check-dates", (ADA, "    against: [full text]\n", second)) == [
        f"{ADA}:59:11: checked 2026-11-20, before 2026-11-21; mend the date or the order"
    ]
