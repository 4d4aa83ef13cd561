-- What PostgreSQL answers to a statement of its own: one row per row of the answer.
-- Parameters: $statement varchar
from postgres_query('catalogue', $statement)
