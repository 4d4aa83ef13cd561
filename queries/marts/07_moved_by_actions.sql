-- What moves with an action, whether a row of the map names its code or words of its name.

-- A text as whole words in small letters without marks: ' cai cach thu tuc hanh chinh '.
create or replace macro whole_words(text) as
    ' ' || trim(regexp_replace(
        strip_accents(replace(lower(text), 'đ', 'd')), '[^a-z0-9]+', ' ', 'g'
    )) || ' ';

-- One row per action, method and node.
create or replace table moved_by_actions as
with wanted as (
    select
        * exclude (component_words),
        list_transform(string_split(component_words, '|'), lambda words: whole_words(words)) as words,
    from current_drivers_by_name
),

-- Of an index whose codes nobody knew beforehand: its components of such a name. Where it has none
-- the total, which moves with every part of it.
named as (
    select wanted.* exclude (words), nodes.method_code, nodes.indicator_code
    from wanted
    join current_indicators as nodes using (index_code)
    where
        nodes.level = 'total'
        or (
            nodes.level in ('component', 'pillar')
            and list_bool_or(list_transform(
                wanted.words,
                lambda words: contains(whole_words(concat_ws(' ', nodes.name_vi, nodes.name_en)), words)
            ))
        )
    qualify nodes.level <> 'total' or 1 = count(*) over (
        partition by wanted.action_code, wanted.index_code, nodes.method_code
    )
)

select * exclude (load_id) from current_drivers
union all by name
select named.* exclude (load_id), actions.action_vi, actions.action_en
from named
join (select distinct action_code, action_vi, action_en from current_drivers) as actions
    using (action_code)
-- A row that knows the code of a node says more than one that knows words of its name.
where not exists (
    select 1
    from current_drivers as known
    where known.action_code = named.action_code and known.index_code = named.index_code
);
