"""Typed formulas: from text to exact value, gradient and Hessian, without running the text."""

from gdwidgets.core.formulas.parse import Formula, parse_formula, variables_in

__all__ = ["Formula", "parse_formula", "variables_in"]
