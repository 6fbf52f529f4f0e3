"""Writes the Python client (clients/python/pingyi_client/generated) from the specification: what a client system may
call, and what everybody may read. With --check: says whether it is current.
"""

import filecmp
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from backend.cli import specification

CLIENT = Path(__file__).resolve().parent.parent / "clients" / "python"
GENERATED = CLIENT / "pingyi_client" / "generated"
CONFIG = CLIENT / "generator.yaml"


def for_clients(whole: dict[str, Any]) -> dict[str, Any]:
    """The part of the specification that a program is for: operations with a scope, and public results."""
    paths: dict[str, Any] = {}
    for path, item in whole["paths"].items():
        kept = {
            method: operation
            for method, operation in item.items()
            if path.startswith("/api/v1/public/") or any("client" in need for need in operation.get("security", ()))
        }
        if kept:
            paths[path] = kept
    schemas: dict[str, Any] = {}
    waiting = _named(paths)
    while waiting:
        name = waiting.pop()
        if name not in schemas:
            schemas[name] = whole["components"]["schemas"][name]
            waiting |= _named(schemas[name])
    components = whole["components"] | {"schemas": dict(sorted(schemas.items()))}
    return whole | {"paths": paths, "components": components}


def _named(part: Any) -> set[str]:
    """Names of the schemas that a part of the specification refers to."""
    if isinstance(part, dict):
        own = {part["$ref"].rpartition("/")[2]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*(_named(value) for value in part.values()))
    return set().union(*(_named(value) for value in part)) if isinstance(part, list) else set()


def generate(folder: Path) -> None:
    """Write the client into a folder that does not exist yet. Raises CalledProcessError."""
    with tempfile.TemporaryDirectory() as place:
        document = Path(place) / "openapi.json"
        document.write_text(json.dumps(for_clients(specification())), "utf-8")
        subprocess.run(
            [
                *(sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning", "--meta", "none"),
                *("--path", document, "--config", CONFIG, "--output-path", folder),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            env=os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},  # for ruff
        )


def differences(one: Path, other: Path) -> list[str]:
    """Files that are in one folder only, or not the same in both."""
    compared = filecmp.dircmp(one, other, ignore=["__pycache__", ".ruff_cache"])
    found = [*compared.left_only, *compared.right_only, *compared.diff_files]
    for name in compared.common_dirs:
        found += [f"{name}/{inner}" for inner in differences(one / name, other / name)]
    return found


def main() -> int:
    with tempfile.TemporaryDirectory() as place:
        fresh = Path(place) / "generated"
        generate(fresh)
        changed = differences(GENERATED, fresh) if GENERATED.exists() else ["all of it"]
        if "--check" in sys.argv:
            if changed:
                print(
                    f"clients/python is out of date ({', '.join(sorted(changed)[:5])}): run `make types`",
                    file=sys.stderr,
                )
            return 1 if changed else 0
        if changed:
            shutil.rmtree(GENERATED, ignore_errors=True)
            shutil.copytree(fresh, GENERATED, ignore=shutil.ignore_patterns("__pycache__", ".ruff_cache"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
