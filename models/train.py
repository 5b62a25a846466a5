"""Makes the models of the fields and the calibration again from the repository's data, the last step of `make models`.

    python -m models.train

Takes made certificates (drawn and read here) and the rows of real ones (`data/real_rows.npz`), gives a model for each
field and `calibration.json`. What the models say of certificates that they have not seen makes the calibration: real
ones by folds of issuers, layouts of other code (`data/unseen_rows.npz`), and made ones of another seed. The same data
give the same models, where the same fonts are installed and the packages have the same versions.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from ingest.scorer import FIELDS, file_of
from models import fields
from models.calibrate import Scored, calibrate
from models.made import made_rows
from models.rows import Rows, load

T = TypeVar("T")

HERE: Final = Path(__file__).parent
TRAINED: Final = HERE / "trained"
# Seed and number of layouts of the made certificates to learn from, and of others to calibrate on.
LEARNED: Final = (11, 1300)
UNLEARNED: Final = (99, 500)
EACH: Final = 2
SCANS: Final = 0.1


def main() -> None:
    """Draw, read, fit, calibrate; print the seconds of each step and how reliable each field is."""
    learned = timed("certificates to learn from", lambda: made_rows(*LEARNED, EACH, scans=SCANS))
    unlearned = timed("certificates to calibrate on", lambda: made_rows(*UNLEARNED, EACH, scans=SCANS))
    print(timed("fields and calibration", lambda: fit_fields([learned], unlearned)))


def fit_fields(learned: list[Rows], unlearned: Rows) -> str:
    """The models of the fields and the calibration; the reliability as text."""
    real, unseen = load(HERE / "data" / "real_rows.npz"), load(HERE / "data" / "unseen_rows.npz")
    by_folds, of_unseen, of_unlearned = {}, {}, {}
    for name in FIELDS:
        by_folds[name] = fields.across_folds(name, learned, real)
        model = fields.fit(name, learned, real)
        fields.export(model, real[1][name].matrix.shape[1], TRAINED / file_of(name))
        of_unseen[name] = fields.chances(model, unseen[1][name])
        of_unlearned[name] = fields.chances(model, unlearned[1][name])
    scored = (
        Scored("real", *real, by_folds),
        Scored("unseen", *unseen, of_unseen),
        Scored("made", *unlearned, of_unlearned),
    )
    return calibrate(scored, TRAINED)


def timed(name: str, step: Callable[[], T]) -> T:
    """Run a step and print its seconds."""
    start = time.perf_counter()
    result = step()
    print(f"{name}: {time.perf_counter() - start:.0f} s", flush=True)
    return result


if __name__ == "__main__":
    main()
