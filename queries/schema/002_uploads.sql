-- What loads after load 0 bring besides figures, and what is known of the loads themselves.
-- Every action that changes what readers see is a row of `loads`, a withdrawal too; rows are added
-- and never changed, so the state after any earlier load can be shown again.

-- The order in which loads took effect; a staged load keeps its number until it is published.
alter table loads add column sequence integer;
alter table loads add column uploaded_by varchar;
alter table loads add column uploaded_at timestamp;
-- self_declared: a typed name that nothing has checked.
alter table loads add column identity varchar;
-- The load that a withdrawal takes back, and the reason given for this action.
alter table loads add column withdraws integer;
alter table loads add column why varchar;
-- JSON: what was recognised, and how the file was read.
alter table loads add column recognised varchar;
alter table loads add column layout varchar;

-- A scope without a unit is a complete table; one with a unit and a measure takes back one figure.
alter table load_scopes add column unit_code varchar;
alter table load_scopes add column measure varchar;

-- One row per rule whose warnings a person acknowledged when a load was published.
create table acknowledgements (
    load_id integer not null,
    rule varchar not null,
    reason varchar not null,          -- checked_original | issuer_adjusted | other
    sentence varchar not null,
    given_by varchar not null,
);

-- One row per index that a load touches: what it did to the home unit.
create table load_effects (
    load_id integer not null,
    index_code varchar not null,
    edition_before varchar,
    edition_after varchar,
    rank_before integer,
    rank_after integer,
    gap_low_before decimal(14, 6),
    gap_high_before decimal(14, 6),
    gap_low_after decimal(14, 6),
    gap_high_after decimal(14, 6),
    status_before varchar,            -- inside | outside | unknown
    status_after varchar,
);

-- One row per offender that was seen while the file was read; rules of queries/checks/ tell it.
create table reading_findings (
    load_id integer not null,
    rule varchar not null,
    place varchar,
    details varchar not null,         -- JSON: the values of the rule's sentence
);

-- One row per document behind a source that a load brought.
create table source_documents (
    load_id integer not null,
    source_id varchar not null,
    document_number varchar,
    abstract varchar,
    file_name varchar,                -- the document itself, kept by its hash
    sha256 varchar,
);

-- One row per component and the agency answerable for it.
create table owners (
    load_id integer not null,
    index_code varchar not null,
    method_code varchar not null,
    indicator_code varchar not null,
    owner_vi varchar,
    owner_en varchar,
);

-- One row per signed remark on an index and edition; an empty text takes it back.
create table remarks (
    load_id integer not null,
    index_code varchar not null,
    edition_id varchar not null,
    text_vi varchar,
    text_en varchar,
    signed_by varchar not null,
    dated date not null,
);
