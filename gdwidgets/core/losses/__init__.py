"""Losses on data: what a model gets wrong, averaged over all rows or a mini-batch."""

from gdwidgets.core.losses.linear import LinearRegression

__all__ = ["LinearRegression"]
