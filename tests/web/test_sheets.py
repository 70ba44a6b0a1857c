"""A page may load the kit's sheet after a widget's own: no rule may count on being the last."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "gdwidgets"
KIT = [PACKAGE / "web" / "tokens.css", PACKAGE / "web" / "stage.css"]
OWN = sorted(set(PACKAGE.rglob("*.css")) - set(KIT))


def rules(sheet: Path) -> list[tuple[str, set[str]]]:
    """The selectors of a sheet, each with the names of what it sets."""
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [
        (" ".join(one.split()), {line.split(":")[0].strip() for line in body.split(";")} - {""})
        for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text)
        for one in selectors.split(",")
    ]


def weight(selector: str) -> tuple[int, int]:
    """How much a selector counts: its classes, attributes and states, then its elements."""
    return (
        len(re.findall(r"\.[\w-]+|\[[^\]]*\]|(?<!:):(?!:)[\w-]+", selector)),
        len(re.findall(r"(?:^|[ >+~])[a-z]+", selector)),
    )


def meant(selector: str) -> set[str]:
    """The classes of what a selector picks."""
    return set(re.findall(r"\.[\w-]+", re.split(r"[ >+~]+", selector)[-1]))


@pytest.mark.parametrize("sheet", OWN, ids=lambda each: each.name)
def test_what_overrides_the_kit_counts_more_than_it(sheet: Path) -> None:
    kit = [rule for each in KIT for rule in rules(each)]
    assert kit
    assert not [
        (own, theirs)
        for own, sets in rules(sheet)
        for theirs, set_before in kit
        if sets & set_before and meant(own) & meant(theirs) and weight(own) <= weight(theirs)
    ]
