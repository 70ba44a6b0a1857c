"""Where the files are that come with the package."""

from pathlib import Path

DATA = Path(__file__).parents[2] / "data"
