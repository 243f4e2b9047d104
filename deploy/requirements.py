"""Prints what pyproject.toml asks for: `python deploy/requirements.py EXTRA…`.

`pip install --require-hashes` takes no project, only packages; constraints.txt has their hashes.
"""

import sys
import tomllib
from pathlib import Path

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"


def requirements(*extras: str) -> list[str]:
    """Of the build, of the program, and of these extras."""
    whole = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
    project = whole["project"]
    found = [*whole["build-system"]["requires"], *project["dependencies"]]
    for extra in extras:
        found += project["optional-dependencies"][extra]
    return found


if __name__ == "__main__":
    print(*requirements(*sys.argv[1:]), sep="\n")
