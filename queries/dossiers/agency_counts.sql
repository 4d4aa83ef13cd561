-- How many dossiers there are of each agency as the file writes it: one row per spelling.
select agency, count(*) as dossiers
from dossiers
group by agency
order by dossiers desc, agency;
