#!/usr/bin/env python3
"""核验评议结果文件 / Verify published results of Pingyi, without Pingyi.

    python pingyi_verify.py PUBLIC.json [--sealed SEALED.json] [--key-id ID]

Needs Python 3.10 and the package `cryptography`, nothing else. It checks the signature, the digest of every block and of
the method, then computes the published figures again: from the public file what its visible cells determine, with the
sealed file everything that follows from its counts. It takes from that file, as signed, what counts do not determine: means
and spreads of several criteria, products of units, the earlier round. Exit status: 0 all right, 1 something was altered or does not come out, 2 not such files.

The formulas are those of the method document (docs/method.md): sections are named below as there.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import math
import struct
import sys
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from statistics import NormalDist
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Json = dict[str, Any]
FORMATS = ("pingyi-public-1", "pingyi-sealed-1")
BY_UNIT = ("cells", "products", "results")
ERRORS = ("lower", "upper", "se", "n_eff", "df")
UNRANKED = {"no_estimate", "insufficient", "under_represented"}
EARLIER = {"title", "version", "public_sha256", "sealed_sha256"}
Z = NormalDist().inv_cdf(0.975)


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


def block_of(*names: str) -> str:
    """The JSON pointer of a block."""
    return "".join(f"/{name.replace('~', '~0').replace('/', '~1')}" for name in names)


def _digests(content: Json) -> dict[str, str]:
    found = {}
    for name, block in content.items():
        if name in ("manifest", "signature"):
            continue
        if name in BY_UNIT and isinstance(block, dict):
            for code, part in block.items():
                found[block_of(name, code)] = digest(part)
        else:
            found[block_of(name)] = digest(block)
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


def t_tail(t: float, df: int) -> float:
    """How likely Student's t is above `t`."""
    beyond = incomplete_beta(df / 2, 0.5, df / (df + t * t)) / 2
    return beyond if t > 0 else 1 - beyond


@cache  # many units have as many sheets
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
    """Sections 2 to 4: estimate, standard error and interval of one unit. `se_ci`, `kish`: behind interval and comparisons."""
    lo, hi, span = moments.lo, moments.hi, moments.hi - moments.lo
    w = shares(moments, weights)
    missing = math.fsum(weights[h] for h in range(len(weights)) if weights[h] > 0 and not moments.n[h])
    found: dict[str, Any] = dict.fromkeys(("est", "se", "se_ci", "kish", "lower", "upper", "n_eff"))
    found |= {"n": sum(moments.n), "missing": missing / math.fsum(weights), "df": 0}
    for name, number in (("empty", 0), ("lone", 1)):
        found[name] = any(weight > 0 and n == number for weight, n in zip(weights, moments.n, strict=True))
    if not w:
        return found
    origin = moments.mean[next(iter(w))]
    est = min(max(origin + sum(w[h] * (moments.mean[h] - origin) for h in w), lo), hi)
    df = sum(moments.n[h] - 1 for h in w)
    found |= {"est": est, "df": df}
    if df == 0:
        return found
    pooled = sum(moments.m2[h] for h in w if moments.n[h] > 1) / df
    s2 = {h: moments.m2[h] / (moments.n[h] - 1) if moments.n[h] > 1 else pooled for h in w}
    variance = sum(w[h] ** 2 * s2[h] / moments.n[h] for h in w)
    kish = sum(w[h] ** 2 / moments.n[h] for h in w)
    spread = sum(w[h] * (moments.m2[h] / moments.n[h] + (moments.mean[h] - est) ** 2) for h in w)
    variance_ci = max(variance, spread * kish)
    m = (est - lo) / span
    n_eff = m * (1 - m) * span**2 / variance_ci if variance_ci > 0 and 0 < m < 1 else 1 / kish
    lower, upper = wilson(m, n_eff, t_quantile(df))
    found |= {"se": math.sqrt(variance), "se_ci": math.sqrt(variance_ci), "kish": 1 / kish, "n_eff": n_eff}
    return {**found, "lower": lo + span * lower, "upper": min(max(lo + span * upper, est), hi)}


