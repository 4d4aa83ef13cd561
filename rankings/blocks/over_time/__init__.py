"""Ranks and scores over the editions of one period type, and who moved between two of them."""
