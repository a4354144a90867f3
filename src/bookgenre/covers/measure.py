"""The colours of a cover's picture, measured as the packaged tables were.

A picture is scaled down to 100 pixels by averaging, its colours are clustered in OKLab (five clusters, k-means on the
means of 5-bit bins), and in sRGB (three clusters, whose largest is the dominant colour). Pictures are read where they
are, and nothing of them is kept but the numbers.
"""

import hashlib
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from bookgenre.covers.colours import basic, oklab, oklab_to_hex, srgb_to_oklab
from bookgenre.covers.tables import load_tables
from bookgenre.errors import InputError, MissingExtraError

__all__ = ["Measured", "kmeans", "measure_folder", "measure_image", "order_by_role"]

Floats = npt.NDArray[np.float64]

_WIDTH = 100
_CLUSTERS, _DOMINANT_CLUSTERS = 5, 3
_LEAST_ACCENT_SHARE, _LEAST_ACCENT_CHROMA = 0.05, 0.06
_LEAST_PIXELS, _MOST_PIXELS = 20, 50_000_000
_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff"})


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of one cover: a row of the tables' form.

    Attributes
    ----------
    cover
        A hash of the file, which tells covers apart and does not name them.
    source, kind, genres
        Whose covers they are; "image"; the names of the genres.
    hexes, weights
        Five colours and their shares of the area, the largest first.
    dom3
        The dominant colour: the mean of the largest of three clusters in sRGB.
    mean_L, mean_a, mean_b, mean_C
        The mean colour in OKLab, and the mean chroma.
    dominant_basic, dominant_tone, accent_basic, accent_tone
        Colour terms of the dominant colour and of the accent; None without an accent.
    author_group, year
        None: a picture says neither.
    """

    cover: str
    source: str
    kind: str
    genres: tuple[str, ...]
    hexes: tuple[str, ...]
    weights: tuple[float, ...]
    dom3: str
    mean_L: float  # noqa: N815
    mean_a: float
    mean_b: float
    mean_C: float  # noqa: N815
    dominant_basic: str
    dominant_tone: str
    accent_basic: str | None
    accent_tone: str | None
    author_group: str | None = None
    year: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, one key per column."""
        return asdict(self)


def measure_image(
    image: str | PathLike[str] | BinaryIO, *, genres: tuple[str, ...] = (), source: str = "own"
) -> Measured:
    """Measure the colours of a picture of a cover.

    Parameters
    ----------
    image
        A file that Pillow reads, or an open one.
    genres, source
        Put into the row as they are.

    Raises
    ------
    InputError
        If it is no picture, has fewer than 20 pixels a side or more than 50 million in all.
    MissingExtraError
        If Pillow is not installed.
    """
    pixels, digest = _read(image)
    hexes, weights = _five_colours(pixels)
    dominant = _dominant(pixels)
    lab = srgb_to_oklab(pixels)
    term = load_tables().term
    accent = _accent_place(oklab(hexes), np.array(weights))
    accent_term = None if accent is None else term(hexes[accent])
    lightness, a, b = (round(float(value), 4) for value in lab.mean(axis=0))
    return Measured(
        digest,
        source,
        "image",
        tuple(genres),
        tuple(hexes),
        tuple(weights),
        dominant,
        lightness,
        a,
        b,
        round(float(np.hypot(lab[:, 1], lab[:, 2]).mean()), 4),
        basic(term(dominant)),
        term(dominant),
        basic(accent_term) if accent_term else None,
        accent_term,
    )


def measure_folder(folder: str | PathLike[str], source: str = "own") -> Iterator[tuple[Path, Measured | InputError]]:
    """Yield each picture below a folder with what was measured of it, or with the reason why nothing was.

    The names of the folders between `folder` and the picture are its genres.

    Raises
    ------
    InputError
        If there is no such folder, or no picture in it.
    MissingExtraError
        If Pillow is not installed.
    """
    root = Path(folder)
    if not root.is_dir():
        raise InputError(f"{str(folder)!r} is not a folder; give one with pictures of covers")
    pictures = sorted(path for path in root.rglob("*") if path.suffix.lower() in _PICTURES and path.is_file())
    if not pictures:
        raise InputError(f"{str(folder)!r} has no pictures; give a folder with {', '.join(sorted(_PICTURES))}")
    for path in pictures:
        try:
            yield path, measure_image(path, genres=path.relative_to(root).parts[:-1], source=source)
        except InputError as error:
            yield path, error


