from edited_toy import MODEL_LEVEL, said


def test_surveys_and_sources_that_exist_pass():
    assert said("technique-sources") == []


def test_a_survey_without_an_entry_is_refused():
    edit = (MODEL_LEVEL, "cy2023survey: [Small", "cy2023surveys: [Small")
    assert said("technique-sources", edit) == [
        f"{MODEL_LEVEL}:21:5: survey 'cy2023surveys' has no entry; did you mean 'cy2023survey'?"
    ]


def test_an_entry_of_another_kind_is_no_survey():
    edit = (MODEL_LEVEL, "cy2023survey: [Small", "ada2021toy: [Small")
    assert said("technique-sources", edit) == [
        f"{MODEL_LEVEL}:21:5: entry 'ada2021toy' is no survey; mend its kind or this key"
    ]


def test_the_source_of_a_formula_has_an_entry():
    edit = (MODEL_LEVEL, "source: ada2021toy", "source: zz1999nothing")
    assert said("technique-sources", edit) == [
        f"{MODEL_LEVEL}:25:15: source 'zz1999nothing' has no entry; add its entry or delete it"
    ]
