"""What people are told of grants of roles, and of what was done to accounts that hold such roles."""

from typing import Final

from backend.core.text import Text

_PAGE: Final = "/system/rights"
NOTICES: Final[dict[str, tuple[Text, str]]] = {
    "grant.pending": (
        Text("有一项岗位授权等待审计人员确认。", "A grant of a role waits for an auditor's decision."),
        _PAGE,
    ),
    "grant.ready": (
        Text(
            "等待确认岗位的人员已设置密码，可以核实并确认。",
            "Somebody whose role waits has set a password; you can decide.",
        ),
        _PAGE,
    ),
    "grant.confirmed": (Text("一项岗位授权已获确认。", "A grant of a role was confirmed."), _PAGE),
    "grant.refused": (Text("一项岗位授权被退回。", "A grant of a role was refused."), _PAGE),
    "grant.withdrawn": (Text("一项岗位授权已由系统管理员撤回。", "A grant of a role was withdrawn."), _PAGE),
    "grant.expired": (Text("一项岗位授权未处理即已失效。", "A grant of a role lapsed undecided."), _PAGE),
    "grant.command": (
        Text(
            "有人在服务器上用命令直接授予了岗位，请核对。", "A role was given by command on the server; please check."
        ),
        _PAGE,
    ),
    "account.roles_taken": (Text("一名人员的岗位已被撤销。", "A role was taken away from somebody."), _PAGE),
    "account.disabled": (Text("一个有授权岗位的账号已停用。", "An account with a granted role was disabled."), _PAGE),
    "account.enabled": (
        Text(
            "一个有授权岗位的账号已重新启用，其岗位待您重新确认。",
            "An account with a granted role was enabled again; the role waits for you to confirm it anew.",
        ),
        _PAGE,
    ),
    "account.link": (
        Text(
            "系统管理员为一个有授权岗位的账号生成了设置密码的链接，其岗位已暂停，待您核实本人后重新确认。",
            "A link to set the password of an account with a granted role was made; the role waits for you to confirm it"
            " anew, once you have asked its owner.",
        ),
        _PAGE,
    ),
    "account.link_command": (
        Text(
            "有人在服务器上用命令为一个有授权岗位的账号生成了设置密码的链接，请向本人核实。",
            "A link to set the password of an account with a granted role was made on the server; please ask its owner.",
        ),
        _PAGE,
    ),
    "account.mail": (
        Text(
            "系统管理员更改了一个有授权岗位的账号的通知邮箱，请向本人核实。",
            "An administrator changed where an account with a granted role gets its mail; please ask its owner.",
        ),
        _PAGE,
    ),
    "account.yours": (
        Text(
            "您的账号有变动：岗位、启用状态、通知邮箱或设置密码的链接。如非您所知，请立即联系审计人员。",
            "Your account was changed: roles, state, address for mail or a link to set its password. Tell an auditor if you"
            " know nothing of it.",
        ),
        "/me",
    ),
}
