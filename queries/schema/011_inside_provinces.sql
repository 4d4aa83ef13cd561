-- Lists of units: those of provinces, and those of the units inside one province. Editions of a list
-- inside a province are editions like any other (their period may have an hour, 2026-10-10T04); the
-- marts keep them apart from the tables of provinces.

-- One row per list of units.
create table schemes (
    load_id integer not null,
    scheme varchar not null,          -- vn63 | vn34 | daklak102 | h21 …
    province_code varchar,            -- vn34: the province whose units these are; null: a list of provinces
    portal_code varchar,              -- the portal's code of that province: H15
    name_vi varchar not null,
    name_en varchar not null,
    demonstration boolean not null,   -- true: made up, to show the application; never real figures
    source_id varchar not null,
);

-- One row per sub-indicator of which it is known whether the counts of units make those of the province.
create table subindicator_splits (
    load_id integer not null,
    index_code varchar not null,
    method_code varchar not null,
    indicator_code varchar not null,
    splits varchar not null,          -- exact | nearly | distinct | province | uncovered
    tolerance decimal(14, 6),         -- exact, nearly: share of the province's count by which the sum may differ
    note_vi varchar not null,
    note_en varchar not null,
    source_id varchar not null,
);

-- One row per sub-indicator and level of unit at which it was seen to be scored, or per total and level
-- of unit whose groups may miss it by more than the method allows.
create table level_rules (
    load_id integer not null,
    index_code varchar not null,
    method_code varchar not null,
    indicator_code varchar not null,
    level varchar not null,           -- department | commune
    empty_denominator varchar,        -- zero | full : what nothing to count gives; null: not known
    inherited boolean not null,       -- the province's own figure, repeated in each unit
    adding_up_tolerance decimal(14, 6),   -- of a total: by how much its groups may miss it
    note_vi varchar,
    note_en varchar,
    source_id varchar not null,
);

-- One row per figure that the portal marks: a denominator that is only for the time being, say.
create table quality_flags (
    load_id integer not null,
    edition_id varchar not null,
    unit_code varchar not null,
    indicator_code varchar not null,
    flag varchar not null,            -- as the portal prints it: TEMP_NATIONAL_REPORT_DENOMINATOR
);
