-- One row per rule by which something is told to those who look after the figures.
create table alert_rules (
    load_id integer not null,
    rule_code varchar not null,
    kind varchar not null,            -- place_lost | line_near | table_frozen | collector_failing | unit_share_fell | dossiers_due
    index_code varchar,               -- null: of every index, or of none
    indicator_code varchar,           -- of which sub-indicator the share is
    threshold decimal(14, 6) not null, -- places, closeness bands, rounds, points per hundred, dossiers
    in_use boolean not null,
    note_vi varchar not null,
    note_en varchar not null,
);
