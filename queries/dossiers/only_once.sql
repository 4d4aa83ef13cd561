-- Leaves one row per dossier.
delete from dossiers where rowid in (select place from repeated);
