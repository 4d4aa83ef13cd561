-- How yes and no are written in a row of a file: 1, x, có, true; and that a file is there at all.
-- What most rows have is looked at first: these are asked of every dossier, several times.
create or replace macro is_marked(mark) as case
    when mark is null or mark = '0' then false
    when mark = '1' then true
    -- Letters and their marks apart are the same letters; 1.0 is what is written of a column with gaps.
    else
        nfc_normalize(lower(trim(mark))) in (
            '1', '1.0', 'x', 'true', 'yes', 'y', 'có', 'co', 'đã', 'da', 't', 'đúng'
        )
        or starts_with(nfc_normalize(lower(trim(mark))), 'đã ')
end;

create or replace macro is_there(link) as case
    when link is null then false
    when length(link) > 8 then true
    else lower(trim(link)) not in ('', '0', 'false', 'no', 'không', 'khong', 'null', '[]')
end;

-- The moment that a text names; spaces round it are looked for only where it cannot be read as it is.
create or replace macro moment_of(given, formats) as coalesce(
    try_strptime(given, formats),
    case when given is not null then try_strptime(trim(given), formats) end
);

create or replace macro is_filled(given) as case
    when given is null then false
    when length(given) > 2 then true
    else trim(given) <> ''
end;

-- The number of a dossier as the one-stop systems give it: code of the agency, day or month, number
-- ("H15.27-261010-0001", "000.00.05.H15-2610-00012"). Only what looks so is kept of it.
create or replace macro is_dossier_number(given) as regexp_full_match(
    trim(given),
    '([0-9]{2,3}\.){0,4}H[0-9]{2}(\.[0-9]{1,4}){0,4}[-/][0-9]{4,8}[-/][0-9]{1,6}'
);

-- The code of a procedure in the national database ("1.001234"), also with what stands behind it there.
create or replace macro is_procedure_code(given) as regexp_full_match(
    trim(given), '[0-9]{1,2}\.[0-9]{6}(\.[0-9]{2,3})*(\.H[0-9]{2})?'
);
