"""The small scorer that picks the tokens which attention reads, where a model has one.

Sources:
    DeepSeek-AI, "DeepSeek-V3.2-Exp: Boosting Long-Context Efficiency with DeepSeek Sparse
    Attention", 2025: query heads from the low-rank query, one key and one weight per head from the
    hidden state, scores of every earlier token, and the tokens with the largest ones.
"""

from __future__ import annotations

from typing import Any

from roofline import operators as op
from roofline.layers import PhaseBuilder
from roofline.symbols import Value
from roofline.timing import prefill_steps

SCORE_VALUES = 2.0
"""16-bit values that one 32-bit score takes. [1]"""


def indexed_pairs(b: PhaseBuilder, g: Any, kept: Value) -> Value:
    """Query-key pairs that are scored, over the micro-batch. [1]

    Args:
        b: The pass.
        g: Numbers of the layer group.
        kept: Cached tokens of a request. [token]
    """
    step = b.step
    if step.phase == "prefill":
        return step.requests * op.causal_pairs(b.xp, step.new, step.past, g.window) / b.n.sequence
    return step.requests * step.new * (kept + (step.new - 1) / 2) / b.n.sequence


def index_cost(b: PhaseBuilder, g: Any, pairs: Value, kept: Value) -> op.Cost:
    """Scores of the indexer: each head's product with the cached index keys, summed over heads.

    Args:
        b: The pass.
        g: Numbers of the layer group.
        pairs: Query-key pairs scored. [1]
        kept: Cached tokens of a request, new ones included. [token]
    """
    keys = b.step.requests * kept * g.index_dim * b.size.kv / b.n.sequence
    return op.Cost(
        flops=2 * g.index_dim * g.index_heads * pairs,
        read=b.step.tokens * g.index_heads * g.index_dim * b.size.activation,
        written=pairs * SCORE_VALUES * b.size.stream,
        kv_read=keys,
    )


def indexer(b: PhaseBuilder, g: Any, kept: Value) -> None:
    """The operators of an indexer: two products, the scores, and the choice of the largest.

    Every device of a tensor-parallel group runs it whole.

    Args:
        b: The pass.
        g: Numbers of the layer group.
        kept: Cached tokens of a request. [token]
    """
    n, t, step = b.n, b.step.tokens, b.step
    inner = b.xp.where_greater(g.query_rank, 0.5, g.query_rank, n.hidden)
    b.gemm("index_q_proj", t, inner, g.index_heads * g.index_dim)
    b.gemm("index_k_proj", t, n.hidden, g.index_dim + g.index_heads)
    pairs = indexed_pairs(b, g, kept)
    seen = step.past + step.new if step.phase == "prefill" else kept
    serial = prefill_steps(seen, b.peak(16.0)) if step.phase == "prefill" else step.requests
    b.attend("index_scores", index_cost(b, g, pairs, seen), serial, g.index_heads)
    b.wise("index_top_k", pairs, 1.0, SCORE_VALUES, 0.0)
