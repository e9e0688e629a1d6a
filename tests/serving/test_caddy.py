"""Caddy before the processes: the file it is given is sound, with and without a base path and certificates."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from geo.errors import SettingError
from geo.serving import caddy
from geo.serving.caddy import Front
from geo.serving.errors import NoProxyError
from geo.settings import front_files


def adapted(front: Front, folder: Path) -> str:
    """Return the configuration as Caddy understands it; fails where Caddy refuses it."""
    file = folder / "Caddyfile"
    text = caddy.configuration(front, pages=[9001, 9002], shared=9003, secret="5ec4e7", folder=folder)  # noqa: S106
    file.write_text(text, "utf-8")
    command = [caddy.program(), "adapt", "--config", str(file), "--adapter", "caddyfile"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.dumps(json.loads(done.stdout))


def test_people_stay_with_a_process_and_tiles_have_their_own(tmp_path: Path) -> None:
    told = adapted(Front("127.0.0.1", 8501), tmp_path)
    assert '"policy": "cookie"' in told
    assert '"name": "observatory_worker"' in told
    assert '"path": ["/tiles/*", "/map/*", "/published/*"]' in told
    assert all(f'"dial": "127.0.0.1:{port}"' in told for port in (9001, 9002, 9003))
    assert '"listen": ["127.0.0.1:8501"]' in told
    assert '"uri": "/_stcore/health"' in told
    assert "strip_path_prefix" not in told


def test_a_base_path_is_kept_for_pages_and_taken_off_for_tiles(tmp_path: Path) -> None:
    told = adapted(Front("0.0.0.0", 80, base="/observatory"), tmp_path)
    assert '"path": ["/observatory/tiles/*", "/observatory/map/*", "/observatory/published/*"]' in told
    assert '"strip_path_prefix": "/observatory"' in told
    assert '"uri": "/observatory/_stcore/health"' in told


def test_certificates_make_the_address_https(tmp_path: Path) -> None:
    front = Front("0.0.0.0", 443, certificate=str(tmp_path / 'a "b".pem'), key=str(tmp_path / "key.pem"))
    told = adapted(front, tmp_path)
    assert "load_files" in told
    assert front.address == "https://127.0.0.1:443"


def test_without_caddy_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_arguments, **_options: None)
    with pytest.raises(NoProxyError, match=r"requirements-workers\.txt"):
        caddy.program()


@pytest.mark.parametrize("given", ["OBSERVATORY_TLS_CERT", "OBSERVATORY_TLS_KEY"])
def test_a_certificate_needs_its_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: str) -> None:
    there = tmp_path / "one.pem"
    there.touch()
    monkeypatch.setenv(given, str(there))
    with pytest.raises(SettingError, match="OBSERVATORY_TLS_"):
        front_files()
