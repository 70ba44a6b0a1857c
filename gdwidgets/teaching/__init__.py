"""What a lesson asks of its learner: predictions, challenges, and the report on both."""

from gdwidgets.teaching import goals
from gdwidgets.teaching.challenge import Challenge
from gdwidgets.teaching.prediction import Prediction
from gdwidgets.teaching.report import Report, report

__all__ = ["Challenge", "Prediction", "Report", "goals", "report"]
