"""Papers of a review: the council's dossier and the certificates, as PDF."""
