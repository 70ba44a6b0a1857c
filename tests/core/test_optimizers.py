"""The optimizers that the tests of other rooms go over."""

from tests.core.optimizers.examples import METHODS

__all__ = ["METHODS"]
