"""Losses on data: what a model gets wrong, averaged over all rows or a mini-batch."""

from gdwidgets.core.losses.huber import HuberRegression
from gdwidgets.core.losses.linear import LinearRegression
from gdwidgets.core.losses.logistic import LogisticRegression
from gdwidgets.core.losses.penalised import Penalised
from gdwidgets.core.losses.polynomial import PolynomialRegression
from gdwidgets.core.losses.softmax import SoftmaxRegression

__all__ = [
    "HuberRegression",
    "LinearRegression",
    "LogisticRegression",
    "Penalised",
    "PolynomialRegression",
    "SoftmaxRegression",
]
