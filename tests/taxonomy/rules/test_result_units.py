from edited_toy import ADA, BO, said


def test_defined_metrics_with_their_units_pass():
    assert said("result-units") == []


def test_an_unknown_metric_is_refused():
    assert said("result-units", (BO, "metric: decode-speedup", "metric: decode-speed")) == [
        f"{BO}:31:13: unknown metric 'decode-speed'; did you mean 'decode-speedup'? "
        "(see taxonomy/metrics.yaml)"
    ]


def test_another_spelling_of_a_unit_is_refused():
    assert said("result-units", (ADA, "unit: token/s", "unit: tok/s")) == [
        f"{ADA}:41:11: unit 'tok/s' is not in taxonomy/units.yaml; write 'token/s'"
    ]
    assert said("result-units", (ADA, "unit: token/s", "unit: furlong")) == [
        f"{ADA}:41:11: unit 'furlong' is not in taxonomy/units.yaml; choose one of them"
    ]


def test_a_metric_keeps_to_its_units():
    assert said("result-units", (ADA, "unit: token/s", "unit: x")) == [
        f"{ADA}:41:11: metric 'generation-throughput' has no unit 'x'; write one of token/s"
    ]


def test_the_units_of_metrics_are_defined():
    edit = ("taxonomy/metrics.yaml", "units: [token/s]", "units: [token/s, req/s]")
    assert said("result-units", edit) == [
        "taxonomy/metrics.yaml:10:20: unit 'req/s' is not in taxonomy/units.yaml; add it there"
    ]
