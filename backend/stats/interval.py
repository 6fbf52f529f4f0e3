"""Wilson's interval (method, section 4)."""

import math

from scipy.special import ndtri


def wilson(successes: int, n: int, confidence: float = 0.95) -> tuple[float, float] | None:
    """Interval of a plain share, with the normal quantile; both ends in 0..1. None when n is 0."""
    if not 0 <= successes <= n:
        raise ValueError("successes must lie between 0 and n")
    if n == 0:
        return None
    return wilson_effective(successes / n, n, float(ndtri((1 + confidence) / 2)))


def wilson_effective(share: float, n_eff: float, quantile: float) -> tuple[float, float]:
    """Interval of a share (0..1) for an effective number of answers and a quantile; an infinite n_eff gives no width.

    It stays in 0..1 and contains the share.
    """
    u = quantile * quantile / n_eff
    middle = share + u / 2
    width = math.sqrt(share * (1 - share) * u + u * u / 4)
    lower, upper = (middle - width) / (1 + u), (middle + width) / (1 + u)
    # The last bit of the square root must not lead out of the scale, nor below a share of 1.
    return max(0.0, lower), min(1.0, max(upper, share))
