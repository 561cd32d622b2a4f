"""A made-up chip and what runs on it."""

from site_builder.impact.computed import Figures, Phase, Setting

SETTING = Setting("toy", "Toy on a chip", "in full")


def figures(decode_bytes, expected=None):
    """A chip of 100 TFLOP/s and 1 TB/s: the ridge lies at 100 FLOP/B."""
    return Figures(
        prefill=Phase(flops=1e13, bytes=1e10, time=0.1, bound="compute", expected=expected),
        decode=Phase(flops=1e10, bytes=decode_bytes, time=decode_bytes / 1e12, bound="memory"),
        ttft=0.1,
        tpot=decode_bytes / 1e12,
        ttft_expected=expected,
        tpot_expected=None,
        peak=1e14,
        bandwidth=1e12,
        throughput=1.0,
        memory=1.0,
        fits=True,
        max_batch=1,
    )
