"""The collector of cycles, which finds hardly any work in what a site is made from."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected(*, lasting: bool = False) -> Iterator[None]:
    """Pause the collector.

    Args:
        lasting: Whether what is made meanwhile outlives many collections, which then leave it out.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if lasting:
            gc.freeze()
        if was_on:
            gc.enable()
