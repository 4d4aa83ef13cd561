-- The sources that loads brought, with the documents behind them: one row per load and source.
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
    source_documents.document_number,
    source_documents.abstract,
    source_documents.file_name as document_name,
    source_documents.sha256 as document_sha256,
from sources
left join source_documents using (load_id, source_id)
order by sources.load_id, sources.source_id
