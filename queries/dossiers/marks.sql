-- How yes and no are written in a row of a file: 1, x, có, true; and that a file is there at all.
create or replace macro is_marked(mark) as coalesce(
    lower(trim(mark)) in ('1', 'x', 'true', 'yes', 'y', 'có', 'co', 'đã', 'da', 't', 'đúng'), false
);

create or replace macro is_there(link) as coalesce(
    lower(trim(link)) not in ('', '0', 'false', 'no', 'không', 'khong', 'null', '[]'), false
);