def shares(moments: Moments, weights: list[float]) -> dict[int, float]:
    """Section 2: the weights of the strata that answered, made to sum to 1."""
    counts = [h for h in range(len(weights)) if weights[h] > 0 and moments.n[h] > 0]
    total = math.fsum(weights[h] for h in counts)
    return {h: weights[h] / total for h in counts}


def wilson(share: float, n_eff: float, quantile: float) -> tuple[float, float]:
    """Section 4."""
    u = quantile**2 / n_eff
    middle, width = share + u / 2, math.sqrt(share * (1 - share) * u + u * u / 4)
    return max(0.0, (middle - width) / (1 + u)), min(1.0, max((middle + width) / (1 + u), share))


def ranked(found: dict[str, Any]) -> bool:
    """Section 6: without a standard error, or with too much weight missing (代表性不足), a unit has no rank."""
    return found["se"] is not None and found["missing"] <= 0.2 + 1e-9


Products = dict[str, list[list[float]]]


class Compared(NamedTuple):
    """A unit among others. `scale`: by stratum, of its deviations; `products`: by stratum, with itself and each later unit."""

    position: int
    found: dict[str, Any]
    factor: float
    own: float
    scale: list[float]
    products: list[list[float]]


def compared(
    position: int, found: dict[str, Any], moments: Moments, products: list[list[float]], weights: list[float]
) -> Compared:
    """Section 5: a unit with what its variance and covariances follow from."""
    w, span = shares(moments, weights), moments.hi - moments.lo
    scale = [w.get(h, 0.0) / n * math.sqrt(n / (n - 1)) if n > 1 else 0.0 for h, n in enumerate(moments.n)]
    own = found["se_ci"] ** 2
    if not found["se"]:
        size = found["kish"] + Z**2
        middle = (found["kish"] * (found["est"] - moments.lo) / span + Z**2 / 2) / size
        own = span**2 * middle * (1 - middle) / size
    factor = found["se_ci"] / found["se"] if found["se"] else 0.0
    return Compared(position, found, factor, own, scale, products)


def rank_sets(units: list[Compared], span: float) -> dict[int, tuple[int, int]]:
    """Section 6: by position the best and the worst rank that the data leave open. Units in the order of the roll."""
    pairs: list[tuple[float, int, int]] = []
    for first, one in enumerate(units):
        for other in units[first + 1 :]:
            beside = other.position - one.position
            covariance = math.fsum(
                a * b * row[beside] for a, b, row in zip(one.scale, other.scale, one.products, strict=True)
            )
            variance = one.own + other.own - 2 * covariance * one.factor * other.factor
            difference = one.found["est"] - other.found["est"]
            if variance <= 1e-16 * span**2:
                p, back = (float(d <= 1e-12 * span) for d in (difference, -difference))
            else:
                p = t_tail(difference / math.sqrt(variance), min(one.found["df"], other.found["df"]))
                back = 1 - p
            pairs += [(p, one.position, other.position), (back, other.position, one.position)]
    up, down = dict.fromkeys((u.position for u in units), 0), dict.fromkeys((u.position for u in units), 0)
    for number, (p, above, below) in enumerate(sorted(pairs)):  # Holm
        if (len(pairs) - number) * p > 0.05:
            break
        up[below] += 1
        down[above] += 1
    return {position: (1 + up[position], len(units) - down[position]) for position in up}


class Change(NamedTuple):
    """Section 7, of one unit: both estimates, whether strata were left out, the two-sided p (None: not tested)."""

    first: dict[str, Any]
    second: dict[str, Any]
    restricted: bool
    p: float | None


def change_of(before: Moments, after: Moments, weights: list[float]) -> Change:
    """Second less first, by the strata that answered both times."""
    counts = [h for h, weight in enumerate(weights) if weight > 0]
    both = [h for h in counts if before.n[h] > 0 and after.n[h] > 0]
    restricted = bool(both) and any((before.n[h] > 0) != (after.n[h] > 0) for h in counts)
    if restricted:
        kept = [h in both or h not in counts for h in range(len(weights))]
        before, after = (
            part._replace(n=[n * k for n, k in zip(part.n, kept, strict=True)]) for part in (before, after)
        )
    first, second = estimate(before, weights), estimate(after, weights)
    tested = bool(both) and first["se"] is not None and second["se"] is not None
    return Change(first, second, restricted, _p_of(first, second, after) if tested else None)


