"""What is kept: versions of the store, the queries on them, and what every storey says with."""
