"""
Reconciliation: what proposal, minutes, list, decision, certificates and the record say of the same things.

Nothing is guessed: what a paper does not say, or says in a way that is not understood, is told as not found.
"""
