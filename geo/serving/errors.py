"""What stands against serving by several processes."""

from __future__ import annotations

from geo.errors import ObservatoryError


class NoProxyError(ObservatoryError):
    """There is no Caddy to put before the processes."""

    code = "no_proxy"
    status = 500

    def __init__(self) -> None:
        super().__init__(
            "Caddy was not found, neither beside Python nor on the PATH; several processes need it as their one "
            "address. Run `pip install -r requirements-workers.txt`, or put a proxy of yours before them as in "
            "docs/nginx.conf."
        )


class CrewError(ObservatoryError):
    """A process of the crew did not come up."""

    code = "crew"
    status = 500

    def __init__(self, name: str, why: str) -> None:
        super().__init__(
            f"{name} did not come up: {why}. What it printed stands above; correct it and start again.",
            name=name,
            why=why,
        )