def _p_of(first: dict[str, Any], second: dict[str, Any], moments: Moments) -> float:
    """Section 7: the quantile at which the interval (MOVER) just reaches 0 tells the p."""
    span = moments.hi - moments.lo
    (one, n_one), (other, n_other) = (
        ((found["est"] - moments.lo) / span, found["n_eff"] * (Z / t_quantile(found["df"])) ** 2)
        for found in (first, second)
    )
    if abs(other - one) <= 1e-12:
        return 1.0
    low, high = 0.0, 38.0
    if _nearer_end(one, n_one, other, n_other, high) > 0:
        return 0.0
    while high - low > 1e-13:
        middle = (low + high) / 2
        low, high = (middle, high) if _nearer_end(one, n_one, other, n_other, middle) > 0 else (low, middle)
    return math.erfc(low / math.sqrt(2))


def _nearer_end(one: float, n_one: float, other: float, n_other: float, quantile: float) -> float:
    """What is left of the change at that end of its interval which is nearer to 0."""
    (low_1, high_1), (low_2, high_2) = wilson(one, n_one, quantile), wilson(other, n_other, quantile)
    if other > one:
        return other - one - math.hypot(other - low_2, high_1 - one)
    return one - other - math.hypot(high_2 - other, one - low_1)


def claimed(found: dict[str, Change]) -> dict[str, str]:
    """Section 7: the direction that holds for every unit of the table at once (Holm)."""
    tested = sorted((change.p, code) for code, change in found.items() if change.p is not None)
    directions = dict.fromkeys(found, "none")
    for number, (p, code) in enumerate(tested):
        if (len(tested) - number) * p > 0.05:
            break
        directions[code] = "up" if found[code].second["est"] > found[code].first["est"] else "down"
    return directions


class Method:
    """What of the method document the figures need."""

    def __init__(self, document: Json) -> None:
        rule = document["publication"]
        self.decimals, self.mode = int(rule["decimals"]), str(rule["rounding"])
        self.units = [unit["code"] for unit in document["roll"]]
        self.populations = [stratum["population"] for stratum in document["strata"]]
        self.strata = [stratum["code"] for stratum in document["strata"]]
        self.weights = [float(Fraction(stratum["weight"])) for stratum in document["strata"]]
        self.criteria = len(document["criteria"])
        scale = document["scale"]
        self.valid = [option["valid"] for option in scale]
        self.satisfied = [option["satisfied"] for option in scale]
        self.points = [None if option["points"] is None else Fraction(option["points"]) for option in scale]
        given = [float(value) for value in self.points if value is not None]
        self.ranges = {"rate": (0.0, 1.0), **({"score": (min(given), max(given))} if given else {})}
        self.sequences = {unit["code"]: unit["sequence"] for unit in document["roll"]}

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
    if "score" in method.ranges and valid:
        points = sum((c * p for c, p in zip(answers, method.points, strict=True) if p is not None), Fraction(0))
        score = round_text(points / valid, method.decimals, method.mode)
    return {
        "plain": ratio(satisfied, valid, method),
        "plain_score": score,
        "awareness": ratio(valid, sum(pooled), method),
        "dont_know": ratio(sum(answers) - valid, sum(answers), method),
        "blank": ratio(pooled[0], sum(pooled), method),
    }


class Rosters(NamedTuple):
    """Section 3, of the strata that count: more valid sheets than people in one; as many as people in all."""

    exceeded: bool
    complete: bool


def rosters_of(public: Json, method: Method) -> Rosters:
    pairs = [
        (shown["valid"], people)
        for shown, people, weight in zip(public["turnout"], method.populations, method.weights, strict=True)
        if weight > 0
    ]
    return Rosters(
        any(people is not None and valid > people for valid, people in pairs),
        all(people is not None and valid >= people for valid, people in pairs),
    )


