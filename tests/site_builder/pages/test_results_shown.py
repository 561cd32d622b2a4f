from site_builder.pages.results_shown import quantity, rows


def test_quantities_carry_their_unit_and_ratios_a_sign():
    assert quantity(2.3, "x") == "2.3×"
    assert quantity(1.12, "token/s") == "1.12\u202ftoken/s"
    assert quantity(12345, "token/s") == "12,345\u202ftoken/s"


def test_computed_rows_come_first_with_setting_source_and_share(atlas):
    first, second = rows(
        atlas.library.entries["ada2021toy"], atlas.compared["ada2021toy"], atlas.library
    )
    assert first.value == "up to 2,100.5\u202ftoken/s"
    assert first.baseline == "16-bit cache: 1,000\u202ftoken/s"
    assert first.setting == (
        "Llama 2 7B, NVIDIA A100 80 GB SXM, batch 64, prompt 512, output 128,"
        " weights 16 bit, KV 4 bit"
    )
    assert first.source == "figure 2"
    assert first.bound.endswith("token/s")
    assert "of the bound" in first.remark
    assert (second.value, second.bound) == ("4×", "")
