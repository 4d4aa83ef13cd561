-- What stands in the catalogue beside the tables of DuckLake; no row comes back.
create schema if not exists rankings_figures;
create schema if not exists rankings_kept;
create sequence if not exists rankings_kept.load_numbers;
