"""Text that people read or type: catalogues, typed figures, order, tables."""
