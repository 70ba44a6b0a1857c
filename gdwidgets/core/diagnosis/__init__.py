"""What happened to a run, in words, and a remedy that was tried."""

from gdwidgets.core.diagnosis.diagnose import Diagnosis, diagnose
from gdwidgets.core.diagnosis.remedy import Remedy
from gdwidgets.core.diagnosis.stability import stability_limit

__all__ = ["Diagnosis", "Remedy", "diagnose", "stability_limit"]
