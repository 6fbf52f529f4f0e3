"""What the documents point to exists: files, images, headings, commands and their options."""

import os
import re
import string
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
import typer
from typer.core import TyperGroup

from backend.cli import app

ROOT = Path(__file__).parents[2]
GENERATED = {"node_modules", "dist", "var", "build", "test-results", "playwright-report"}
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
MAKE = re.compile(r"\bmake((?: [a-z][a-z0-9-]*)+)")
# Not the user or database of that name: an assignment, a path, or nothing that looks like a command behind it.
PINGYI = re.compile(r"(?<![\w=.])pingyi ([a-z][^\n#|;&`']*)")


def documents() -> list[Path]:
    found = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in GENERATED]
        found += [Path(folder, name) for name in files if name.endswith(".md")]
    return sorted(found)


DOCUMENTS = documents()
NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]


def anchors(text: str) -> set[str]:
    """The ids of the headings, as the usual renderers of Markdown make them."""
    headings = re.findall(r"^#{1,6} +(.+?) *$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", re.sub(r"[`*]", "", heading)).lower().replace(" ", "-") for heading in headings}


def code(text: str) -> Iterator[str]:
    """Everything that is set as code."""
    yield from FENCE.findall(text)
    yield from INLINE.findall(FENCE.sub("", text))


def test_the_documents_are_found() -> None:
    assert {"README.md", "README.zh-CN.md", "CHANGELOG.md", "docs/operations.md"} <= set(NAMES)


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_links_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    missing = []
    for target in LINK.findall(FENCE.sub("", text)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, fragment = unquote(target).partition("#")
        file = (path.parent / name).resolve() if name else path
        known = file.exists() and file.is_relative_to(ROOT)
        if not known or (fragment and fragment not in anchors(file.read_text(encoding="utf-8"))):
            missing.append(target)
    assert missing == []


@pytest.fixture(scope="module")
def targets() -> set[str]:
    """What `make help` lists."""
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"^ *make ([a-z0-9-]+)", listed, re.MULTILINE))


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_make_commands_exist(path: Path, targets: set[str]) -> None:
    text = path.read_text(encoding="utf-8")
    named = {name for part in code(text) for words in MAKE.findall(part) for name in words.split()}
    assert named <= targets | {"help"}


def mistakes(line: str) -> list[str]:
    """What of `pingyi LINE` the program does not know."""
    command = typer.main.get_command(app)
    words = line.split()
    while isinstance(command, TyperGroup) and words and words[0][0] in string.ascii_lowercase:
        found = command.commands.get(words[0])
        if found is None:
            return [words[0]]
        command, words = found, words[1:]
    options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    return [word for word in words if word.startswith("--") and word.partition("=")[0] not in options | {"--help"}]


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_pingyi_commands_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = [line for part in code(text) for line in PINGYI.findall(part)]
    assert [(line, wrong) for line in lines if (wrong := mistakes(line))] == []


def test_wrong_commands_are_noticed() -> None:
    assert mistakes("serve --tls-cert x --trusted-proxy 127.0.0.1") == []
    assert mistakes("import round FOLDER --year 2025") == []
    assert mistakes("mend") == ["mend"]
    assert mistakes("import units") == ["units"]
    assert mistakes("serve --certificate x") == ["--certificate"]
    assert PINGYI.findall("runuser -u pingyi -- bash; createdb --owner=pingyi pingyi") == []
