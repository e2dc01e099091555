"""Revisions; a revision that has shipped is never changed."""
