"""The record: an append-only list of events, and the tables that are made from it."""
