-- One row per figure that a signed remark on its edition marks as re-scored by the issuer: from the
-- edition before to this one it moved because it was counted in another way.
create table rescored_figures (
    load_id integer not null,         -- of the remark
    edition_id varchar not null,
    unit_code varchar not null,
    indicator_code varchar not null,
);
