-- Lines of a CSV file that could not be read: one row with how many.
select count(distinct line) as lines from reject_errors;
