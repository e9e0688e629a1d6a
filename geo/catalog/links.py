"""The addresses of the package: only hosts listed in `link_hosts` are linked, never a mirror or an unknown site."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from geo.catalog.faults import Findings, Subject

HOSTS: Final = "link_hosts"
_ADDRESS: Final = re.compile(r"https?://[^\s;,，；）)<>\"]+", re.IGNORECASE)


def addresses(text: str) -> tuple[str, ...]:
    """Return every web address in a cell.

    Examples
    --------
    >>> addresses("see https://a.org/x; also http://b.cn")
    ('https://a.org/x', 'http://b.cn')
    """
    return tuple(_ADDRESS.findall(text))


def may_be_linked(address: str, hosts: Collection[str]) -> bool:
    """Tell whether an address is on one of `hosts` or below it.

    Examples
    --------
    >>> may_be_linked("https://www.ndrc.gov.cn/a", {"gov.cn"}), may_be_linked("https://gov.cn.example.com", {"gov.cn"})
    (True, False)
    """
    try:
        host = (urlsplit(address).hostname or "").rstrip(".").lower()
    except ValueError:  # an address that is none
        return False
    parts = host.split(".")
    return any(".".join(parts[start:]) in hosts for start in range(len(parts)))


def check_links(subject: Subject, findings: Findings) -> None:
    """Check every address in every cell of every table."""
    hosts = {row["host"] for _, row in subject.rows(HOSTS, "host")}
    for resource in subject.tables():
        texts = [item.name for item in resource.fields if item.type == "string"]
        for number, row in subject.rows(resource.name, *texts):
            for column in texts:
                for address in addresses(str(row[column])):
                    findings.count("links", 1)
                    if not may_be_linked(address, hosts):
                        findings.fault(
                            "links",
                            resource.name,
                            number,
                            f"{column}: {address} is on no host of {HOSTS}. "
                            "Cite the publisher without an address, or list the host",
                        )
