-- The row that says that the figures have moved on by one snapshot.
update head set number = number + 1
