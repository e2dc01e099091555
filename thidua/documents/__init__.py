"""
The board's papers: one context from the record for both Jinja pages (PDF) and Word drafts.

What a paper says stands in ``templates/documents``, what it needs in ``kinds.yaml`` there, what the record
cannot know (numbers, dates, officials, the meeting) in ``documents.yaml``. What nobody said is
printed as dots.
"""
