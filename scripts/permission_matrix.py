"""Writes who may do what from the one table that is enforced: docs/permissions.md, and docs/authz_matrix.csv for auditors.

With --check: says whether both are current.
"""

import csv
import io
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from backend.auth.policy import TABLE, Open, Role, Rule, Scope
from backend.cli import specification

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = DOCS / "permissions.md"
MATRIX = DOCS / "authz_matrix.csv"
ROLES = {
    Role.OFFICE: "效能办",
    Role.LIAISON: "联络员",
    Role.EVALUATOR: "考评员",
    Role.SUPERVISOR: "监督员",
    Role.LEAD_SUPERVISOR: "监督组长",
    Role.COMPLAINT_OFFICER: "投诉中心",
    Role.COMPLAINT_LEAD: "中心负责人",
    Role.LEADER: "领导小组",
    Role.AUDITOR: "审计",
    Role.SYSADMIN: "系统管理",
}
_ANYBODY_IN = (Open.PUBLIC, Open.LOGGED_IN, Open.INCOMPLETE)
OPEN = {
    Open.PUBLIC: "anybody, without a login",
    Open.METRICS: "whoever has the metrics token",
    Open.LOGGED_IN: "everybody who is logged in, for themselves",
    Open.INCOMPLETE: "the same, even if a password or a second factor has to be set first",
}
HEAD = """\
# Permissions

Written by `make types` from `backend/auth/policy.py`, the table that is enforced; `make drift` fails when it is out of date. A
permission says what somebody may do; which units, cases and orders somebody sees at all is decided beside it
(`access.py` of each part), and four-eyes rules stand in the table of states of a case. ⚿ marks what needs that the person
showed within the last five minutes who they are, by logging in or once more (`x-step-up` in the specification).
`authz_matrix.csv` says the same of each operation and role; a test asks the running program for every cell of it.

"""


def page() -> str:
    """The whole page."""
    operations: dict[str, list[str]] = defaultdict(list)
    for method, path, operation in _operations():
        step_up = " ⚿" if operation.get("x-step-up") else ""
        operations[operation["x-permission"]].append(f"`{method} {path.removeprefix('/api/v1')}`{step_up}")
    heads = ["permission", *ROLES.values(), "对接系统"]
    lines = ["## By role", _row(heads), _row(["---", *[":-:"] * len(ROLES)])]
    lines += [
        _row([f"`{name}`", *("●" if role in rule else "" for role in ROLES), _scopes(rule)])
        for name, rule in TABLE.items()
        if not isinstance(rule, Open)
    ]
    lines += ["", "## Without a role", _row(["permission", "who"]), _row(["---", "---"])]
    lines += [_row([f"`{name}`", OPEN[rule]]) for name, rule in TABLE.items() if isinstance(rule, Open)]
    lines += [
        "",
        "## What a permission opens",
        _row(["permission", "operations below `/api/v1`"]),
        _row(["---", "---"]),
    ]
    lines += [_row([f"`{name}`", "<br>".join(operations[name])]) for name in TABLE if name in operations]
    return HEAD + "\n".join(lines) + "\n"


def matrix() -> str:
    """Every operation by every role, by who has none or no session, and by a client system of each scope: `allowed` or
    `refused`.

    The metrics token is nobody's role. That a role is allowed an operation does not say which objects it finds there.
    """
    roles = [f"{name} ({role})" for role, name in ROLES.items()]
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    scopes = [f"对接系统 ({scope})" for scope in Scope]
    head = ["method", "path", "description", "permission", "未登录 (nobody)", "无岗位 (no_role)", *roles, *scopes]
    table.writerow(head)
    for method, path, operation in _operations():
        rule = TABLE[operation["x-permission"]]
        clients = (rule is Open.PUBLIC or (isinstance(rule, frozenset) and scope in rule) for scope in Scope)
        callers = (rule is Open.PUBLIC, rule in _ANYBODY_IN, *(_opens(rule, role) for role in ROLES), *clients)
        cells = ["allowed" if may else "refused" for may in callers]
        table.writerow([method, path, operation["summary"], operation["x-permission"], *cells])
    return written.getvalue()


def _scopes(rule: frozenset[Role | Scope]) -> str:
    """The scopes by which a client system may do it too."""
    named = [scope for scope in Scope if scope in rule]
    return "any scope" if len(named) == len(Scope) else ", ".join(f"`{scope}`" for scope in named)


def _opens(rule: Rule, role: Role) -> bool:
    return rule in _ANYBODY_IN or (isinstance(rule, frozenset) and role in rule)


def _operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in specification()["paths"].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> int:
    stale = []
    for file, text, encoding in (
        (PAGE, page(), "utf-8"),
        (MATRIX, matrix(), "utf-8-sig"),
    ):  # a spreadsheet needs the mark
        if "--check" not in sys.argv:
            file.write_text(text, encoding=encoding)
        elif not file.exists() or file.read_text(encoding=encoding) != text:
            stale.append(file.name)
    if stale:
        print(f"{', '.join(stale)} out of date: run `make types`", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
