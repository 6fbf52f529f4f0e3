#!/usr/bin/env python3
"""核验评议结果文件 / Verify published results of Pingyi, without Pingyi.

    python pingyi_verify.py PUBLIC.json [--sealed SEALED.json] [--key-id ID]

Needs Python 3.10 and the package `cryptography`, nothing else. It checks the signature, the digest of every block and of
the method, then computes the published figures again: from the public file what its visible cells determine, with the
sealed file everything. Exit status: 0 all right, 1 something was altered or does not come out, 2 not such files.

The formulas are those of the method document (docs/method.md): sections are named below as there.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import sys
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Json = dict[str, Any]
FORMATS = ("pingyi-public-1", "pingyi-sealed-1")
BY_UNIT = ("cells", "results")


class NotAFile(Exception):
    """The file cannot be read as one of these."""


@dataclass
class Report:
    """`altered`: blocks (JSON pointers) that were changed or do not fit, each with the reasons; `checked`: how many
    figures came out; `needs_sealed`: figures that only the sealed file determines."""

    key_id: str = ""
    altered: dict[str, list[str]] = field(default_factory=dict)
    checked: int = 0
    needs_sealed: list[str] = field(default_factory=list)

    def blame(self, pointer: str, zh: str, en: str) -> None:
        self.altered.setdefault(pointer, []).append(f"{zh} / {en}")

    @property
    def good(self) -> bool:
        return not self.altered


def canonical(value: Any) -> bytes:
    """The bytes that are hashed and signed: UTF-8, keys sorted, no spaces, no floats."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "surrogatepass")


def digest(value: Any) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


def read(data: bytes) -> Json:
    """The content of a file. Raises NotAFile; a key given twice, or a float, makes it none."""

    def once(pairs: list[tuple[str, Any]]) -> Json:
        if len({key for key, _ in pairs}) != len(pairs):
            raise NotAFile("同一名称出现两次 / a name is given twice")
        return dict(pairs)

    def no_float(text: str) -> Any:
        raise NotAFile(f"含有浮点数 / holds a float: {text}")

    try:
        found = json.loads(data, object_pairs_hook=once, parse_float=no_float, parse_constant=no_float)
    except (ValueError, RecursionError) as problem:
        raise NotAFile("不是 JSON 文件 / not JSON") from problem
    if not isinstance(found, dict) or not all(isinstance(found.get(k), dict) for k in ("manifest", "signature")):
        raise NotAFile("不是评议结果文件 / not a file of results")
    return found


def check_file(content: Json, expected_format: str, report: Report, prefix: str = "") -> None:
    """Signature, and the digest of each block. `prefix` marks blocks of the sealed file."""
    _check_signature(content, report, prefix)
    found = _digests(content)
    manifest = content["manifest"]
    for pointer in sorted(found.keys() | manifest.keys()):
        if pointer not in found:
            report.blame(prefix + pointer, "缺少这一部分", "this block is missing")
        elif pointer not in manifest:
            report.blame(prefix + pointer, "清单中没有这一部分", "the manifest does not know this block")
        elif found[pointer] != manifest[pointer]:
            report.blame(prefix + pointer, "内容与清单不符", "the block is not what the manifest says")
    about = content.get("about")
    if not isinstance(about, dict) or about.get("format") != expected_format:
        raise NotAFile(f"不是 {expected_format} 文件 / not a {expected_format} file")
    if digest(content.get("method")) != about.get("method_digest"):
        report.blame(f"{prefix}/method", "与方法摘要不符", "not the method of the digest")


def _digests(content: Json) -> dict[str, str]:
    found = {}
    for name, block in content.items():
        if name in ("manifest", "signature"):
            continue
        if name in BY_UNIT and isinstance(block, dict):
            for code, part in block.items():
                found[f"/{name}/{code.replace('~', '~0').replace('/', '~1')}"] = digest(part)
        else:
            found[f"/{name}"] = digest(block)
    return found


