from edited_toy import CY, said

FINDINGS = "findings:\n  - A smaller cache and drafted tokens can be stacked.\n"


def test_a_survey_says_what_it_concludes():
    assert said("survey-findings") == []
    assert said("survey-findings", (CY, FINDINGS, "")) == [
        f"{CY}:3:7: kind 'survey' without 'findings'; list what the paper concludes"
    ]


def test_so_does_an_analysis():
    edits = [(CY, FINDINGS, ""), (CY, "kind: survey", "kind: analysis")]
    assert said("survey-findings", *edits) == [
        f"{CY}:3:7: kind 'analysis' without 'findings'; list what the paper concludes"
    ]
    edits[1] = (CY, "kind: survey", "kind: method")
    assert said("survey-findings", *edits) == []
