"""Makes the models of the fields and the calibration again from the repository's data, the last step of `make models`.

    python -m models.train

Takes made certificates (drawn and read here) and the rows of real ones (`data/real_rows.npz`), gives a model for each
field and `calibration.json`. What models say of certificates whose issuer or layout they have not seen makes the
calibration: made and real ones by folds, and layouts of other code (`data/unseen_rows.npz`). The same data give the
same models, where the same fonts are installed and the packages have the same versions.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

import lightgbm

from ingest.activity import FieldName
from ingest.scorer import FIELDS, file_of
from models import fields
from models.calibrate import Scored, calibrate
from models.made import PROCESSES, made_rows
from models.rows import Rows, load

T = TypeVar("T")

HERE: Final = Path(__file__).parent
TRAINED: Final = HERE / "trained"
# Seed and number of layouts of the made certificates, how many of each, and the share of scans and photographs.
MADE: Final = (11, 2400)
EACH: Final = 2
SCANS: Final = 0.04


def main() -> None:
    """Draw, read, fit, calibrate; print the seconds of each step and how reliable each field is."""
    made = timed("certificates", lambda: made_rows(*MADE, EACH, scans=SCANS))
    print(timed("fields and calibration", lambda: fit_fields(made)))


def fit_fields(made: Rows) -> str:
    """The models of the fields and the calibration; the reliability as text."""
    real, unseen = load(HERE / "data" / "real_rows.npz"), load(HERE / "data" / "unseen_rows.npz")

    def of_field(name: FieldName) -> tuple[lightgbm.Booster, Sequence[fields.Chances]]:
        model = fields.fit(name, made, real)
        of_made, of_real = fields.across_folds(name, made, real)
        return model, (of_real, fields.chances(model, unseen[1][name]), of_made)

    with ThreadPoolExecutor(PROCESSES) as pool:  # LightGBM works outside of Python's lock
        found = dict(zip(FIELDS, pool.map(of_field, FIELDS), strict=True))
    for name, (model, _) in found.items():
        fields.export(model, real[1][name].matrix.shape[1], TRAINED / file_of(name))
    kinds = (("real", real), ("unseen", unseen), ("made", made))
    scored = [
        Scored(kind, *rows, {name: chances[place] for name, (_, chances) in found.items()})
        for place, (kind, rows) in enumerate(kinds)
    ]
    return calibrate(scored, TRAINED)


def timed(name: str, step: Callable[[], T]) -> T:
    """Run a step and print its seconds."""
    start = time.perf_counter()
    result = step()
    print(f"{name}: {time.perf_counter() - start:.0f} s", flush=True)
    return result


if __name__ == "__main__":
    main()
