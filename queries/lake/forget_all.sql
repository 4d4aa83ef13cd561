-- No row of a table counts from the next snapshot on. of_table stands for its name.
delete from of_table
