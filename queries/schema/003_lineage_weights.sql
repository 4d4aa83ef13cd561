-- What a predecessor counts for in a weighted mean of a merged unit, in any one unit of measure
-- (inhabitants, say): the mean is made where every predecessor of a unit has one.
alter table unit_lineage add column weight decimal(20, 6);
