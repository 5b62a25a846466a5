"""Writes training certificates into a folder, each with its expected record.

python -m models.generator --layouts 400 --each 4 --seed 5 --scans 0.25 --out FOLDER
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from models.generator.certificates import make
from models.generator.titles import listed_titles


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the options and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--layouts", type=int, default=400)
    parser.add_argument("--each", type=int, default=4, help="certificates of each layout")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first layout")
    parser.add_argument("--scans", type=float, default=0.0, metavar="SHARE", help="how many become pictures")
    parser.add_argument(
        "--titles", type=Path, help="another list of laboratory titles (default models/data/titles.tsv)"
    )
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    titles = None if options.titles is None else listed_titles(options.titles)
    count = 0
    for made in make(
        options.seed, options.layouts, options.each, scans=options.scans, titles=titles, first=options.first
    ):
        path = options.out / made.name
        path.write_bytes(made.content)
        text = json.dumps([made.expected], indent=1, ensure_ascii=False)
        path.with_name(f"{path.name}.expected.json").write_text(f"{text}\n", encoding="utf-8")
        count += 1
    print(f"{count} files in {options.out}")


if __name__ == "__main__":
    main()
