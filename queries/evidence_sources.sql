-- The sources with the files and documents behind them: one row per load and source, newest load first.
-- counts: the load does.
select
    sources.load_id,
    sources.source_id,
    sources.origin,
    sources.publisher,
    sources.kind,
    sources.title,
    sources.url,
    sources.published_from,
    sources.published_to,
    sources.accessed_on,
    coalesce(source_documents.file_name, sources.file_name) as file_name,
    coalesce(source_documents.sha256, sources.sha256) as sha256,
    source_documents.document_number,
    source_documents.abstract,
    coalesce(loads.sequence, loads.load_id) as sequence,
    published_loads.load_id is not null as counts,
from sources
join loads using (load_id)
left join published_loads using (load_id)
left join source_documents using (load_id, source_id)
order by sequence desc, sources.source_id