def _check_signature(content: Json, report: Report, prefix: str) -> None:
    signature = content["signature"]
    try:
        raw = bytes.fromhex(signature["public_key"])
        key_id = hashlib.sha256(raw).hexdigest()[:16]
        if signature["algorithm"] != "Ed25519" or signature["key_id"] != key_id:
            report.blame(f"{prefix}/signature", "密钥编号与密钥不符", "the key id is not of this key")
        Ed25519PublicKey.from_public_bytes(raw).verify(
            bytes.fromhex(signature["value"]), canonical(content["manifest"])
        )
        report.key_id = key_id
    except (InvalidSignature, ValueError, TypeError, KeyError):
        # Where the manifest was altered the blocks do not fit it, and are named; else it is the signature itself.
        report.blame(f"{prefix}/signature", "签名无效", "the signature does not fit")


def round_text(value: Fraction, decimals: int, mode: str) -> str:
    """Section 12: from exact integers, half away from zero, or half to even."""
    scaled = abs(value) * 10**decimals
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    half = 2 * rest - scaled.denominator
    if half > 0 or (half == 0 and (mode == "half_up" or whole % 2)):
        whole += 1
    digits = str(whole).rjust(decimals + 1, "0")
    text = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
    return f"-{text}" if value < 0 and whole else text


def round_float(value: float | None, decimals: int, mode: str, share: bool) -> str | None:
    """An estimate: first to ten places, correctly rounded, so that its last bits play no part."""
    if value is None or math.isinf(value):
        return None
    if share:
        return round_text(Fraction(f"{value:.12f}") * 100, decimals, mode)
    return round_text(Fraction(f"{value:.10f}"), decimals, mode)


def incomplete_beta(a: float, b: float, x: float) -> float:
    """Regularised, by its continued fraction (Lentz)."""
    if x <= 0 or x >= 1:
        return min(max(x, 0.0), 1.0)
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)) / a
    tiny, c, d = 1e-300, 1.0, 0.0
    f = 1.0
    for i in range(10_000):
        m = i // 2
        if i == 0:
            top = 1.0
        elif i % 2 == 0:
            top = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        else:
            top = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / (1 + top * d or tiny)
        c = 1 + top / c or tiny
        f *= c * d
        if abs(1 - c * d) < 1e-16:
            break
    return front * (f - 1)


def t_quantile(df: int, p: float = 0.975) -> float:
    """Student's t by bisection on its distribution; p above one half."""
    tail = 2 * (1 - p)
    low, high = 0.0, 1.0
    while incomplete_beta(df / 2, 0.5, df / (df + high * high)) > tail:
        low, high = high, high * 2
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if incomplete_beta(df / 2, 0.5, df / (df + middle * middle)) > tail:
            low = middle
        else:
            high = middle
    return (low + high) / 2


class Moments(NamedTuple):
    """Of one unit: by stratum the number of values, their mean and the sum of squared deviations (section 15)."""

    n: list[int]
    mean: list[float]
    m2: list[float]
    lo: float
    hi: float


def moments_of_counts(counts: list[list[int]], values: list[Fraction | None], lo: float, hi: float) -> Moments:
    """One criterion: exact. `counts`: by stratum, blank first; `values`: of the options, None where not valid."""
    n, mean, m2 = [], [], []
    for row in counts:
        pairs = [(count, value) for count, value in zip(row[1:], values, strict=True) if value is not None]
        number = sum(count for count, _ in pairs)
        total = sum((count * value for count, value in pairs), Fraction(0))
        squares = sum((count * value * value for count, value in pairs), Fraction(0))
        n.append(number)
        mean.append(float(total / number) if number else 0.0)
        m2.append(float(squares - total * total / number) if number else 0.0)
    return Moments(n, mean, m2, lo, hi)


