import csv

from made_figures import SETTING, figures

from site_builder.impact.computed import Change
from site_builder.impact.impact_csv import impact_csv


def test_rows_hold_the_numbers_of_the_figure_in_base_units():
    text = impact_csv([Change(SETTING, figures(1e10), figures(2.5e9))])
    before, after = csv.DictReader(text.splitlines())
    assert (before["tpot_ideal_s"], after["tpot_ideal_s"]) == ("0.01", "0.0025")
    assert (before["decode_bytes"], after["decode_bound"]) == ("10000000000.0", "memory")


def test_a_refused_deployment_gives_its_reason():
    text = impact_csv([Change(SETTING, figures(1e10), None, "two effects, one knob")])
    assert text.splitlines()[2] == 'toy,in full,"not computed: two effects, one knob"'
