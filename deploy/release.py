"""Makes a release into dist/: `make release`.

The sources of the commit, a list of everything they are installed with (CycloneDX), checksums.
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[1]
NAME = "moscow-business-bot"
_SECTION = re.compile(r"^## \[([^\]]+)\](?: - (\d{4}-\d{2}-\d{2}))?$", re.MULTILINE)
_FINAL = re.compile(r"\d+\.\d+\.\d+")


def version() -> str:
    """Of pyproject.toml: like 1.0.0, or 1.0.0.dev0 on the way there."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)["project"]["version"])


def disagreements(version: str, changelog: str, tags: Iterable[str]) -> list[str]:
    """What the version, the sections of the changelog and the tags of the commit contradict in."""
    dates = dict(_SECTION.findall(changelog))
    unreleased = changelog.partition("## [Unreleased]")[2].partition("\n## [")[0].strip()
    is_final = bool(_FINAL.fullmatch(version))
    found = []
    if is_final and not dates.get(version):
        found.append(f"CHANGELOG.md has no section «## [{version}] - YYYY-MM-DD»")
    if is_final and unreleased:
        found.append(f"CHANGELOG.md has unreleased changes, and the version is {version}")
    if not is_final and not unreleased:
        found.append(f"CHANGELOG.md has no unreleased changes, and the version is {version}")
    found += [
        f"the commit has the tag {tag}, and the version is {version}"
        for tag in tags
        if tag.startswith("v") and tag != f"v{version}"
    ]
    return found


def run(*command: str | Path) -> str:
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    return done.stdout


def make(dist: Path) -> None:
    """Write the three files; the list is of what the image installs."""
    whole, environment = f"{NAME}-{version()}", dist / "environment"
    archive, parts = dist / f"{whole}.tar.gz", dist / f"{whole}.cdx.json"
    run("git", "archive", f"--prefix={whole}/", f"--output={archive}", "HEAD")
    run("make", f"VENV={environment}", environment / ".image")
    listing = ("environment", "--pyproject", "pyproject.toml", "--output-reproducible", "-o", parts)
    run(Path(sys.executable).with_name("cyclonedx-py"), *listing, environment / "bin" / "python")
    sums = [f"{sha256(file.read_bytes()).hexdigest()}  {file.name}" for file in (archive, parts)]
    (dist / "SHA256SUMS").write_text("\n".join(sums) + "\n", encoding="ascii")
    print(*sums, sep="\n")


def main() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    found = disagreements(version(), changelog, run("git", "tag", "--points-at", "HEAD").split())
    if run("git", "status", "--porcelain", "--untracked-files=no"):
        found.append("there are changes that are not committed")
    if found:
        sys.exit("No release: " + "; ".join(found))
    dist = ROOT / "dist"
    dist.mkdir(exist_ok=True)
    make(dist)


if __name__ == "__main__":
    main()
