"""Five minutes of damaged uploads: whatever is flipped, cut or spliced, the reader reports and never crashes or hangs.

Run with `pytest -m slow`; OBSERVATORY_FUZZ_S sets the time, OBSERVATORY_FUZZ_SEED the chance, printed on failure.
"""

from __future__ import annotations

import json
import os
import random
import time
from pathlib import Path

import pytest

from geo.ingest import examination
from geo.settings import Limits

CASES = Path(__file__).parent / "cases"
BOUNDS = Limits(wall_s=20, cpu_s=15, memory_mb=1024, unpacked_mb=64, features=100_000)
INTERESTING = (
    b"\xff\xff\xff\xff",
    b"\xff\xff\xff\x7f",
    b"\0\0\0\0",
    b"\xff",
    b"'",
    b'"',
    b"<",
    b"%s%n",
    b"../",
    b"1e999",
    b"NaN",
)


def damaged(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Return data with a few bytes changed, cut, doubled, or spliced with another file's."""
    result = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        if not result:
            break
        at = chance.randrange(len(result))
        kind = chance.randrange(6)
        if kind == 0:
            result[at] = chance.randrange(256)
        elif kind == 1:
            piece = chance.choice(INTERESTING)
            result[at : at + len(piece)] = piece
        elif kind == 2:
            del result[at : at + chance.randrange(1, 64)]
        elif kind == 3:
            result[at:at] = result[at : at + chance.randrange(1, 256)]
        elif kind == 4:
            start = chance.randrange(max(1, len(other)))
            result[at:at] = other[start : start + chance.randrange(1, 256)]
        else:
            del result[at:]
    return bytes(result)


@pytest.mark.slow
def test_damaged_uploads_never_crash_or_hang_the_reader() -> None:
    seconds = float(os.environ.get("OBSERVATORY_FUZZ_S", "300"))
    seed = int(os.environ.get("OBSERVATORY_FUZZ_SEED", str(random.SystemRandom().randrange(2**32))))
    chance = random.Random(seed)  # noqa: S311 - chance, not secrecy
    cases = json.loads((CASES / "manifest.json").read_text("utf-8"))
    contents = {case["id"]: (CASES / f"{case['id']}.bin").read_bytes() for case in cases}
    end = time.monotonic() + seconds
    runs = 0
    while time.monotonic() < end:
        case = chance.choice(cases)
        data = damaged(contents[case["id"]], contents[chance.choice(cases)["id"]], chance)
        examined = examination.examine([(case["name"], data)], bounds=BOUNDS)
        try:
            codes = [finding.code for finding in examined.report.findings]
            json.dumps(examined.report.for_machines("zh"), allow_nan=False)
            assert not any(code.startswith("worker_") for code in codes), (
                seed,
                runs,
                case["id"],
                codes,
                data[:20000].hex(),
            )
        finally:
            examined.close()
        runs += 1
    assert runs > seconds
