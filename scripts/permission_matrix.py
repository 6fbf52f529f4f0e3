"""Writes docs/permissions.md: who may do what, from the one table that is enforced. With --check: says whether it is current."""

import sys
from collections import defaultdict
from pathlib import Path

import yaml

from backend.auth.policy import TABLE, Open, Role
from backend.cli import specification

PAGE = Path(__file__).resolve().parent.parent / "docs" / "permissions.md"
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
OPEN = {
    Open.PUBLIC: "anybody, without a login",
    Open.METRICS: "whoever has the metrics token",
    Open.LOGGED_IN: "everybody who is logged in, for themselves",
}
HEAD = """\
# Permissions

Written by `make types` from `backend/auth/policy.py`, the table that is enforced; `make drift` fails when it is out of date. A
permission says what somebody may do; which units, cases and orders somebody sees at all is decided beside it
(`access.py` of each part), and four-eyes rules stand in the table of states of a case.

"""


def page() -> str:
    """The whole page."""
    operations: dict[str, list[str]] = defaultdict(list)
    for path, item in yaml.safe_load(specification())["paths"].items():
        for method, operation in item.items():
            operations[operation["x-permission"]].append(f"`{method.upper()} {path.removeprefix('/api/v1')}`")
    heads = ["permission", *ROLES.values()]
    lines = ["## By role", _row(heads), _row(["---", *[":-:"] * len(ROLES)])]
    lines += [
        _row([f"`{name}`", *("●" if role in rule else "" for role in ROLES)])
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


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> int:
    text = page()
    if "--check" not in sys.argv:
        PAGE.write_text(text)
    elif not PAGE.exists() or PAGE.read_text() != text:
        print(f"{PAGE.name} is out of date: run `make types`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
