-- The snapshot of the figures that a transaction sees: one row.
select id from figures.current_snapshot()
