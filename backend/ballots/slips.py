"""What carries the codes out of the program, once: a csv file and a printable sheet of slips with QR codes."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from html import escape

import segno

from backend.ballots.codes import printed
from backend.ballots.issue import IssuedCodes
from backend.core.spreadsheets import write_csv
from backend.rounds.models import Round

_STYLE = """
@page { size: A4; margin: 10mm }
* { box-sizing: border-box }
body { margin: 0; font: 10.5pt/1.5 "Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif; color: #18222e }
h1 { font-size: 12pt; margin: 0 0 1mm }
.sheet { display: grid; grid-template-columns: 1fr 1fr }
.slip { display: grid; grid-template-columns: 30mm 1fr; gap: 4mm; height: 55mm; padding: 5mm;
  border: .3mm dashed #7c8997; break-inside: avoid }
.slip svg { width: 30mm; height: 30mm }
.code { font: 600 13pt/1.4 "DejaVu Sans Mono","Menlo",monospace; white-space: nowrap }
.small { font-size: 8.5pt; color: #46525f; margin: 0 }
.demo { border: .3mm solid #46525f; border-radius: 1mm; padding: 0 1mm; font-size: 8pt }
"""


def ballot_link(base_url: str, code: str) -> str:
    """The address a slip points to; the code is in the fragment, which no server ever sees."""
    return f"{base_url.rstrip('/')}/s/#{code}"


def codes_csv(issued: Sequence[IssuedCodes], base_url: str) -> bytes:
    """Stratum, code and link of every code, for a mailing or a printing house."""
    rows = (
        (group.stratum.name, printed(code), ballot_link(base_url, code)) for group in issued for code in group.codes
    )
    return b"".join(write_csv(("层次", "评议码", "链接"), rows))


def slips_html(round_: Round, issued: Sequence[IssuedCodes], base_url: str) -> bytes:
    """A self-contained page of slips, ten on an A4 sheet, to be cut and drawn by the respondents."""
    demo = ' <span class="demo">演示数据</span>' if round_.demo else ""
    slips = "".join(_slip(round_, group, code, base_url, demo) for group in issued for code in group.codes)
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{escape(round_.title)} 评议码条</title><style>{_STYLE}</style></head>"
        f'<body><main class="sheet">{slips}</main></body></html>'
    ).encode()


def _slip(round_: Round, group: IssuedCodes, code: str, base_url: str, demo: str) -> str:
    link = ballot_link(base_url, code)
    # A fixed mask is eight times faster than trying all; any mask can be read.
    picture = segno.make(link, error="m", boost_error=False, mask=3, micro=False).svg_inline(border=2, omitsize=True)
    until = f"<br>截止 {round_.planned_close:%Y年%m月%d日}" if round_.planned_close else ""
    return (
        f'<section class="slip">{picture}<div><h1>{escape(round_.title)}{demo}</h1>'
        f'<p class="small">{escape(group.stratum.name)}</p><p class="code">{printed(code)}</p>'
        f'<p class="small">扫码作答，或打开 {escape(base_url.rstrip("/"))}/s/ 输入上面的评议码。'
        f"每码只能用一次，不要求登录，不记姓名。{until}</p></div></section>"
    )


def bundle(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip archive of named parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return buffer.getvalue()