def kmeans(points: Floats, weights: Floats, k: int, *, seed: int = 0, starts: int = 4) -> tuple[Floats, Floats]:
    """Return cluster centres, shape (clusters, dimensions), and the weight of each; the heaviest first.

    Weighted k-means with k-means++ seeding, the best of `starts`. Of fewer different points than `k`, each is a
    cluster.
    """
    different = np.unique(points, axis=0)
    k = min(k, len(different))
    best: tuple[float, Floats, Floats] | None = None
    generator = np.random.default_rng(seed)
    for _ in range(starts):
        centres = _seeds(points, weights, k, generator)
        for _ in range(50):
            labels = ((points[:, None] - centres[None]) ** 2).sum(axis=2).argmin(axis=1)
            sums = np.array([weights[labels == place].sum() for place in range(k)])
            moved = np.array(
                [
                    (points[labels == place] * weights[labels == place, None]).sum(axis=0) / sums[place]
                    if sums[place]
                    else centres[place]
                    for place in range(k)
                ]
            )
            if np.allclose(moved, centres, atol=1e-6):
                break
            centres = moved
        cost = float((((points - centres[labels]) ** 2).sum(axis=1) * weights).sum())
        if best is None or cost < best[0]:
            order = np.argsort(-sums, kind="stable")
            best = cost, centres[order], sums[order]
    assert best is not None  # noqa: S101
    return best[1], best[2]


def _seeds(points: Floats, weights: Floats, k: int, generator: np.random.Generator) -> Floats:
    """k-means++: each further centre is drawn in proportion to its squared distance from those that are there."""
    places = [int(generator.choice(len(points), p=weights / weights.sum()))]
    distances = ((points - points[places[0]]) ** 2).sum(axis=1)
    while len(places) < k:
        odds = distances * weights
        places.append(int(generator.choice(len(points), p=odds / odds.sum())))
        distances = np.minimum(distances, ((points - points[places[-1]]) ** 2).sum(axis=1))
    return points[places]


def order_by_role(hexes: list[str], weights: list[float]) -> tuple[list[str], list[float]]:
    """Return colours and weights with the ground first, then the accent if there is one, then by weight.

    The ground is the largest colour, the accent the most chromatic of the others with a share of at least 5 percent.
    """
    shares = np.array(weights)
    order = np.argsort(-shares, kind="stable").tolist()
    accent = _accent_place(oklab(hexes), shares)
    if accent is not None and accent != order[0]:
        order.remove(accent)
        order.insert(1, accent)
    return [hexes[place] for place in order], [weights[place] for place in order]


def _accent_place(lab: Floats, shares: Floats) -> int | None:
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    fit = (shares >= _LEAST_ACCENT_SHARE) & (chroma >= _LEAST_ACCENT_CHROMA)
    fit[shares.argmax()] = False
    return int(np.where(fit, chroma, -1.0).argmax()) if fit.any() else None


def _read(image: str | PathLike[str] | BinaryIO) -> tuple[npt.NDArray[np.uint8], str]:
    """Return the pixels of the scaled picture, shape (pixels, 3), and a hash of them."""
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError as error:
        raise MissingExtraError("covers", "PIL") from error
    name = str(image) if isinstance(image, str | PathLike) else "the picture"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(image) as opened:
                width, height = opened.size
                if min(width, height) < _LEAST_PIXELS or width * height > _MOST_PIXELS:
                    size = f"{width:,} by {height:,} pixels"
                    raise InputError(f"{name} has {size}; give a picture of at least {_LEAST_PIXELS} pixels per side")
                flat = opened.convert("RGBA")
                # What is transparent is shown on white by shops.
                page = Image.new("RGBA", flat.size, "white")
                page.alpha_composite(flat)
                factor = max(1, round(max(width, height) / _WIDTH))
                pixels = np.asarray(page.convert("RGB").reduce(factor)).reshape(-1, 3)
    except InputError:
        raise
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise InputError(f"{name} cannot be read: {error.strerror}; give a picture of a cover") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise InputError(f"{name} is not a picture that can be read; give a JPEG, PNG or WebP file") from error
    return pixels, hashlib.sha256(pixels.tobytes()).hexdigest()[:12]


def _five_colours(pixels: npt.NDArray[np.uint8]) -> tuple[list[str], list[float]]:
    """Five k-means clusters in OKLab, on the means of 5-bit bins."""
    keys = (pixels >> 3).astype(np.int64) @ np.array([1024, 32, 1])
    _, places, counts = np.unique(keys, return_inverse=True, return_counts=True)
    lab = srgb_to_oklab(pixels)
    sums = np.stack([np.bincount(places, weights=lab[:, axis]) for axis in range(3)], axis=1)
    centres, weights = kmeans(sums / counts[:, None], counts.astype(float), _CLUSTERS)
    shares = weights / weights.sum()
    return [oklab_to_hex(centre) for centre in centres], [round(float(share), 4) for share in shares]


def _dominant(pixels: npt.NDArray[np.uint8]) -> str:
    values, counts = np.unique(pixels, axis=0, return_counts=True)
    centres, _ = kmeans(values.astype(float), counts.astype(float), _DOMINANT_CLUSTERS)
    return "#" + bytes(np.rint(centres[0]).astype(int).tolist()).hex()
