-- A row per key of what a version says of how it was made; they are taken out, to be said anew.
delete from store_info
where key in ('built_at', 'made_because', 'damaged', 'not_restored')
