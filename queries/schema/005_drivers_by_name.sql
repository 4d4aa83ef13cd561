-- One row per action and index that moves with it, of which the codes are not known beforehand:
-- they are made of the headings of the first table that is loaded.
create table drivers_by_name (
    load_id integer not null,
    action_code varchar not null,
    index_code varchar not null,
    component_words varchar not null,  -- what names of components contain, apart by " | "
    direction integer not null,        -- as in drivers
    basis varchar not null,
    source_id varchar,
    note varchar,
);
