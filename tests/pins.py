"""`python -m tests.pins`: writes the requirement files from pyproject.toml, which alone names the dependencies."""

from __future__ import annotations

import tomllib

from geo.settings import ROOT

RUNNING = "# Direct run-time dependencies, written by `make pins` from pyproject.toml; requirements.lock holds all.\n"
TESTING = (
    "# What `make test` and `make lint` need on top of requirements.txt, written by `make pins` from pyproject.toml.\n"
    "-r requirements.txt\n"
)
SERVING = "# What several processes behind one address need on top, written by `make pins` from pyproject.toml.\n"
SPARK = "# What Spark needs on top, and Java 17 (`make java`); written by `make pins` from pyproject.toml.\n"
MOTO = "# Plays a bucket in slow tests, in an environment of its own; written by `make pins` from pyproject.toml.\n"


def pins() -> tuple[list[str], list[str]]:
    """Return the pinned dependencies that running needs, and those that testing needs on top."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return project["project"]["dependencies"], project["dependency-groups"]["dev"]


def for_workers() -> list[str]:
    """Return the pinned dependencies that only several processes need."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return list(project["dependency-groups"]["workers"])


def of_group(name: str) -> str:
    """Return the pinned dependencies of a group that only few need, a line each."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return "".join(f"{pin}\n" for pin in project["dependency-groups"][name])


def requirements() -> dict[str, str]:
    """Return what the requirement files hold, by their names."""
    running, testing = pins()
    return {
        "requirements.txt": RUNNING + "".join(f"{pin}\n" for pin in running),
        "requirements-dev.txt": TESTING + "".join(f"{pin}\n" for pin in testing),
        "requirements-workers.txt": SERVING + "".join(f"{pin}\n" for pin in for_workers()),
        "requirements-spark.txt": SPARK + of_group("spark"),
        "requirements-moto.txt": MOTO + of_group("moto"),
    }


if __name__ == "__main__":
    for name, text in requirements().items():
        (ROOT / name).write_text(text, "utf-8")
