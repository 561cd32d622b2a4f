"""Pages, figures, graph and exports made from a validated library."""
