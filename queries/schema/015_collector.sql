-- One row per request that the collector makes of a portal.
create table collector_sources (
    load_id integer not null,
    request_code varchar not null,
    index_code varchar not null,
    asked varchar not null,           -- provinces: the table of all provinces | units: of one province
    component varchar,                -- the component that the reply is of; null: the totals of all
    group_key varchar,                -- what the portal calls it in its tables of units
    address varchar not null,
    body varchar not null,            -- JSON, with $year and $department in it
    pause_seconds integer not null,   -- before the next request
    jitter_seconds integer not null,  -- up to so much is added to a pause, by chance
    timeout_seconds integer not null, -- a reply that is not whole by then is given up
    tries integer not null,
    most_bytes integer not null,
    source_id varchar not null,
);

-- One row per province that a portal can be asked for.
create table portal_departments (
    load_id integer not null,
    scheme varchar not null,
    unit_code varchar not null,
    portal_code varchar not null,     -- H15
    department_id varchar not null,   -- by which its units are asked for
    source_id varchar not null,
);
