"""The time of Việt Nam, in which days are counted and moments are told."""

import datetime as dt

# Việt Nam keeps one time all year; a fixed offset needs no time zone database on Windows.
VIETNAM_TIME = dt.timezone(dt.timedelta(hours=7))
