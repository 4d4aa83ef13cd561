"""What SQL says badly: pure functions from tables to tables."""
