-- One row per node of an index's tree that is a share: what is counted, of what, and how its points
-- follow. The maximum is that of the node (indicators.max_score).
create table subindicators (
    load_id integer not null,
    index_code varchar not null,
    method_code varchar not null,
    indicator_code varchar not null,
    metric_key varchar,               -- the portal's own key
    counted varchar not null,         -- dossiers | procedures | services | petitions | communes | days
    numerator_vi varchar not null,
    numerator_en varchar not null,
    denominator_vi varchar,           -- null: a mean, not a share
    denominator_en varchar,
    full_at_percent decimal(9, 6),    -- the share at which the points are full; null: not known
    empty_denominator varchar,        -- zero | full | unknown: the points where nothing was to be counted
    applies_to varchar,               -- province ministry department commune: levels of unit
    proof varchar not null,           -- proved | consistent | unknown | no_points
    note_vi varchar not null,         -- what the proof is, what is in doubt
    note_en varchar not null,
    source_id varchar not null,
);