def estimate(moments: Moments, weights: list[float]) -> dict[str, Any]:
    """Sections 2 to 4: estimate, standard error and interval of one unit."""
    lo, hi, span = moments.lo, moments.hi, moments.hi - moments.lo
    strata = range(len(weights))
    counts = [h for h in strata if weights[h] > 0 and moments.n[h] > 0]
    everything = math.fsum(weights)
    missing = math.fsum(weights[h] for h in strata if weights[h] > 0 and not moments.n[h]) / everything
    found: dict[str, Any] = {"n": sum(moments.n), "missing": missing, "df": 0}
    if not counts:
        return {**found, "est": None, "se": None, "lower": None, "upper": None, "n_eff": None}
    total = math.fsum(weights[h] for h in counts)
    w = {h: weights[h] / total for h in counts}
    origin = moments.mean[counts[0]]
    est = min(max(origin + sum(w[h] * (moments.mean[h] - origin) for h in counts), lo), hi)
    df = sum(moments.n[h] - 1 for h in counts)
    found |= {"est": est, "df": df}
    if df == 0:
        return {**found, "se": None, "lower": None, "upper": None, "n_eff": None}
    pooled = sum(moments.m2[h] for h in counts if moments.n[h] > 1) / df
    s2 = {h: moments.m2[h] / (moments.n[h] - 1) if moments.n[h] > 1 else pooled for h in counts}
    variance = sum(w[h] ** 2 * s2[h] / moments.n[h] for h in counts)
    kish = sum(w[h] ** 2 / moments.n[h] for h in counts)
    spread = sum(w[h] * (moments.m2[h] / moments.n[h] + (moments.mean[h] - est) ** 2) for h in counts)
    variance_ci = max(variance, spread * kish)
    m = (est - lo) / span
    n_eff = m * (1 - m) * span**2 / variance_ci if variance_ci > 0 and 0 < m < 1 else 1 / kish
    u = t_quantile(df) ** 2 / n_eff
    middle, width = m + u / 2, math.sqrt(m * (1 - m) * u + u * u / 4)
    lower = lo + span * max(0.0, (middle - width) / (1 + u))
    upper = min(max(lo + span * min(1.0, max((middle + width) / (1 + u), m)), est), hi)
    return {**found, "se": math.sqrt(variance), "lower": lower, "upper": upper, "n_eff": n_eff}


class Method:
    """What of the method document the figures need."""

    def __init__(self, document: Json) -> None:
        rule = document["publication"]
        self.decimals, self.mode = int(rule["decimals"]), str(rule["rounding"])
        self.units = [unit["code"] for unit in document["roll"]]
        self.strata = [stratum["code"] for stratum in document["strata"]]
        self.weights = [float(Fraction(stratum["weight"])) for stratum in document["strata"]]
        self.criteria = len(document["criteria"])
        scale = document["scale"]
        self.valid = [option["valid"] for option in scale]
        self.satisfied = [option["satisfied"] for option in scale]
        self.points = [None if option["points"] is None else Fraction(option["points"]) for option in scale]
        given = [float(value) for value in self.points if value is not None]
        self.range = (min(given), max(given)) if given else None

    def values(self, outcome: str) -> list[Fraction | None]:
        if outcome == "score":
            return self.points
        return [Fraction(int(s)) if v else None for s, v in zip(self.satisfied, self.valid, strict=True)]

    def pooled(self, counts: list[list[list[int]]]) -> list[int]:
        """Over strata and criteria: blank, then the options."""
        rows = [row for stratum in counts for row in stratum]
        return [sum(column) for column in zip(*rows, strict=True)] if rows else [0] * (len(self.valid) + 1)


def percent(top: int, bottom: int, method: Method, decimals: int) -> str | None:
    return round_text(Fraction(100 * top, bottom), decimals, method.mode) if bottom else None


def ratio(top: int, bottom: int, method: Method) -> Json:
    return {"numerator": top, "denominator": bottom, "percent": percent(top, bottom, method, method.decimals)}


def plain_figures(counts: list[list[list[int]]], method: Method) -> Json:
    """Section 1 and the shares of section 0, of whatever cells are given."""
    pooled = method.pooled(counts)
    answers = pooled[1:]
    satisfied = sum(c for c, s in zip(answers, method.satisfied, strict=True) if s)
    valid = sum(c for c, v in zip(answers, method.valid, strict=True) if v)
    score = None
    if method.range is not None and valid:
        points = sum((c * p for c, p in zip(answers, method.points, strict=True) if p is not None), Fraction(0))
        score = round_text(points / valid, method.decimals, method.mode)
    return {
        "plain": ratio(satisfied, valid, method),
        "plain_score": score,
        "awareness": ratio(valid, sum(pooled), method),
        "dont_know": ratio(sum(answers) - valid, sum(answers), method),
        "blank": ratio(pooled[0], sum(pooled), method),
    }


