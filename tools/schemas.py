"""Write the JSON Schemas of the rule files into criteria/schema: ``make schemas``."""

from __future__ import annotations

from pathlib import Path

from thidua.schemas import KINDS, schema_text

FOLDER = Path(__file__).resolve().parent.parent / "criteria" / "schema"


def main() -> None:
    """Write one file a kind."""
    FOLDER.mkdir(exist_ok=True)
    for kind in KINDS:
        (FOLDER / f"{kind}.json").write_text(schema_text(kind), encoding="utf-8")
    print(f"{len(KINDS)} schemas in {FOLDER.relative_to(FOLDER.parent.parent)}")


if __name__ == "__main__":
    main()
