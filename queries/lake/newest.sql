-- The newest snapshots, asked of PostgreSQL itself: one row, of the figures and of what is kept.
select
    (select max(snapshot_id) from rankings_figures.ducklake_snapshot) as figures,
    (select max(snapshot_id) from rankings_kept.ducklake_snapshot) as kept