def shown_estimate(found: dict[str, Any], method: Method, outcome: str) -> Json:
    """As it stands in the file."""
    share = outcome == "rate"
    narrow = not share and method.range is not None and method.range[1] - method.range[0] < 20
    least = method.decimals if narrow else 0

    def show(value: float | None, decimals: int) -> str | None:
        return round_float(value, max(decimals, least), method.mode, share)

    return {
        "value": round_float(found["est"], method.decimals, method.mode, share),
        "lower": show(found["lower"], 1),
        "upper": show(found["upper"], 1),
        "se": show(found["se"], 2),
        "n": found["n"],
        "n_eff": round_float(found["n_eff"], 1, method.mode, share=False),
        "df": found["df"],
        "missing_weight": round_float(found["missing"], 1, "half_up", share=True),
    }


def compare(report: Report, pointer: str, published: Any, computed: Any) -> None:
    """Every figure of `computed` that is published, against it; null beside hidden cells is no figure."""
    for name, value in computed.items():
        said = published.get(name) if isinstance(published, dict) else None
        if isinstance(value, dict) and isinstance(said, dict):
            compare(report, f"{pointer}/{name}", said, value)
        elif said == value:
            report.checked += 1
        elif not (said is None and name in ("numerator", "denominator")):
            report.blame(
                "/".join(pointer.split("/")[:3]), f"{name} 应为 {value}，文件中是 {said}", f"{name} should be {value}"
            )


def unit_counts(public: Json, code: str, method: Method) -> list[Any] | None:
    """All cells of a unit in the order of the strata; None when some are hidden."""
    cells = [public["cells"][code][stratum] for stratum in method.strata]
    return None if any(cell is None for cell in cells) else [cell["counts"] for cell in cells]


def check_unit(report: Report, public: Json, sealed: Json | None, code: str, method: Method) -> float | None:
    """The published figures of one unit; returns its weighted rate where it can be known."""
    said, pointer = public["results"][code], f"/results/{code}"
    full = sealed["cells"][code] if sealed else None
    counts = full["counts"] if full else unit_counts(public, code, method)
    if counts is None:
        report.needs_sealed.append(pointer)
        return None
    if "plain" in said["totals"]:
        compare(report, pointer, said, plain_figures(counts, method))
        for position, criterion in enumerate(said["criteria"]):
            alone = plain_figures([[stratum[position]] for stratum in counts], method)["plain"]
            compare(report, f"{pointer}/criteria", {str(position): criterion}, {str(position): alone})
    rate = None
    for outcome in ("rate", "score") if method.range else ("rate",):
        lo, hi = (0.0, 1.0) if outcome == "rate" or method.range is None else method.range
        if method.criteria == 1:
            moments = moments_of_counts([s[0] for s in counts], method.values(outcome), lo, hi)
        elif full is None:
            report.needs_sealed.append(f"{pointer}/{outcome}")
            continue
        else:
            kept = full[outcome]
            moments = Moments(kept["n"], [float(v) for v in kept["mean"]], [float(v) for v in kept["m2"]], lo, hi)
        found = estimate(moments, method.weights)
        if "weighted" in said["totals"]:
            compare(report, pointer, said, {outcome: shown_estimate(found, method, outcome)})
        if outcome == "rate":
            rate = found["est"]
            compare(report, pointer, said, {"n": found["n"] if said["totals"] else None})
    return rate


def check_cells(report: Report, public: Json, sealed: Json | None, code: str, method: Method) -> None:
    """The visible cells of one unit: their rates, and that they are those of the sealed file."""
    for position, stratum in enumerate(method.strata):
        cell = public["cells"][code][stratum]
        if cell is None:
            continue
        rate = plain_figures([cell["counts"]], method)["plain"]
        compare(report, f"/cells/{code}", cell, {"percent": percent(rate["numerator"], rate["denominator"], method, 1)})
        if sealed and sealed["cells"][code]["counts"][position] != cell["counts"]:
            report.blame(f"/cells/{code}", "与封存文件不符", "not the counts of the sealed file")


