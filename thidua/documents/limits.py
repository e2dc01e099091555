"""What filling a template may cost: the text that comes of it has a largest size."""

from __future__ import annotations

from typing import Any

from jinja2 import Template, TemplateRuntimeError

# Characters; the widest list of 20,000 rows is about 60 million as a part of a Word file.
LARGEST_RESULT = 150_000_000
# Of the text of a template, and of one part of a Word file.
LARGEST_SOURCE = 5_000_000
DEEPEST = 20
LONGEST_JOINT = 40


class BoundedTemplate(Template):
    """A template that stops when what it gives grows beyond every paper."""

    def render(self, *given: Any, **more: Any) -> str:
        """Give the filled text; raises TemplateRuntimeError when it is larger than ``LARGEST_RESULT``."""
        parts: list[str] = []
        size = 0
        for part in self.generate(*given, **more):
            parts.append(part)
            size += len(part)
            if size > LARGEST_RESULT:
                raise TemplateRuntimeError(f"it gives more than {LARGEST_RESULT // 10**6} million characters")
        return "".join(parts)
