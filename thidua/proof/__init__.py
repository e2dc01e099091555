"""Keys, signed heads and packages: what lets others check a record without trusting who keeps it."""
