"""Write docs/reference/report.schema.json from the classes that reports are made of."""

from __future__ import annotations

import json
from pathlib import Path

from everyhue.audit.telling.schema import report_schema

OUT = Path(__file__).resolve().parent.parent / "docs" / "reference" / "report.schema.json"


def text() -> str:
    """Return the schema as it is committed."""
    return json.dumps(report_schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    OUT.write_text(text(), "utf-8")
    print(OUT)
