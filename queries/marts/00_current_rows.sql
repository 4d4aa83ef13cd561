-- What counts now, table by table: of each key the row of the newest published load.
-- Load 0, the folder data/, is older than any other load. Tables, not views: every rule and every page
-- reads them, and planning the views anew cost a third of all checks.

-- The loads that count, in the order in which they took effect: one row per load.
create or replace table published_loads as
select
    loads.load_id,
    -- A store from before loads were numbered by their order has none.
    coalesce(loads.sequence, loads.load_id) as sequence,
from loads
where
    loads.state = 'published'
    and loads.kind <> 'withdrawal'
    and not exists (select 1 from loads as later where later.withdraws = loads.load_id);

create or replace table current_indices as
select indices.*
from indices
join published_loads using (load_id)
qualify 1 = row_number() over (partition by index_code order by sequence desc);

create or replace table current_methods as
select methods.*
from methods
join published_loads using (load_id)
qualify 1 = row_number() over (partition by index_code, method_code order by sequence desc);

create or replace table current_owners as
select owners.*
from owners
join published_loads using (load_id)
qualify 1 = row_number() over (
    partition by index_code, method_code, indicator_code order by sequence desc
);

-- The agency answerable comes from the newest load that names one, else from the index's own rows.
create or replace table current_indicators as
select indicators.* replace (
    case when current_owners.load_id is null then indicators.owner_vi else current_owners.owner_vi end
        as owner_vi,
    case when current_owners.load_id is null then indicators.owner_en else current_owners.owner_en end
        as owner_en
)
from indicators
join published_loads using (load_id)
left join current_owners
    on current_owners.index_code = indicators.index_code
    and current_owners.method_code = indicators.method_code
    and current_owners.indicator_code = indicators.indicator_code
qualify 1 = row_number() over (
    partition by indicators.index_code, indicators.method_code, indicators.indicator_code
    order by published_loads.sequence desc
);

create or replace table current_subindicator_links as
select subindicator_links.*
from subindicator_links
join published_loads using (load_id)
qualify 1 = row_number() over (
    partition by index_code, method_code, indicator_code, also_code
    order by sequence desc
);

create or replace table current_bands as
select bands.*
from bands
join published_loads using (load_id)
qualify 1 = row_number() over (partition by index_code, label_vi order by sequence desc);

-- A load that gives targets of a unit in an index gives all of them.
create or replace table current_targets as
select targets.*
from targets
join published_loads using (load_id)
qualify 1 = dense_rank() over (partition by index_code, scheme, unit_code order by sequence desc);

create or replace table current_schemes as
select schemes.*
from schemes
join published_loads using (load_id)
qualify 1 = row_number() over (partition by scheme order by sequence desc);

create or replace table current_units as
select units.*
from units
join published_loads using (load_id)
qualify 1 = row_number() over (partition by scheme, unit_code order by sequence desc);

create or replace table current_unit_lineage as
select unit_lineage.*
from unit_lineage
join published_loads using (load_id)
qualify 1 = row_number() over (
    partition by from_scheme, from_code, to_scheme, to_code order by sequence desc
);

create or replace table current_unit_aliases as
select unit_aliases.*
from unit_aliases
join published_loads using (load_id)
qualify 1 = row_number() over (partition by alias, scheme order by sequence desc);

create or replace table current_tiles as
select tiles.*
from tiles
join published_loads using (load_id)
qualify 1 = row_number() over (partition by scheme, tile_code order by sequence desc);

create or replace table current_subindicators as
select subindicators.*
from subindicators
join published_loads using (load_id)
qualify 1 = row_number() over (
    partition by index_code, method_code, indicator_code
    order by sequence desc
);

create or replace table current_subindicator_futures as
select subindicator_futures.*
from subindicator_futures
join published_loads using (load_id)
qualify 1 = row_number() over (
    partition by index_code, method_code, indicator_code
    order by sequence desc
);

create or replace table current_drivers as
select drivers.*
from drivers
join published_loads using (load_id)
qualify 1 = row_number() over (
    partition by action_code, index_code, method_code, indicator_code order by sequence desc
);

