"""What happened to a run, in words, and one remedy."""

from gdwidgets.core.diagnosis.diagnose import Diagnosis, diagnose
from gdwidgets.core.diagnosis.stability import stability_limit

__all__ = ["Diagnosis", "diagnose", "stability_limit"]