def flags_of(found: dict[str, Any], span: float, rosters: Rosters) -> list[str]:
    """What a reader must know beside an estimate (sections 2 to 4)."""
    tested = found["se"] is not None
    raised = {
        "no_estimate": found["est"] is None,
        "missing_strata": found["empty"],
        "under_represented": found["missing"] > 0.2 + 1e-9,
        "lone_strata": found["lone"],
        "insufficient": found["est"] is not None and not tested,
        "roster_exceeded": rosters.exceeded,
        "census": tested and rosters.complete,
        "imprecise": tested and (found["upper"] - found["lower"]) / 2 / (span / 100) > 10,
    }
    return [flag for flag, up in raised.items() if up]


def shown_estimate(found: dict[str, Any], method: Method, outcome: str, rosters: Rosters, *, whole: bool) -> Json:
    """As it stands in the file. `whole`: no cell of the unit is hidden; else errors are not published."""
    share, (lo, hi) = outcome == "rate", method.ranges[outcome]
    least = method.decimals if not share and hi - lo < 20 else 0

    def show(value: float | None, decimals: int) -> str | None:
        return round_float(value, max(decimals, least), method.mode, share)

    flags = flags_of(found, hi - lo, rosters)
    shown = {
        "value": round_float(found["est"], method.decimals, method.mode, share),
        "lower": show(found["lower"], 1),
        "upper": show(found["upper"], 1),
        "se": show(found["se"], 2),
        "n": found["n"],
        "n_eff": round_float(found["n_eff"], 1, method.mode, share=False),
        "df": found["df"],
        "missing_weight": round_float(found["missing"], 1, "half_up", share=True),
        "flags": flags,
    }
    if whole:
        return shown
    return {**shown, **dict.fromkeys(ERRORS), "flags": [flag for flag in flags if flag != "imprecise"]}


def compare(report: Report, block: str, published: Any, computed: Any, within: str = "") -> None:
    """Every figure of `computed` that is published, against it; null beside hidden cells is no figure. `block`: the pointer
    that is blamed, `within`: where in it the figures stand."""
    for name, value in computed.items():
        said = published.get(name) if isinstance(published, dict) else None
        where = f"{within}{name}"
        if isinstance(value, dict) and isinstance(said, dict):
            compare(report, block, said, value, f"{where}.")
        elif said == value and type(said) is type(value):
            report.checked += 1
        elif not (said is None and name in ("numerator", "denominator")):
            report.blame(block, f"{where} 应为 {value}，文件中是 {said}", f"{where} should be {value}")


def unit_counts(public: Json, code: str, method: Method) -> list[Any] | None:
    """All cells of a unit in the order of the strata; None when some are hidden."""
    cells = [public["cells"][code][stratum] for stratum in method.strata]
    return None if any(cell is None for cell in cells) else [cell["counts"] for cell in cells]


class Known(NamedTuple):
    """What can be known of a unit: by outcome its moments and estimate."""

    moments: dict[str, Moments]
    found: dict[str, dict[str, Any]]


def kept_moments(kept: Json, outcome: str, method: Method) -> Moments:
    """As they stand in a sealed file. Raises ValueError where they can be of no answers."""
    part, (lo, hi) = kept[outcome], method.ranges[outcome]
    mean, m2 = ([float(value) for value in part[name]] for name in ("mean", "m2"))
    slack = 1e-9 * (hi - lo)
    for n, middle, square in zip(part["n"], mean, m2, strict=True):
        if n < 0 or (n and not lo - slack <= middle <= hi + slack) or not 0 <= square <= n * (hi - lo) ** 2:
            raise ValueError(f"moments of {outcome}")
    return Moments(part["n"], mean, m2, lo, hi)


def is_whole(public: Json, code: str) -> bool:
    """Whether no cell of a unit is hidden."""
    return None not in public["cells"][code].values()


def is_shown(public: Json, code: str, outcome: str) -> bool:
    """Whether a unit's weighted figure is published: scores are not beside hidden cells, which they would tell."""
    return "weighted" in public["results"][code]["totals"] and (outcome == "rate" or is_whole(public, code))


