"""Draws the diagrams of all law files into docs/procedures: `make diagrams`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import procedures
from cli.diagram import svg
from cli.mermaid import mermaid

FOLDER = Path(__file__).parent / "procedures"


def drawn() -> dict[str, str]:
    """Every file of the folder, by name, as the law files make it today."""
    files: dict[str, str] = {}
    index = ["# The procedures as pictures", "", "Drawn from the law files by `make diagrams`.", ""]
    for code in procedures.codes():
        law = procedures.load(code)
        index += [f"## {law.name}", ""]
        for version in law.versions:
            name = f"{code}-{version.id}"
            files[f"{name}.svg"] = svg(version)
            files[f"{name}.mmd"] = mermaid(version)
            source = f"[Mermaid]({name}.mmd)"
            index += [f"{version.title} ({source})", "", f"![{version.title}]({name}.svg)", ""]
    files["README.md"] = "\n".join(index)
    return files


def main() -> None:
    """Write what has changed, and remove what no law file makes any more."""
    FOLDER.mkdir(exist_ok=True)
    files = drawn()
    for old in FOLDER.iterdir():
        if old.name not in files:
            old.unlink()
    for name, text in files.items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
