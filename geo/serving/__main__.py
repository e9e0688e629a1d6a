"""The process that watches a crew; `python -m geo serve` becomes it, since it needs no data and is to stay small."""

from __future__ import annotations

import json
import sys

from geo.errors import ObservatoryError
from geo.serving import crew
from geo.serving.caddy import Front

if __name__ == "__main__":
    order = json.loads(sys.argv[1])
    try:
        crew.serve(Front(**order["front"]), workers=order["workers"], as_json=order["as_json"])
    except ObservatoryError as fault:
        told = json.dumps({"ok": False, "error": fault.code, "message": fault.message}, ensure_ascii=False)
        print(
            told if order["as_json"] else f"serve: {fault.message}", file=sys.stdout if order["as_json"] else sys.stderr
        )
        raise SystemExit(1) from None
