"""Tools of the house: catalogues, schemas, campaigns, the second verifier."""