def check_shape(report: Report, public: Json, code: str, method: Method) -> None:
    """What is published of a unit, and that it does not contradict itself: to be seen without counts."""
    said, block, whole = public["results"][code], block_of("results", code), is_whole(public, code)
    allowed: list[list[str]] = [["plain", "weighted"]]
    if not whole or public["about"]["version"] > 1:  # a correction hides what was hidden, though nothing is any more
        allowed += [["plain"], []]
    wanted = dict.fromkeys(("plain", "awareness", "dont_know", "blank"), "plain" in said["totals"])
    wanted |= {outcome: is_shown(public, code, outcome) for outcome in method.ranges}
    if said["totals"] not in allowed or any((said[name] is not None) != there for name, there in wanted.items()):
        report.blame(block, "公布的项目与规定不符", "not what may be published")
    if not whole and (said["plain_score"] or (said["rate"] and any(said["rate"][name] is not None for name in ERRORS))):
        report.blame(block, "不应公布的项目", "more than may be published")
    for outcome in method.ranges:
        for standing in (said["ranks"][outcome] or {}).values():
            if not 1 <= standing["lower"] <= standing["upper"] <= standing["among"]:
                report.blame(block, "名次区间有误", "no range of ranks")
        change = (said["changes"] or {}).get(outcome)
        if change is not None and not _is_change(change):
            report.blame(block, "与上一轮的比较自相矛盾", "a change that contradicts itself")


def _is_change(change: Json) -> bool:
    status, direction, first, difference = (change[name] for name in ("status", "direction", "first", "difference"))
    if status not in ("tested", "not_computable", "new", "not_shown") or direction not in ("up", "down", "none"):
        return False
    if (first is not None) != (status in ("tested", "not_computable")) or (difference is not None) != (
        status == "tested"
    ):
        return False
    against = {"up": "-", "down": "+", "none": " "}[direction]
    return direction == "none" or (status == "tested" and (difference[0] != against or Decimal(difference) == 0))


def check_unit(report: Report, public: Json, sealed: Json | None, code: str, method: Method) -> Known:
    """The published figures of one unit."""
    said, pointer, whole = public["results"][code], block_of("results", code), is_whole(public, code)
    full, known = sealed["cells"][code] if sealed else None, Known({}, {})
    counts = full["counts"] if full else unit_counts(public, code, method)
    if counts is None:
        report.needs_sealed.append(pointer)
        return known
    if "plain" in said["totals"]:
        figures = plain_figures(counts, method)
        compare(report, pointer, said, figures if whole else {**figures, "plain_score": None})
        for position, criterion in enumerate(said["criteria"]):
            alone = plain_figures([[stratum[position]] for stratum in counts], method)["plain"]
            compare(report, pointer, {str(position): criterion}, {str(position): alone}, "criteria.")
    rosters = rosters_of(public, method)
    for outcome, (lo, hi) in method.ranges.items():
        if method.criteria == 1:
            known.moments[outcome] = moments_of_counts([s[0] for s in counts], method.values(outcome), lo, hi)
        elif full is None:
            report.needs_sealed.append(f"{pointer}/{outcome}")
            continue
        else:
            known.moments[outcome] = kept_moments(full, outcome, method)
        found = known.found[outcome] = estimate(known.moments[outcome], method.weights)
        if is_shown(public, code, outcome):
            shown = shown_estimate(found, method, outcome, rosters, whole=whole)
            compare(report, pointer, said, {outcome: shown})
        if outcome == "rate":
            compare(report, pointer, said, {"n": found["n"] if said["totals"] else None})
    return known


def check_products(report: Report, sealed: Json, outcome: str, method: Method, known: dict[str, Known]) -> Products:
    """By unit and stratum, of its deviations with its own and those of each later unit. Their diagonal is the spread of the
    counts, and none is larger than two spreads allow (Cauchy and Schwarz); the rest is what the file says."""
    found: Products = {}
    m2 = {code: unit.moments[outcome].m2 for code, unit in known.items()}
    span = method.ranges[outcome][1] - method.ranges[outcome][0]
    for position, code in enumerate(method.units):
        raw = base64.b64decode(sealed["products"][code][outcome], validate=True)
        values = [value for (value,) in struct.iter_unpack("<d", raw)]
        width = len(method.units) - position
        if len(values) != len(method.weights) * width:
            raise ValueError(f"products of {code}")
        found[code] = [values[h * width : (h + 1) * width] for h in range(len(method.weights))]
        for h, row in enumerate(found[code]):
            slack = 1e-9 * span**2 * max(known[code].moments[outcome].n[h], 1)
            most = (math.sqrt(max(m2[code][h] * m2[other][h], 0.0)) for other in method.units[position:])
            fits = all(abs(value) <= limit + slack for value, limit in zip(row, most, strict=True))
            if not (fits and abs(row[0] - m2[code][h]) <= slack):  # NaN fits nothing
                report.blame(
                    "sealed:" + block_of("products", code), "与同一文件的票数不符", "not of the counts of this file"
                )
                break
    return found


