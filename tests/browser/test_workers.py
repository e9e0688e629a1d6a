"""Two processes behind one address: one is killed, and whoever was there goes on where they were."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect

from geo.settings import ROOT, Settings

from .server import free_port
from .test_workbench import FIRMS, drawn, layers, panel, upload, verdict

Crew = dict[str, Any]
FEW = 20  # messages; a page run has more


@pytest.fixture(scope="module")
def crew(store: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crew]:
    """Serve by two processes; returns what `serve --json` tells."""
    assert store.store_dir.is_dir()
    command = [sys.executable, "-m", "geo", "serve", "--json", "--workers", "2", "--port", str(free_port())]
    kept = {
        **os.environ,
        "OBSERVATORY_KEPT": str(tmp_path_factory.mktemp("kept")),
        "OBSERVATORY_WARM_UP": "first",  # as people have it: each process has opened its pages when it takes part
    }
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=kept) as process:
        assert process.stdout is not None
        try:
            told = json.loads(process.stdout.readline())
            assert told["ok"]
            yield told
        finally:
            process.terminate()
            process.wait(90)


def pages(crew: Crew) -> list[int]:
    """Return the ports of the processes that run pages."""
    healths = [process["health"] for name, process in crew["processes"].items() if name.startswith("Page")]
    return [port for health in healths if (port := urlsplit(health).port)]


def connections(port: int) -> int:
    """Return how many connections a process holds: a page and its files take a dozen, the look at its health one."""
    held = psutil.net_connections("tcp")
    return sum(one.laddr.port == port and one.status == psutil.CONN_ESTABLISHED for one in held)


def kill(port: int) -> None:
    """Kill the process that listens at a port now: one that was killed before has another in its place."""
    (pid,) = {one.pid for one in psutil.net_connections("tcp") if one.laddr.port == port and one.status == "LISTEN"}
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def wait_until_idle(page: Page) -> None:
    """Wait until Streamlit has nothing to run."""
    page.locator("[data-testid=stStatusWidget]").wait_for(state="detached")
    page.wait_for_timeout(1000)


def wait_for_map(page: Page) -> None:
    """Wait until the map has drawn its organisations."""
    frame = page.frame_locator("iframe").first
    expect(frame.locator(".leaflet-container")).to_be_visible()
    expect(page.locator(".obs-footer")).to_be_visible()


def test_a_person_goes_on_where_they_were_when_their_process_is_killed(crew: Crew, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(90_000)
    page.goto(f"{crew['address']}/cluster_map?lang=en&lat=36.1&lng=140.1&z=8")
    wait_for_map(page)
    wait_until_idle(page)
    page.locator(".st-key-map_model button").first.click()
    page.wait_for_url("**model=**")
    wait_until_idle(page)
    before = page.url
    mine, other = sorted(pages(crew), key=connections, reverse=True)
    assert connections(mine) > connections(other)
    streams: list[str] = []
    heard: Counter[str] = Counter()

    def listen(stream: WebSocket) -> None:
        streams.append(stream.url)
        stream.on("framereceived", lambda _frame: heard.update(messages=1))

    page.on("websocket", listen)
    kill(mine)
    for _ in range(300):
        if streams:
            break
        page.wait_for_timeout(300)
    assert streams, "the browser did not connect again"
    wait_until_idle(page)
    wait_for_map(page)
    assert page.url == before
    button = page.locator(".st-key-map_model button").first
    expect(button).to_have_attribute("aria-pressed", "true")
    # The page answers again. Its new session begins with what the address says, so the first press may only begin it.
    for _ in range(3):
        button.click()
        page.wait_for_timeout(2000)
        wait_until_idle(page)
        if "model=" not in page.url:
            break
    assert heard.total() > FEW
    assert "model=" not in page.url
    assert "lat=36.1" in page.url
    context.close()


@pytest.mark.slow
def test_work_is_there_again_when_its_process_is_killed(crew: Crew, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1366, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(90_000)
    page.goto(f"{crew['address']}/workbench?lang=zh")
    upload(page, "企业.csv", FIRMS.encode())
    verdict(page, "ok")
    panel(page, "点的聚集")
    page.get_by_role("radio", name="全数", exact=False).first.focus()
    page.keyboard.press("Space")
    wait_until_idle(page)
    (before,) = layers(drawn(page))
    mine = max(pages(crew), key=connections)
    kill(mine)
    page.wait_for_timeout(3000)
    page.reload()
    expect(page.locator(".st-key-workbench_map_side label").filter(has_text="企业")).to_have_count(1)
    (after,) = layers(drawn(page))
    assert after != before  # another session's address
    expect(page.get_by_role("radio", name="全数", exact=False).first).to_be_checked()  # the panel and its fields
    context.close()
