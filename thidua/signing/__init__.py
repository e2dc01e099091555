"""Signatures in PDFs (PAdES, ETSI EN 319 142): put in, and checked. The only room that knows pyHanko."""
