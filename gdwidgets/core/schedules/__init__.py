"""Hyperparameters that change as the run goes on; usable wherever a number is.

A schedule is a function of the number of steps taken so far (0 in the first step) that
returns the learning rate, the momentum or any other number for the next one. The classes here
are such functions; a plain function of your own does as well. Their parameters may be arrays that
broadcast over runs.
"""

from gdwidgets.core.schedules.base import Schedule
from gdwidgets.core.schedules.cycles import Alternating, WarmRestarts
from gdwidgets.core.schedules.decays import Constant, Cosine, Exponential, InverseTime, StepDecay
from gdwidgets.core.schedules.momenta import NesterovMomentum
from gdwidgets.core.schedules.points import Points
from gdwidgets.core.schedules.rises import ExponentialRise, LinearRise
from gdwidgets.core.schedules.warm_ups import LinearWarmUp, OneCycle, WarmUpCosine

__all__ = [
    "Alternating",
    "Constant",
    "Cosine",
    "Exponential",
    "ExponentialRise",
    "InverseTime",
    "LinearRise",
    "LinearWarmUp",
    "NesterovMomentum",
    "OneCycle",
    "Points",
    "Schedule",
    "StepDecay",
    "WarmRestarts",
    "WarmUpCosine",
]
