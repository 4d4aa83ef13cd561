-- One row per file that was kept, and per change of one; the newest of a path counts, one without
-- content says that it was removed.
create table if not exists kept.main.files (path varchar not null, content blob);
