-- One row per action and node of an index that moves with it.
create table drivers (
    load_id integer not null,
    action_code varchar not null,
    action_vi varchar not null,
    action_en varchar not null,
    index_code varchar not null,
    method_code varchar not null,
    indicator_code varchar not null,
    direction integer not null,       -- 1: more of the action raises the score | -1: it lowers it
    basis varchar not null,           -- source: the definition names it | assumption
    source_id varchar,                -- null: an assumption
    note varchar,
);
