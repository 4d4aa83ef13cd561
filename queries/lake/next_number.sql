-- The number of the next load, given once whoever asks: one row.
select nextval('rankings_kept.load_numbers')
