"""Answers put in words, tables and charts: one module a family of questions."""
