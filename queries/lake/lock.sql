-- The lock of the one who changes the lake, kept to the end of the transaction: one row, whether it
-- was given. The number means nothing; it is that of this application in every catalogue.
select pg_try_advisory_xact_lock(7662026)
