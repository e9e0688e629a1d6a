"""`python -m tests.pixels take FOLDER` and `... compare BEFORE AFTER`: are the screens the same as before?

`take` photographs every page in both languages, of this checkout or of another one (`--checkout`). `compare` counts
the pixels that differ, writes a picture of each difference beside AFTER, and ends with 1 where there are any.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Error, Page, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.server import ROOT, serve

VIEWS = {
    "overview": "overview",
    "cluster_map": "cluster_map",
    "cluster_map_card": "cluster_map?lat=51.5&lng=7.2&z=9&sel=cluster:ruhr",
    "compare": "compare",
    "compare_cases": "compare?cases=tsukuba,ruhr",
    "computing_network": "computing_network",
    "workbench": "workbench",
    "catalog": "catalog",
    "catalog_links": "catalog?dataset=links",
}
LANGUAGES = ("zh", "en")
WIDTH = 1440
HEIGHTS = {"": 900, ".tall": 3600}
PATIENCE_MS = 180_000
_PAUSE_MS = 2_500  # a page that has not changed for so long has settled
_ROUNDS = 20
TOLERANCE = 24  # of 255 in any channel: edges of letters are drawn a little differently each time


def _settled(page: Page) -> bytes:
    """Return a picture of the window as soon as two in a row are the same."""
    last = b""
    for _ in range(_ROUNDS):
        page.wait_for_timeout(_PAUSE_MS)
        busy = page.locator("[data-testid=stStatusWidget], [data-testid=stSkeleton], [role=progressbar]").count()
        now = page.screenshot(timeout=PATIENCE_MS)
        if now == last and not busy:
            break
        last = now
    return last


def take(folder: Path, *, checkout: Path = ROOT) -> list[Path]:
    """Photograph every view in each language and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    with (
        tempfile.TemporaryDirectory() as scratch,
        serve(Path(scratch) / "log.txt", root=checkout) as (address, _process),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for language in LANGUAGES:
            for name, path in VIEWS.items():
                context = browser.new_context(reduced_motion="reduce")
                page = context.new_page()
                page.set_viewport_size({"width": WIDTH, "height": HEIGHTS[""]})
                page.goto(f"{address}/{path}{'&' if '?' in path else '?'}lang={language}", timeout=PATIENCE_MS)
                page.get_by_role("heading", level=1).or_(page.locator("iframe")).first.wait_for(timeout=PATIENCE_MS)
                for size, height in HEIGHTS.items():
                    page.set_viewport_size({"width": WIDTH, "height": height})
                    file = folder / f"{name}.{language}{size}.png"
                    file.write_bytes(_settled(page))
                    made.append(file)
                context.close()
        browser.close()
    return made


def difference(before: Path, after: Path) -> tuple[int, int, Image.Image]:
    """Return how many pixels differ, how many there are, and a picture that shows the differences in red.

    Pictures of different heights are laid on each other at the top; what only one of them has differs.
    """
    first, second = Image.open(before).convert("RGB"), Image.open(after).convert("RGB")
    size = (max(first.width, second.width), max(first.height, second.height))
    whole = [Image.new("RGB", size, ground) for ground in ("black", "white")]
    whole[0].paste(first)
    whole[1].paste(second)
    channels = ImageChops.difference(*whole).split()
    largest = ImageChops.lighter(ImageChops.lighter(channels[0], channels[1]), channels[2])
    differs = largest.point(lambda value: 255 if value > TOLERANCE else 0)
    shown = Image.blend(whole[1], Image.new("RGB", size, "white"), 0.7)
    shown.paste(Image.new("RGB", size, "red"), mask=differs)
    return differs.histogram()[255], size[0] * size[1], shown


def compare(before: Path, after: Path) -> int:
    """Print a table of all views, write pictures of what differs, and return how many views differ."""
    names = sorted({path.name for folder in (before, after) for path in folder.glob("*.png")})
    out = after / "differences"
    out.mkdir(exist_ok=True)
    changed = 0
    print("| view | pixels that differ | share |\n| --- | --- | --- |")
    for name in names:
        missing = [str(folder) for folder in (before, after) if not (folder / name).exists()]
        if missing:
            print(f"| {name} | not in {missing[0]} | |")
            changed += 1
            continue
        count, total, shown = difference(before / name, after / name)
        print(f"| {name} | {count:,} | {count / total:.3%} |")
        if count:
            changed += 1
            shown.save(out / name)
    return changed


def main() -> int:
    """Run one of the two commands."""
    parser = argparse.ArgumentParser(prog="python -m tests.pixels", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    taking = verbs.add_parser("take")
    taking.add_argument("folder", type=Path)
    taking.add_argument("--checkout", type=Path, default=ROOT)
    comparing = verbs.add_parser("compare")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    args = parser.parse_args()
    if args.verb == "take":
        try:
            made = take(args.folder, checkout=args.checkout.resolve())
        except Error as fault:
            print(f"A page could not be photographed: {fault.message.splitlines()[0]}")
            return 2
        print(f"{len(made)} pictures in {args.folder}")
        return 0
    return 1 if compare(args.before, args.after) else 0


if __name__ == "__main__":
    raise SystemExit(main())
