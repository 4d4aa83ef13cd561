"""Loads that a person makes without a table: figures, targets, agencies, a remark.

The `change` of each module settles one change and returns the Submission that makes it; nothing is
written. What a change does is told by loads.check, and loads.withdraw takes it back like any other
load.
"""
