"""Questions asked of a result: where they take their facts from, and how their answers are written."""