def check_ranks(report: Report, public: Json, sealed: Json | None, method: Method, known: dict[str, Known]) -> None:
    """Ranks follow from the published values; what ranks the data leave open, from the sealed file."""
    for outcome in method.ranges:
        values = _ranked_values(report, public, outcome, method)
        products = check_products(report, sealed, outcome, method, known) if sealed else {}
        groups = {("all", "")} | {("sequence", name) for name in method.sequences.values()}
        for kind, name in sorted(groups):
            among = [code for code in values if kind == "all" or method.sequences[code] == name]
            sets = _rank_sets(products, outcome, among, method, known) if sealed else {}
            for code in among:
                said = (public["results"][code]["ranks"][outcome] or {}).get(kind)
                block, within = block_of("results", code), f"ranks.{outcome}.{kind}."
                rank = 1 + sum(values[other] > values[code] for other in among)
                compare(report, block, said, {"rank": rank, "among": len(among)}, within)
                if code in sets:
                    compare(report, block, said, dict(zip(("lower", "upper"), sets[code], strict=True)), within)


def _ranked_values(report: Report, public: Json, outcome: str, method: Method) -> dict[str, Fraction]:
    """The published values of the units that are ranked: by the flags, which are checked with the estimate."""
    values = {}
    for code in method.units:
        said = public["results"][code]
        shown = said[outcome]
        if shown and not UNRANKED.intersection(shown["flags"]):
            values[code] = Fraction(shown["value"])
        if (said["ranks"][outcome] is None) != (code not in values):
            report.blame(block_of("results", code), "名次缺少或多余", "a rank is missing, or too much")
    return values


def _rank_sets(
    products: Products, outcome: str, among: list[str], method: Method, known: dict[str, Known]
) -> dict[str, tuple[int, int]]:
    """None where a flag was altered, so that a unit without an error stands among those ranked: that is blamed already."""
    units, (lo, hi) = [], method.ranges[outcome]
    for code in among:
        found, moments = known[code].found[outcome], known[code].moments[outcome]
        if not ranked(found):
            return {}
        units.append(compared(method.units.index(code), found, moments, products[code], method.weights))
    return {method.units[position]: ends for position, ends in rank_sets(units, hi - lo).items()}


def check_changes(report: Report, public: Json, sealed: Json | None, method: Method, known: dict[str, Known]) -> None:
    """Differences are those of the shown values; the rest follows from what the sealed file says of the earlier round."""
    results, named, before = public["results"], public["compared_with"], sealed["compared_with"] if sealed else None
    if named is not None and set(named) != EARLIER:
        report.blame("/compared_with", "不是这一格式", "not of this format")
    if sealed and named != (before and {name: part for name, part in before.items() if name != "cells"}):
        report.blame("/compared_with", "与封存文件不符", "not that of the sealed file")
    for outcome in method.ranges:
        wanted = _changes(public, before["cells"], outcome, method, known) if before else {}
        for code in method.units:
            pointer, said = block_of("results", code), (results[code]["changes"] or {}).get(outcome)
            if (said is None) != (named is None or not is_shown(public, code, outcome)):
                report.blame(pointer, "变化缺少或多余", "a change is missing, or too much")
            if said is None:
                continue
            difference = None
            if said["first"] is not None and said["status"] == "tested":
                difference = f"{Decimal(results[code][outcome]['value']) - Decimal(said['first']):+f}"
            compare(report, pointer, said, {"difference": difference}, f"changes.{outcome}.")
            compare(report, pointer, said, wanted.get(code, {}), f"changes.{outcome}.")


