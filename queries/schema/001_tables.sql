-- The tables of the store. Every row carries the load that brought it: load 0 is the folder data/.
-- No foreign keys, sequences or unique indexes: queries/checks/ keep the keys, so that the same
-- statements run on a DuckLake catalogue as well.

-- One row per fact about the store itself.
create table store_info (
    key varchar not null,
    value varchar,
);

-- One row per publication into the store.
create table loads (
    load_id integer not null,
    kind varchar not null,            -- data_folder | file
    state varchar not null,           -- staged | published | withdrawn
    loaded_at timestamp not null,     -- UTC
    loaded_by varchar,
    file_name varchar,
    sha256 varchar,
    note varchar,
);

-- One row per edition and indicator that a complete load replaces.
create table load_scopes (
    load_id integer not null,
    edition_id varchar not null,
    indicator_code varchar not null,
    status varchar not null,
);

-- One row per offender found by a check when a load came in.
create table findings (
    load_id integer not null,
    rule varchar not null,            -- stem of the file in queries/checks/
    severity varchar not null,        -- blocker | warning | note
    place varchar,                    -- file, row or cell
    details varchar,                  -- JSON: the columns of the check's row, for the sentence
);

-- One row per value of a load that could not be read; a blocker, so never in a published store.
create table unreadable_values (
    load_id integer not null,
    place varchar not null,
    column_name varchar not null,
    value_printed varchar,
    reason varchar not null,          -- unreadable | missing
);

-- One row per administrative unit in a scheme.
create table units (
    load_id integer not null,
    scheme varchar not null,          -- vn63 | vn34 | daklak102 | h21 …
    unit_code varchar not null,
    name_vi varchar not null,
    full_name_vi varchar not null,
    name_en varchar not null,
    kind varchar not null,            -- province | centrally_run_city | ward | commune | department
    kind_before varchar,              -- the kind until kind_since
    kind_since date,
    region_code varchar,
    region_vi varchar,
    region_en varchar,
    capital varchar,
    area_km2 decimal(12, 2),
    parent_code varchar,              -- daklak102: the province
    former_area varchar,              -- daklak102: former province and districts
    valid_from date,
    valid_to date,
    source_id varchar not null,
);

-- One row per predecessor and successor of a unit.
create table unit_lineage (
    load_id integer not null,
    from_scheme varchar not null,
    from_code varchar not null,
    to_scheme varchar not null,
    to_code varchar not null,
    change varchar not null,          -- merged | unchanged
    effective_date date not null,
    legal_basis varchar,
    source_id varchar not null,
);

-- One row per spelling of a unit seen in the wild.
create table unit_aliases (
    load_id integer not null,
    alias varchar not null,
    scheme varchar not null,
    unit_code varchar not null,
    alias_type varchar not null,
    confidence varchar not null,
);

-- One row per tile of the tile-grid map.
create table tiles (
    load_id integer not null,
    scheme varchar not null,
    tile_code varchar not null,
    unit_code varchar not null,       -- the unit whose value paints the tile
    tile_type varchar not null,       -- province | archipelago
    row_number integer not null,
    column_number integer not null,
    label_vi varchar not null,
    label_en varchar not null,
    note varchar,
);

-- One row per index.
create table indices (
    load_id integer not null,
    index_code varchar not null,      -- psi | dti | pii | …
    sort_order integer not null,
    name_vi varchar not null,
    name_en varchar not null,
    short_vi varchar not null,
    short_en varchar not null,
    component_term varchar not null,  -- component | pillar
    issuer_vi varchar not null,
    issuer_en varchar not null,
    legal_basis varchar not null,
    source_id varchar not null,
);

-- One row per version of an index's rules.
create table methods (
    load_id integer not null,
    index_code varchar not null,
    method_code varchar not null,
    editions_from varchar not null,
    editions_to varchar,
    legal_basis varchar not null,
    scale_max decimal(14, 6) not null,
    decimals integer not null,
    aggregation varchar not null,     -- sum | weighted_mean | mean | unknown
    aggregation_basis varchar,        -- published | derived | unknown
    adding_up_tolerance decimal(14, 6) not null,
    closeness_band decimal(14, 6) not null,
    cadence_days integer not null,
    relative_to_field boolean not null,   -- true: scores depend on the units of the year (PII)
    break_reason_vi varchar,          -- why scores are not compared with the method before
    break_reason_en varchar,
    note_vi varchar,
    note_en varchar,
    source_id varchar not null,
);

