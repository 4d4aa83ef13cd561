-- One row per sub-indicator of which it is known, or assumed, what can still be changed by a day.
create table subindicator_futures (
    load_id integer not null,
    index_code varchar not null,
    method_code varchar not null,
    indicator_code varchar not null,
    comes_in boolean not null,        -- more is to be counted with time; false: what there is, is all
    made_good boolean not null,       -- what was not done well so far can still be done
    within varchar,                   -- each one done well is one done well there: a code
    done_vi varchar not null,         -- what doing well is: "xử lý đúng hạn"
    done_en varchar not null,
    basis varchar not null,           -- source: the rule says so | assumption
    source_id varchar,                -- null for an assumption
    note_vi varchar not null,         -- why it is so, or is taken to be
    note_en varchar not null,
);
