-- How yes and no are written in a row of a file: 1, x, có, true; and that a file is there at all.
-- What most rows have is looked at first: these are asked of every dossier, several times.
create or replace macro is_marked(mark) as case
    when mark is null or mark = '0' then false
    when mark = '1' then true
    else lower(trim(mark)) in ('1', 'x', 'true', 'yes', 'y', 'có', 'co', 'đã', 'da', 't', 'đúng')
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
