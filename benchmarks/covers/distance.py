"""CIEDE2000 for arrays, and the transport distance between two palettes."""

import numpy as np

_TO_XYZ = np.array(
    [[0.4123908, 0.3575843, 0.1804808], [0.2126390, 0.7151687, 0.0721923], [0.0193308, 0.1191948, 0.9505322]]
)
_D65 = np.array([0.3127 / 0.3290, 1.0, (1 - 0.3127 - 0.3290) / 0.3290])


def cielab(hexes: list[str]) -> np.ndarray:
    """Return CIELAB (D65) of ``#rrggbb`` colours, shape (colours, 3)."""
    values = np.array([list(bytes.fromhex(colour[1:])) for colour in hexes]).reshape(-1, 3) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    ratio = linear @ _TO_XYZ.T / _D65
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1)


def ciede2000(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the differences of CIELAB colours, broadcast (Sharma, Wu and Dalal 2005); tested against coloraide."""
    l1, a1, b1 = np.moveaxis(one, -1, 0)
    l2, a2, b2 = np.moveaxis(other, -1, 0)
    mean_c = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(mean_c**7 / (mean_c**7 + 25.0**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    grey = c1 * c2 == 0
    dh = np.where(grey, 0, (h2 - h1 + 180) % 360 - 180)
    big_dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(dh / 2))
    mean_l, mean_cp = (l1 + l2) / 2, (c1 + c2) / 2
    far = np.abs(h1 - h2) > 180
    mean_h = np.where(grey, h1 + h2, np.where(far, (h1 + h2 + np.where(h1 + h2 < 360, 360, -360)) / 2, (h1 + h2) / 2))
    t = (
        1
        - 0.17 * np.cos(np.radians(mean_h - 30))
        + 0.24 * np.cos(np.radians(2 * mean_h))
        + 0.32 * np.cos(np.radians(3 * mean_h + 6))
        - 0.20 * np.cos(np.radians(4 * mean_h - 63))
    )
    s_l = 1 + 0.015 * (mean_l - 50) ** 2 / np.sqrt(20 + (mean_l - 50) ** 2)
    s_c, s_h = 1 + 0.045 * mean_cp, 1 + 0.015 * mean_cp * t
    turn = 60 * np.exp(-(((mean_h - 275) / 25) ** 2))
    r_t = -np.sin(np.radians(turn)) * 2 * np.sqrt(mean_cp**7 / (mean_cp**7 + 25.0**7))
    lightness, chroma, hue = (l2 - l1) / s_l, (c2 - c1) / s_c, big_dh / s_h
    return np.sqrt(np.maximum(lightness**2 + chroma**2 + hue**2 + r_t * chroma * hue, 0))


def transports(lab: np.ndarray, weights: np.ndarray, other: np.ndarray, other_weights: np.ndarray) -> np.ndarray:
    """Return the least mean CIEDE2000 difference by which one palette's area becomes the other's, for many pairs.

    Shapes (pairs, n, 3), (pairs, n), (pairs, m, 3), (pairs, m). Sinkhorn's iteration with a regularisation of 0.5:
    within 0.3 of the linear programme's answer (tests/covers/test_benchmark.py).
    """
    costs = ciede2000(lab[:, :, None], other[:, None])
    one, two = (w / w.sum(axis=1, keepdims=True) for w in (weights, np.maximum(other_weights, 1e-9)))
    log_one, log_two = np.log(one)[..., None], np.log(two)[:, None]
    scaled = -costs / 0.5
    rows = np.zeros_like(log_one)
    for _ in range(200):
        columns = log_two - _logsum(scaled + rows, 1)
        rows = log_one - _logsum(scaled + columns, 2)
    return (np.exp(scaled + rows + columns) * costs).sum(axis=(1, 2))


def _logsum(values: np.ndarray, axis: int) -> np.ndarray:
    most = values.max(axis=axis, keepdims=True)
    return most + np.log(np.exp(values - most).sum(axis=axis, keepdims=True))
