-- What a version says of the lake that it was made of is left out: one row per fact.
delete from store_info where key in ('lake', 'generation', 'made_by', 'before')
