"""
What comes in: spreadsheets, CSV and Parquet become typed facts, and all that is wrong becomes problems.

The doors are ``form.write_form``, ``returned.read_forms``, ``tables.read_table`` and
``candidates.read_candidates``. Nothing is imported here, so that the child process starts quickly.
"""
