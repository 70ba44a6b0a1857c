"""Value widgets: sliders and dropdowns that work in anybody's notebook."""

from gdwidgets.controls.batch_size import BatchSizePicker
from gdwidgets.controls.dropdowns import NamedDropdown, OptimizerDropdown, SurfaceDropdown
from gdwidgets.controls.learning_rate import LearningRateSlider
from gdwidgets.controls.momentum import MomentumSlider
from gdwidgets.controls.option_slider import OptionSlider

__all__ = [
    "BatchSizePicker",
    "LearningRateSlider",
    "MomentumSlider",
    "NamedDropdown",
    "OptimizerDropdown",
    "OptionSlider",
    "SurfaceDropdown",
]
