-- One row per edition of a load that came without a source. Its figures are kept as they count then:
-- confidence unverified, and what was said to be published is provisional.
create table unsourced_editions (
    load_id integer not null,
    edition_id varchar not null,
    stated_status varchar not null,   -- what its provisional figures and scopes are with a source
);

-- One row per edition of an earlier load for which a load tells the source later.
create table later_sources (
    load_id integer not null,
    of_load integer not null,
    edition_id varchar not null,
    confidence varchar not null,      -- of its figures with this source
);
