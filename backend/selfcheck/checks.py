"""The self-check: what is wrong with an installation before it serves (security design, D11, T27, checks M01-M05).

One table. `serve` refuses while a grave finding stands; `pingyi check` prints the same list, and the page 安全自检 shows
all of it (looking.py). What is only advisable is a warning. Development, test and demonstration are held to what
protects others only (`everywhere`).
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from backend.core.text import Text
from backend.selfcheck import installation as look
from backend.selfcheck.installation import Installation


@dataclass(frozen=True, slots=True)
class Check:
    """`title` is what should hold, `text` what is wrong otherwise and what to do; `fails` tells whether it is wrong, and
    `shows` what was looked at, never a secret. `grave` ones keep the program from starting, `everywhere` also where
    PINGYI_ENV is not production. `of_listening`: it looks at the options of `serve`."""

    id: str
    title: Text
    text: Text
    fails: Callable[[Installation], bool]
    shows: Callable[[Installation], str]
    grave: bool = True
    everywhere: bool = False
    of_listening: bool = False

    def binds(self, installation: Installation) -> bool:
        """Whether this installation is held to it."""
        return self.everywhere or installation.settings.env == "production"


def findings(installation: Installation) -> list[Check]:
    """The checks that fail, grave ones first."""
    failed = [check for check in CHECKS if check.binds(installation) and check.fails(installation)]
    return sorted(failed, key=lambda check: not check.grave)


CHECKS: Final = (
    Check(
        "plain_http",
        Text("网页和接口只经加密连接对外提供", "Others reach pages and API by an encrypted connection only"),
        Text(
            "在本机以外的地址上用明文 http 提供服务：口令、评议码和答案会被同一网络上的人看到，浏览器也不会保存登录。请用 --tls-cert 和 "
            "--tls-key 给出证书，或只监听 127.0.0.1 并在前面放置 https 代理(--trusted-proxy)",
            "Plain http on an address other than this machine's: passwords, codes and answers could be read on the way. "
            "Give --tls-cert and --tls-key, or listen on 127.0.0.1 behind an https proxy (--trusted-proxy)",
        ),
        look.plain_http,
        look.address,
        everywhere=True,
        of_listening=True,
    ),
    Check(
        "half_certificate",
        Text("证书和私钥成对设置", "Certificate and key are given together"),
        Text("--tls-cert 和 --tls-key 要一起给出", "--tls-cert and --tls-key belong together"),
        look.half_certificate,
        look.tls_options,
        everywhere=True,
        of_listening=True,
    ),
    Check(
        "proxy_of_anybody",
        Text("只信任写明地址的前置代理", "Only proxies named by their address are trusted"),
        Text(
            "--trusted-proxy 只能写明代理的地址，不能是 *、全部网段或主机名：否则来访者可以冒充任何地址",
            "--trusted-proxy must name the proxy's address, not *, all networks or a host name: anybody could claim any "
            "address",
        ),
        look.proxy_of_anybody,
        look.proxies,
        everywhere=True,
        of_listening=True,
    ),
    Check(
        "development",
        Text("开发和测试方式只在本机使用", "Development and test are kept to this machine"),
        Text(
            "PINGYI_ENV 为 development 或 test 时只能在本机使用",
            "With PINGYI_ENV=development or test the program is for this machine only",
        ),
        look.development,
        look.environment,
        everywhere=True,
        of_listening=True,
    ),
    Check(
        "debug",
        Text("没有开启调试", "Debugging is off"),
        Text(
            "正式环境不能带调试方式运行(--reload、PYTHONDEVMODE、PYTHONASYNCIODEBUG、PYTHONINSPECT)",
            "Debugging is on (--reload, PYTHONDEVMODE, PYTHONASYNCIODEBUG or PYTHONINSPECT)",
        ),
        look.debug,
        look.debugging,
        of_listening=True,
    ),
    Check(
        "docs",
        Text("没有开放接口调试页", "No interactive pages of the API are served"),
        Text("程序开放了接口调试页(/docs)", "The interactive pages of the API (/docs) are served"),
        look.docs,
        look.docs_pages,
    ),
    Check(
        "cors",
        Text("不允许其他网站的页面调用接口", "Pages of other sites cannot call the API"),
        Text("程序允许其他网站的页面调用接口(CORS)", "Pages of other sites may call the API (CORS)"),
        look.cors,
        look.nothing,
    ),
    Check(
        "base_url_plain",
        Text("系统网址使用 https（本机地址除外）", "The address of the system is https, unless of this machine"),
        Text(
            "PINGYI_BASE_URL 不是 https：印在条上和激活链接里的地址不安全",
            "PINGYI_BASE_URL is not https: the address on slips and in activation links is not safe",
        ),
        look.base_url_plain,
        look.base_address,
    ),
    Check(
        "base_url_unsound",
        Text("系统网址只有协议、主机名和端口", "The address of the system is scheme, host and port only"),
        Text(
            "PINGYI_BASE_URL 应当只有协议、主机名和端口，例如 https://pingyi.example.gov.cn",
            "PINGYI_BASE_URL must be scheme, host and port only, such as https://pingyi.example.gov.cn",
        ),
        look.base_url_unsound,
        look.base_address,
    ),
    Check(
        "folder_open",
        Text("数据目录其他用户不能进入", "The data folder is closed to other users"),
        Text(
            "数据目录或其中的 files 目录可以被其他用户进入：chmod 700",
            "The data folder, or files in it, is open to other users: chmod 700",
        ),
        look.folder_open,
        look.folder_modes,
    ),
    Check(
        "database_open",
        Text("数据库文件其他用户不能读取", "The database file is closed to other users"),
        Text(
            "数据库文件可以被其他用户读取：chmod 600",
            "The database file can be read by other users: chmod 600",
        ),
        look.database_open,
        look.database_modes,
    ),
    Check(
        "key_folder_writable",
        Text("密钥文件所在目录其他用户不能写入", "Other users cannot write into the key file's folder"),
        Text(
            "密钥文件所在目录可以被其他用户写入，密钥可能被替换",
            "The key file's folder can be written by other users, who could put another key there",
        ),
        look.key_folder_writable,
        look.key_folder_mode,
    ),
    Check(
        "keys_among_files",
        Text("密钥文件不在附件目录里", "The key file does not lie among the attachments"),
        Text(
            "密钥文件在 files 目录里，会同附件一起进入备份：请移到别处(PINGYI_KEYS_FILE)",
            "The key file lies in the folder files and would go into backups with them: move it (PINGYI_KEYS_FILE)",
        ),
        look.keys_among_files,
        look.nothing,
    ),
    Check(
        "tls_key_open",
        Text("证书私钥没有开放给所有人读取", "The certificate's key is not readable by everybody"),
        Text("证书的私钥文件可以被所有人读取：chmod 600", "The certificate's key can be read by everybody: chmod 600"),
        look.tls_key_open,
        look.tls_key_mode,
        of_listening=True,
    ),
    Check(
        "demo_data",
        Text("数据库里没有演示数据", "The database holds no demonstration data"),
        Text(
            "数据库里有演示数据：演示账号没有口令，演示数据不能用于正式环境。请另建数据库",
            "The database holds demonstration data, which never belongs into production. Make another database",
        ),
        lambda it: it.holds_demo_data,
        look.nothing,
    ),
    Check(
        "base_url_local",
        Text(
            "对外提供服务时，系统网址他人能够打开", "Where others are served, they can open the address of the system"
        ),
        Text(
            "PINGYI_BASE_URL 没有设置，或是本机地址：别人打不开条上和链接里的地址",
            "PINGYI_BASE_URL is not set or of this machine: nobody else can open what slips and links say",
        ),
        look.base_url_local,
        look.base_address,
        grave=False,
        of_listening=True,
    ),
    Check(
        "database_unencrypted",
        Text("与其他机器上的数据库的连接加密", "The connection to a database on another machine is encrypted"),
        Text(
            "与另一台机器上的 PostgreSQL 的连接没有要求加密：在 PINGYI_DATABASE_URL 后加 ?sslmode=verify-full",
            "The connection to PostgreSQL on another machine need not be encrypted: add ?sslmode=verify-full",
        ),
        look.database_unencrypted,
        look.database_encryption,
        grave=False,
    ),
    Check(
        "no_scanner",
        Text("设置了病毒查杀", "A virus scanner is set"),
        Text(
            "没有设置病毒查杀(PINGYI_CLAMD)，附件不经查杀",
            "No virus scanner (PINGYI_CLAMD): attachments are not scanned",
        ),
        lambda it: not it.settings.clamd,
        look.scanner,
        grave=False,
    ),
    Check(
        "root",
        Text("程序以专门的系统用户运行", "The program runs as a system user of its own"),
        Text("程序以 root 运行：请用专门的系统用户", "The program runs as root: give it a system user of its own"),
        lambda _: os.geteuid() == 0,
        look.user,
        grave=False,
    ),
)
