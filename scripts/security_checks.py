"""Writes the table of checks in docs/security.md from the names of the tests. With --check: says whether it is current.

A test that proves a check has its id in its name: `test_s04_the_same_code_twice`, and of the browser's
`A12: a ballot leaves nothing`; one whose table has a row for each of several says `test_j01_to_j09_`. TITLES has every id of the security
design, section 5; WAITING says of ids without a test what they wait for, PARTLY what a tested one does not cover yet.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from security_titles import PARTLY, TITLES, WAITING

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- checks: written by scripts/security_checks.py -->", "<!-- end of checks -->"
_RANGE = re.compile(r"_([a-z])(\d\d)_to_\1(\d\d)_")
_BROWSER = re.compile(r"\btest\(\s*[`'\"]([^`'\"]*)")


def proofs() -> dict[str, dict[str, int]]:
    """Per id the files with tests that name it, and how many."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for file, name in sorted(_names()):
        for id_ in ids_in(name):
            found[id_][file] += 1
    return found


def ids_in(name: str) -> set[str]:
    """The ids that a test's name carries: `j01_to_j09` carries nine."""
    words = {word.upper() for word in re.split(r"[\s_:,.-]+", name)}
    for kind, first, last in _RANGE.findall(name):
        words |= {f"{kind.upper()}{number:02}" for number in range(int(first), int(last) + 1)}
    return words & TITLES.keys()


def _names() -> Iterator[tuple[str, str]]:
    """(file, name) of every test, of Python and of the browser."""
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                yield path.relative_to(ROOT).as_posix(), node.name.lower()
    for path in (ROOT / "frontend" / "e2e").glob("*.spec.ts"):
        for name in _BROWSER.findall(path.read_text(encoding="utf-8")):
            yield path.relative_to(ROOT).as_posix(), name.lower()


def table() -> str:
    """The table, and how many of the checks are proved."""
    proved = proofs()
    rows = ["| id | what must hold | tested in | status |", "|---|---|---|---|"]
    for id_, title in TITLES.items():
        where = "<br>".join(
            f"[{file.removeprefix('tests/')}](../{file}) ({count})" for file, count in proved[id_].items()
        )
        rows.append(f"| {id_} | {title} | {where} | {status(id_, tested=bool(where))} |")
    count = sum(status(id_, tested=bool(proved[id_])) == "proved" for id_ in TITLES)
    return f"{count} of {len(TITLES)} checks are proved by tests that carry their ids.\n\n" + "\n".join(rows) + "\n"


def status(id_: str, *, tested: bool) -> str:
    """How far a check is: `proved`, `partly: ...`, or `waiting: ...`."""
    if tested:
        return f"partly: {PARTLY[id_]}" if id_ in PARTLY else "proved"
    return f"waiting: {WAITING.get(id_, 'no test carries this id yet')}"


def stale_reasons() -> list[str]:
    """Ids that are said to wait although a test names them, or that do not exist."""
    proved = {id_ for id_, files in proofs().items() if files}
    return sorted((WAITING.keys() & proved) | (WAITING.keys() - TITLES.keys()) | (PARTLY.keys() - proved))


def page(text: str) -> str:
    """The page with the table of now."""
    head, _, rest = text.partition(BEGIN)
    return f"{head}{BEGIN}\n{table()}{END}{rest.partition(END)[2]}"


def main() -> int:
    text = PAGE.read_text(encoding="utf-8")
    stale = stale_reasons()
    if stale:
        print(f"scripts/security_titles.py: no longer true of {', '.join(stale)}", file=sys.stderr)
        return 1
    if "--check" not in sys.argv:
        PAGE.write_text(page(text), encoding="utf-8")
    elif page(text) != text:
        print("docs/security.md is out of date: run `make types`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
