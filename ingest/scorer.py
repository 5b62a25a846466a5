"""How likely each proposed piece is the value of its field, by the trained models.

Takes a matrix of features for one field, gives a chance for each row. Refuses to calibrate: a chance here orders the
pieces of one certificate; how far it can be believed is measured by `confidence`.

The models are gradient-boosted trees in ONNX (`models/train.py`), run by onnxruntime on one thread.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from ingest.activity import FieldName
from ingest.errors import SettingsError

if TYPE_CHECKING:
    import onnxruntime

FIELDS: Final = (
    FieldName.HOLDER,
    FieldName.TITLE,
    FieldName.PROVIDER,
    FieldName.COMPLETED_ON,
    FieldName.CREDIT,
    FieldName.PROGRAM_NUMBER,
    FieldName.PROVIDER_NUMBER,
    FieldName.CERTIFICATE_NUMBER,
)


@dataclass(frozen=True, slots=True)
class Scorer:
    """A model for each field."""

    sessions: Mapping[FieldName, "onnxruntime.InferenceSession"]

    def score(self, name: FieldName, features: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """The chance of each row of `features`, shape (rows,)."""
        if len(features) == 0:
            return np.zeros(0, dtype=np.float32)
        (chances,) = self.sessions[name].run(["probabilities"], {"features": features})
        found: npt.NDArray[np.float32] = chances[:, 1]
        return found


def file_of(name: FieldName) -> str:
    """The file of a field's model."""
    return f"field_{name.value}.onnx"


def load_scorer(folder: Path) -> Scorer:
    """Read the models of all fields.

    Raises:
        SettingsError: a file is missing or is not of its form.
    """
    import onnxruntime  # noqa: PLC0415 - `ingest --help` does not pay for it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    sessions: dict[FieldName, Any] = {}
    for name in FIELDS:
        path = folder / file_of(name)
        try:
            sessions[name] = onnxruntime.InferenceSession(
                path.read_bytes(), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime has no exceptions of its own that are public
            raise SettingsError(f"The model file {path} cannot be read: {error}. Install ingest again.") from error
    return Scorer(sessions)
