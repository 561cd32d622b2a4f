"""Attention as three operators, with the score matrix in memory between them.

What fused attention avoids; kept because older stacks run it, and because tools such as
LLM-Viewer count it.

Sources:
    dao2022flashattention, section 2.2, algorithm 0: S = QK^T and P = softmax(S) are written to
    memory and read back.
"""

from __future__ import annotations

from roofline.operators import Cost
from roofline.symbols import Value


def scores(
    rows: Value,
    pairs: Value,
    matrix: Value,
    cached: Value,
    *,
    heads: Value,
    kv_heads: Value,
    head_dim: Value,
    activation_bytes: Value,
    kv_bytes: Value,
) -> Cost:
    """S = Q K^T for every query head.

    Args:
        rows: Query tokens, over the batch. [token]
        pairs: Query-key pairs computed, over the batch. [1]
        matrix: Entries of the score matrix, masked ones included, over the batch. [1]
        cached: Keys read, over the batch. [token]
        heads: Query heads. [1]
        kv_heads: Key-value heads. [1]
        head_dim: Width of a query or key head. [1]
        activation_bytes: Storage of one activation or score. [B]
        kv_bytes: Storage of one cached value. [B]

    Returns:
        flops = 2 d heads pairs; Q and K read, the matrix written. K is read once per key-value
        head, Q at the width of all query heads.

    Sources:
        dao2022flashattention, section 2.2. ainslie2023gqa, section 2.2, for the grouped keys.
    """
    return Cost(
        flops=2 * pairs * head_dim * heads,
        read=rows * heads * head_dim * activation_bytes,
        written=matrix * heads * activation_bytes,
        kv_read=cached * kv_heads * head_dim * kv_bytes,
    )


def softmax(
    pairs: Value,
    matrix: Value,
    *,
    heads: Value,
    flops_per_score: Value,
    activation_bytes: Value,
) -> Cost:
    """Softmax of the scores: the matrix is read and written once.

    Args:
        pairs: Query-key pairs computed, over the batch. [1]
        matrix: Entries of the score matrix, masked ones included, over the batch. [1]
        heads: Query heads. [1]
        flops_per_score: Work per score. [FLOP]
        activation_bytes: Storage of one score. [B]

    Returns:
        flops = heads pairs x flops_per_score; read and written: the matrix.

    Sources:
        dao2022flashattention, section 2.2.
    """
    moved = matrix * heads * activation_bytes
    return Cost(
        flops=pairs * heads * flops_per_score,
        read=moved,
        written=moved,
    )


def weighted_values(
    rows: Value,
    pairs: Value,
    matrix: Value,
    cached: Value,
    *,
    heads: Value,
    kv_heads: Value,
    value_dim: Value,
    activation_bytes: Value,
    kv_bytes: Value,
) -> Cost:
    """O = P V for every query head.

    Args:
        rows: Query tokens, over the batch. [token]
        pairs: Query-key pairs computed, over the batch. [1]
        matrix: Entries of the score matrix, masked ones included, over the batch. [1]
        cached: Values read, over the batch. [token]
        heads: Query heads. [1]
        kv_heads: Key-value heads. [1]
        value_dim: Width of a value head. [1]
        activation_bytes: Storage of one activation or score. [B]
        kv_bytes: Storage of one cached value. [B]

    Returns:
        flops = 2 d_v heads pairs; the matrix and V read, O written.

    Sources:
        dao2022flashattention, section 2.2. ainslie2023gqa, section 2.2, for the grouped values.
    """
    return Cost(
        flops=2 * pairs * value_dim * heads,
        read=matrix * heads * activation_bytes,
        written=rows * heads * value_dim * activation_bytes,
        kv_read=cached * kv_heads * value_dim * kv_bytes,
    )
