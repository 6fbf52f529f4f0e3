"""An official letter as a page for printing, in the layout of GB/T 9704-2012 (practice, B12), like the Word file.

The page is complete in itself: no script, no picture, no font is loaded, and its own policy allows nothing but its one
style sheet, known by its digest. The policy is in the page, too, so that a saved copy keeps it.
"""

import base64
import hashlib
from html import escape
from typing import Final

from backend.complaints.letters.letter import Letter

MEDIA_TYPE: Final = "text/html; charset=utf-8"

_STYLE: Final = """
@page { size: A4; margin: 37mm 26mm 35mm 28mm; @bottom-center { content: "— " counter(page) " —"; font: 14pt SimSun, serif; } }
:root { color: #000; background: #e9ecef; }
body { margin: 0; font: 16pt/29pt "仿宋_GB2312", FangSong_GB2312, "仿宋", FangSong, STFangsong, FandolFang, "Noto Serif CJK SC", serif; }
main { box-sizing: border-box; width: 210mm; max-width: 100%; min-height: 297mm; margin: 0 auto; padding: 37mm 26mm 35mm 28mm; background: #fff; }
h1 { margin: 0; font: 22pt/32pt "方正小标宋简体", FZXiaoBiaoSong-B05S, "小标宋", STZhongsong, "Noto Serif CJK SC", SimSun, serif; text-align: center; text-wrap: balance; }
p { margin: 0; overflow-wrap: anywhere; text-align: justify; }
.number { margin-bottom: 29pt; text-align: center; }
.body { min-height: 29pt; text-indent: 2em; orphans: 2; widows: 2; }
.signature { margin-top: 29pt; break-inside: avoid; }
.signature p { padding-right: 4em; text-align: right; }
@media screen and (max-width: 210mm) { main { padding: 24pt 16pt; } body { font-size: 13pt; line-height: 24pt; } h1 { font-size: 18pt; line-height: 26pt; } }
@media print { :root { background: none; } main { width: auto; min-height: 0; padding: 0; } }
"""

STYLE_DIGEST: Final = f"'sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'"
"""The style sheet as a Content-Security-Policy names it."""

_POLICY: Final = f"default-src 'none'; style-src {STYLE_DIGEST}; base-uri 'none'; form-action 'none'"
CONTENT_SECURITY_POLICY: Final = f"{_POLICY}; frame-ancestors 'none'"
"""Of the answer; `frame-ancestors` means nothing inside a page."""


def print_letter(letter: Letter) -> str:
    """The letter as a page. Whatever a text holds is put down as text."""
    body = "".join(f'<p class="body">{escape(text)}</p>' for text in letter.paragraphs)
    signature = "".join(f"<p>{escape(text)}</p>" for text in letter.signature)
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(letter.title)}</title><style>{_STYLE}</style></head><body><main>"
        f'<h1>{escape(letter.title)}</h1><p class="number">{escape(letter.number)}</p>'
        f'<p>{escape(letter.salutation)}</p>{body}<div class="signature">{signature}</div></main></body></html>'
    )