-- One row per node of an index's tree under a method; 'total' is the root.
create table indicators (
    load_id integer not null,
    index_code varchar not null,
    method_code varchar not null,
    indicator_code varchar not null,
    parent_code varchar,              -- null: the root, or a definition outside the tree
    level varchar not null,           -- total | component | pillar | subindex | group | indicator | definition
    sort_order integer not null,
    issuer_code varchar,
    name_vi varchar,
    name_en varchar,
    value_kind varchar not null,      -- points | share | score : what a score of this node is
    max_score decimal(14, 6),         -- the largest value a published score of this node can take; null: not known
    max_points decimal(14, 6),        -- points the node is worth in the total, when that differs (DTI 2021-2023)
    max_basis varchar not null,       -- published | derived | not_published
    weight decimal(14, 6),
    weight_basis varchar not null,    -- published | derived | not_published
    direction integer not null,       -- 1: more is better
    adds_up boolean not null,         -- true: one of the parts that add up to the total
    definition_vi varchar,
    definition_en varchar,
    owner_vi varchar,                 -- responsible agency; null: not assigned
    owner_en varchar,
    valid_from varchar,
    valid_to varchar,
    confidence varchar,
    note varchar,
    source_id varchar not null,
);

-- One row per rating band of an index.
create table bands (
    load_id integer not null,
    index_code varchar not null,
    label_vi varchar not null,
    label_en varchar not null,
    score_from decimal(14, 6) not null,
    score_below decimal(14, 6),
    confidence varchar not null,
    source_id varchar not null,
);

-- One row per target of a unit in an index.
create table targets (
    load_id integer not null,
    index_code varchar not null,
    scheme varchar not null,
    unit_code varchar not null,
    rank_limit integer not null,
    by_date date,
    period_type varchar,
    set_by_vi varchar not null,
    set_by_en varchar not null,
    note_vi varchar,
    note_en varchar,
    source_id varchar not null,
);

-- One row per published table: an index, a period, its type and a scheme.
create table editions (
    load_id integer not null,
    edition_id varchar not null,
    index_code varchar not null,
    period varchar not null,          -- 2025 | 2025-Q3 | 2025-10 | 2025-10-16 | 2026-10-10T04 (inside a province)
    period_type varchar not null,     -- year | quarter | month | year_to_date
    period_start date not null,
    period_end date not null,
    scheme varchar not null,
    method_code varchar not null,
    published_from date,              -- a range where the day is not known
    published_to date,
);

-- One row per figure.
create table observations (
    load_id integer not null,
    edition_id varchar not null,
    unit_code varchar not null,
    indicator_code varchar not null,
    measure varchar not null,         -- score | rank | numerator | denominator
    value decimal(14, 6) not null,
    value_printed varchar not null,
    status varchar not null,          -- published | provisional | self_reported | derived | estimated
    confidence varchar not null,      -- high | medium | disputed | unverified: no source
    source_id varchar not null,
    place varchar,                    -- file and row it was read from
);

-- One row per figure that a source gives against another one.
create table conflicts (
    load_id integer not null,
    edition_id varchar not null,
    unit_code varchar not null,
    indicator_code varchar not null,
    measure varchar not null,
    value decimal(14, 6) not null,
    value_printed varchar not null,
    status varchar not null,
    confidence varchar not null,
    source_id varchar not null,
);

-- One row per source.
create table sources (
    load_id integer not null,
    source_id varchar not null,
    origin varchar not null,          -- the original issuer; of an unsourced kind who brought it in
    publisher varchar not null,       -- whose page it was read from
    kind varchar not null,            -- press | government_site | unofficial_copy | official_document | structure_note | derived | unsourced_…
    title varchar,
    url varchar,
    file_name varchar,
    sha256 varchar,
    published_from date,
    published_to date,
    published_as_given varchar,
    accessed_on date,
);