create or replace table current_drivers_by_name as
select drivers_by_name.*
from drivers_by_name
join published_loads using (load_id)
qualify 1 = row_number() over (partition by action_code, index_code order by sequence desc);

create or replace table current_subindicator_splits as
select subindicator_splits.*
from subindicator_splits
join published_loads using (load_id)
qualify 1 = row_number() over (
    partition by index_code, method_code, indicator_code
    order by sequence desc
);

create or replace table current_level_rules as
select level_rules.*
from level_rules
join published_loads using (load_id)
qualify 1 = row_number() over (
    partition by index_code, method_code, indicator_code, level
    order by sequence desc
);

-- Tables of lists of provinces: what stands inside one of them never counts among these.
create or replace table current_editions as
select editions.*
from editions
join published_loads using (load_id)
where scheme not in (select scheme from current_schemes where province_code is not null)
qualify 1 = row_number() over (partition by edition_id order by sequence desc);

-- Tables of the units inside one province. A view: a load of provinces pays nothing for it. A file
-- of dossiers makes no table, only estimates for a day.
create or replace view current_inside_editions as
select editions.*
from editions
join published_loads using (load_id)
where
    scheme in (select scheme from current_schemes where province_code is not null)
    and load_id not in (select load_id from loads where kind = 'dossiers')
qualify 1 = row_number() over (partition by edition_id order by sequence desc);

-- Days of which the province has estimates of its own, from its dossiers.
create or replace view estimated_editions as
select editions.*
from editions
join published_loads using (load_id)
where load_id in (select load_id from loads where kind = 'dossiers')
qualify 1 = row_number() over (partition by edition_id order by sequence desc);

-- All of them, for the rules that hold every figure to what it names.
create or replace view editions_of_every_list as
from current_editions
union all
from current_inside_editions
union all
from estimated_editions
where edition_id not in (select edition_id from current_inside_editions);

-- A load that marks figures of an edition gives all the marks of it.
create or replace table current_quality_flags as
select quality_flags.*
from quality_flags
join published_loads using (load_id)
qualify 1 = dense_rank() over (partition by edition_id order by sequence desc);

-- The editions of loads without a source of which a later load tells it: one row per load and edition.
create or replace table told_editions as
select
    unsourced_editions.load_id,
    unsourced_editions.edition_id,
    unsourced_editions.stated_status,
    later_sources.confidence,
from later_sources
join published_loads using (load_id)
join unsourced_editions
    on unsourced_editions.load_id = later_sources.of_load
    and unsourced_editions.edition_id = later_sources.edition_id
qualify 1 = row_number() over (
    partition by unsourced_editions.load_id, unsourced_editions.edition_id order by sequence desc
);

-- Every figure that loads brought, as if a source told later had been given at once: one row per
-- figure and load.
create or replace view told_observations as
select
    observations.* replace (
        case
            when told_editions.load_id is not null and observations.status = 'provisional'
                then told_editions.stated_status
            else observations.status
        end as status,
        coalesce(told_editions.confidence, observations.confidence) as confidence
    ),
    observations.rowid as number,
from observations
left join told_editions
    on told_editions.load_id = observations.load_id
    and told_editions.edition_id = observations.edition_id;

create or replace table current_conflicts as
select conflicts.*
from conflicts
join published_loads using (load_id);

create or replace table current_sources as
select sources.*
from sources
join published_loads using (load_id)
qualify 1 = row_number() over (partition by source_id order by sequence desc);

create or replace table current_source_documents as
select source_documents.*
from source_documents
join published_loads using (load_id)
qualify 1 = row_number() over (partition by source_id order by sequence desc);

create or replace table current_remarks as
select remarks.*
from remarks
join published_loads using (load_id)
qualify 1 = row_number() over (partition by index_code, edition_id order by sequence desc);

-- Marks stand and fall with the remark that made them.
create or replace table current_rescored_figures as
select rescored_figures.*
from rescored_figures
semi join current_remarks
    on current_remarks.load_id = rescored_figures.load_id
    and current_remarks.edition_id = rescored_figures.edition_id
    and current_remarks.text_vi <> '';
