"""Caddy as the one address of several processes: the file that configures it, and where the program is.

People stay with one process by a cookie, since a session, its uploads and its layers live there. A process that is gone
is told by the first refused connection; whoever was there is given another one and a new cookie. What the maps fetch
has a process of its own, so that it never waits for a page.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geo.serving.errors import NoProxyError

COOKIE: Final = "observatory_worker"
SHARED: Final = ("/tiles/*", "/map/*", "/published/*")  # routes that need no session
SHARED_HEALTH: Final = "/health"  # where the process that answers them says that it does


@dataclass(frozen=True, slots=True)
class Front:
    """The address people use.

    Attributes
    ----------
    base : path below which everything lies, "" or "/observatory".
    certificate, key : files in PEM format; without them the address speaks plain HTTP.
    """

    host: str
    port: int
    base: str = ""
    certificate: str = ""
    key: str = ""

    @property
    def address(self) -> str:
        """Return the address for people, with a host a browser can open."""
        host = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104
        return f"{'https' if self.certificate else 'http'}://{host}:{self.port}{self.base}"


def program() -> str:
    """Return the path of Caddy: the one installed beside this Python, or one on the PATH; raises NoProxyError."""
    found = shutil.which("caddy", path=str(Path(sys.executable).parent)) or shutil.which("caddy")
    if found is None:
        raise NoProxyError
    return found


def configuration(front: Front, *, pages: Sequence[int], shared: int, secret: str, folder: Path) -> str:
    """Return the Caddyfile.

    Parameters
    ----------
    pages : ports of the processes that run pages.
    shared : port of the process that answers what maps fetch.
    secret : signs the cookie that keeps a person with a process.
    folder : where Caddy may write.
    """
    upstreams = " ".join(f"127.0.0.1:{port}" for port in pages)
    tls = f"\ttls {_quoted(front.certificate)} {_quoted(front.key)}\n" if front.certificate else ""
    strip = f"\t\turi strip_prefix {front.base}\n" if front.base else ""
    paths = " ".join(f"{front.base}{path}" for path in SHARED)
    return f"""{{
\tadmin off
\tauto_https off
\tpersist_config off
\tstorage file_system {_quoted(str(folder))}
\tlog {{
\t\tlevel ERROR
\t}}
\tservers {{
\t\tprotocols h1 h2
\t}}
}}
{"https" if front.certificate else "http"}://:{front.port} {{
\tbind {front.host}
{tls}\tencode zstd gzip
\t@shared path {paths}
\thandle @shared {{
{strip}\t\treverse_proxy 127.0.0.1:{shared} {{
\t\t\tlb_try_duration 10s
\t\t\tlb_try_interval 50ms
\t\t}}
\t}}
\thandle {{
\t\treverse_proxy {upstreams} {{
\t\t\tlb_policy cookie {COOKIE} {secret}
\t\t\tlb_try_duration 10s
\t\t\tlb_try_interval 50ms
\t\t\tfail_duration 2s
\t\t\thealth_uri {front.base}/_stcore/health
\t\t\thealth_interval 2s
\t\t\thealth_timeout 20s
\t\t}}
\t}}
}}
"""


def _quoted(path: str) -> str:
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'