def _changes(public: Json, earlier: Json, outcome: str, method: Method, known: dict[str, Known]) -> dict[str, Json]:
    """As they stand in the file, but for the difference. Tested together are figures that both rounds show, of the same
    strata: what is not shown tells nothing, and nothing of the others."""
    shown = [code for code in method.units if is_shown(public, code, outcome)]
    found = {
        code: change_of(kept_moments(earlier[code], outcome, method), known[code].moments[outcome], method.weights)
        for code in shown
        if code in earlier and earlier[code]["shown"][outcome] is not None
    }
    found = {code: change for code, change in found.items() if not change.restricted}
    directions = claimed(found)
    wanted = {}
    for code in shown:
        status, first = "new" if code not in earlier else "not_shown", None
        if code in found:
            status, first = "not_computable" if found[code].p is None else "tested", earlier[code]["shown"][outcome]
        wanted[code] = {"status": status, "direction": directions.get(code, "none"), "first": first}
    return wanted


def check_cells(report: Report, public: Json, sealed: Json | None, code: str, method: Method) -> None:
    """The visible cells of one unit: their rates, and that they are those of the sealed file."""
    pointer = block_of("cells", code)
    for position, stratum in enumerate(method.strata):
        cell = public["cells"][code][stratum]
        if cell is None:
            continue
        rate = plain_figures([cell["counts"]], method)["plain"]
        shown = percent(rate["numerator"], rate["denominator"], method, 1)
        compare(report, pointer, cell, {"percent": shown}, f"{stratum}.")
        if sealed and sealed["cells"][code]["counts"][position] != cell["counts"]:
            report.blame(pointer, "与封存文件不符", "not the counts of the sealed file")


def check_overall(report: Report, public: Json, sealed: Json | None, method: Method, known: dict[str, Known]) -> None:
    """All units together, and the turnout."""
    said = public["overall"]
    source = [sealed["cells"][code]["counts"] if sealed else unit_counts(public, code, method) for code in method.units]
    if any(counts is None for counts in source):
        report.needs_sealed.append("/overall")
    else:
        everything = [stratum for counts in source if counts for stratum in counts]
        figures = plain_figures(everything, method)
        wanted = {name: figures[name] for name in ("plain", "plain_score", "awareness")}
        compare(report, "/overall", said, {k: v for k, v in wanted.items() if said.get(k) is not None})
    rates = [unit.found["rate"]["est"] for unit in known.values() if "rate" in unit.found]
    if said["mean_rate"] is not None and len(rates) == len(method.units):
        rates = [rate for rate in rates if rate is not None]
        mean = sum(rates) / len(rates) if rates else None
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
        check_figures(report, public, sealed, Method(public["method"]))
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, ArithmeticError) as problem:
        if report.good:  # a file that was signed and cannot be computed
            report.blame("/", f"无法重算：{problem!r}", "cannot be computed")
    return report


def check_figures(report: Report, public: Json, sealed: Json | None, method: Method) -> None:
    """Everything that is published, as far as it follows from these files."""
    for where, content in (("", public), ("sealed:", sealed or {})):
        for name in BY_UNIT:
            if name in content and set(content[name]) != set(method.units):
                report.blame(f"{where}/{name}", "不是名册上的单位", "not the units of the roll")
    known = {}
    for code in method.units:
        check_shape(report, public, code, method)
        check_cells(report, public, sealed, code, method)
        known[code] = check_unit(report, public, sealed, code, method)
    check_overall(report, public, sealed, method, known)
    check_ranks(report, public, sealed, method, known)
    check_changes(report, public, sealed, method, known)
    if sealed is None:
        report.needs_sealed += ["/results/*/ranks"] + ["/results/*/changes"] * (public["compared_with"] is not None)


def describe(report: Report, expected_key: str | None = None) -> str:
    """The report for a reader."""
    lines = []
    for pointer, reasons in report.altered.items():
        lines += [f"✗ {pointer}：{reason}" for reason in reasons]
    if expected_key and expected_key != report.key_id:
        lines.append(f"✗ 签名密钥 {report.key_id or '?'} 不是 {expected_key} / signed by another key")
    if report.needs_sealed:
        lines.append(f"· 需要封存文件 / needs the sealed file: {'; '.join(report.needs_sealed)}")
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
