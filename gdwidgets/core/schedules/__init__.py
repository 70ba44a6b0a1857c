"""Learning rates that change as the run goes on; usable wherever a learning rate is.

A schedule is a function of the number of steps taken so far (0 in the first step) that
returns the learning rate of the next one. The classes here are such functions; a plain
function of your own does as well. Their parameters may be arrays that broadcast over runs.
"""

from gdwidgets.core.schedules.base import Schedule
from gdwidgets.core.schedules.decays import Constant, Cosine, Exponential, InverseTime, StepDecay
from gdwidgets.core.schedules.warm_ups import LinearWarmUp, WarmUpCosine

__all__ = [
    "Constant",
    "Cosine",
    "Exponential",
    "InverseTime",
    "LinearWarmUp",
    "Schedule",
    "StepDecay",
    "WarmUpCosine",
]
