"""
From the text of a plan to a draft that people accept line by line, and from there to a plan file.

The doors are ``reading.read_plan_text``, ``drafts.draft_of``, ``drafts.read_draft`` and ``accepting.accept``.
No guess is ever active: a draft is no rule file, and what is taken from it must still pass ``thidua check``.
Nothing is imported here, so that the child process starts quickly.
"""