def check_overall(report: Report, public: Json, sealed: Json | None, method: Method, rates: list[float | None]) -> None:
    """All units together, and the turnout. `rates`: the units' weighted rates, as far as they can be known."""
    said = public["overall"]
    source = [sealed["cells"][code]["counts"] if sealed else unit_counts(public, code, method) for code in method.units]
    if any(counts is None for counts in source):
        report.needs_sealed.append("/overall")
    else:
        everything = [stratum for counts in source if counts for stratum in counts]
        figures = plain_figures(everything, method)
        wanted = {name: figures[name] for name in ("plain", "plain_score", "awareness")}
        compare(report, "/overall", said, {k: v for k, v in wanted.items() if said.get(k) is not None})
    known = [rate for rate in rates if rate is not None]
    if said["mean_rate"] is not None and (sealed or len(known) == len(rates)):
        mean = sum(known) / len(known) if known else None
        compare(report, "/overall", said, {"mean_rate": round_float(mean, method.decimals, method.mode, share=True)})
    for shown, kept in zip(public["turnout"], sealed["turnout"]["strata"] if sealed else [], strict=bool(sealed)):
        compare(report, "/turnout", shown, {name: kept[name] for name in ("issued", "web", "paper", "valid")})
    issued = sum(stratum["issued"] for stratum in public["turnout"]) + said["issued_together"]
    valid = sum(stratum["valid"] for stratum in public["turnout"])
    turnout = round_text(Fraction(100 * valid, issued), 1, "half_up") if issued else None
    compare(report, "/overall", said, {"issued": issued, "valid": valid, "turnout": turnout})


def verify(public_bytes: bytes, sealed_bytes: bytes | None = None) -> Report:
    """Check a public file, with its sealed file if that is at hand. Raises NotAFile."""
    report, public = Report(), read(public_bytes)
    check_file(public, FORMATS[0], report)
    key_id, sealed = report.key_id, None
    if sealed_bytes is not None:
        sealed = read(sealed_bytes)
        check_file(sealed, FORMATS[1], report, "sealed:")
        report.key_id = key_id
        if sealed["signature"].get("public_key") != public["signature"].get("public_key"):
            report.blame("sealed:/signature", "与公开文件不是同一密钥", "another key than that of the public file")
    try:
        if sealed is not None and sealed_bytes is not None:
            if hashlib.sha256(sealed_bytes).hexdigest() != public["about"]["sealed_sha256"]:
                report.blame("sealed:/", "不是公开文件所指的封存文件", "not the sealed file that is named")
            if digest(public["method"]) != digest(sealed["method"]):
                report.blame("sealed:/method", "与公开文件的方法不同", "not the method of the public file")
        method = Method(public["method"])
        rates = []
        for code in method.units:
            check_cells(report, public, sealed, code, method)
            rates.append(check_unit(report, public, sealed, code, method))
        check_overall(report, public, sealed, method, rates)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, ArithmeticError) as problem:
        if report.good:  # a file that was signed and cannot be computed
            report.blame("/", f"无法重算：{problem!r}", "cannot be computed")
    return report


def describe(report: Report, expected_key: str | None = None) -> str:
    """The report for a reader."""
    lines = []
    for pointer, reasons in report.altered.items():
        lines += [f"✗ {pointer}：{reason}" for reason in reasons]
    if expected_key and expected_key != report.key_id:
        lines.append(f"✗ 签名密钥 {report.key_id or '?'} 不是 {expected_key} / signed by another key")
    for pointer in report.needs_sealed:
        lines.append(f"· {pointer}：需要封存文件 / needs the sealed file")
    lines.append(
        f"签名密钥 / signing key: {report.key_id or '?'}（请与通报上公布的编号核对 / compare with the bulletin）"
    )
    lines.append(f"重算相符的数字 / figures that came out: {report.checked}")
    good = report.good and expected_key in (None, report.key_id)
    lines.append("结论：核验通过 / verified" if good else "结论：核验不通过 / NOT verified")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="核验评议结果文件 / Verify published results")
    parser.add_argument("public", type=Path, help="公开文件 / public file")
    parser.add_argument("--sealed", type=Path, help="封存文件 / sealed file")
    parser.add_argument("--key-id", help="通报上的密钥编号 / key id printed in the bulletin")
    given = parser.parse_args(arguments)
    try:
        report = verify(given.public.read_bytes(), given.sealed.read_bytes() if given.sealed else None)
    except (NotAFile, OSError) as problem:
        print(f"无法核验 / cannot verify: {problem}", file=sys.stderr)
        return 2
    print(describe(report, given.key_id))
    return 0 if report.good and given.key_id in (None, report.key_id) else 1


if __name__ == "__main__":
    sys.exit(main())
