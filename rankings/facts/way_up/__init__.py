"""The way to rank k for one unit in one edition: what it may gain where, and the plans that do it.

Exact where the total is a published sum or weighted mean of components with known maxima, all
totals are known and the unit's own components are. Elsewhere only the points of the total that are
missing, or their bounds, can be told, and why.
"""
