"""Dropdowns whose value is the chosen thing itself."""

from __future__ import annotations

import ipywidgets
import pytest
from ipywidgets.widgets import widget as registry

import gdwidgets as gd
from gdwidgets.controls import OptimizerDropdown, SurfaceDropdown

BOTH = [OptimizerDropdown, SurfaceDropdown]


@pytest.mark.parametrize("optimizer", gd.optimizers.NAMED.values())
def test_an_optimizer_is_chosen_as_class_or_by_name(optimizer):
    dropdown = OptimizerDropdown(value=optimizer, options=gd.optimizers.NAMED)
    assert dropdown.value is optimizer
    assert dropdown.label == optimizer.name
    dropdown.index = 0 if dropdown.index else 1
    dropdown.value = optimizer.name.upper()
    assert dropdown.value is optimizer


def test_the_first_choices_need_a_learning_rate_only():
    dropdown = OptimizerDropdown()
    assert [name for name, _ in dropdown.options] == [
        "Gradient descent",
        "Momentum",
        "RMSprop",
        "Adam",
    ]
    for _, optimizer in dropdown.options:
        dropdown.value = optimizer
        assert dropdown.value(learning_rate=0.1).learning_rate == 0.1


@pytest.mark.parametrize("name", gd.surfaces.NAMED)
def test_a_surface_is_chosen_as_itself_or_by_name(name):
    dropdown = SurfaceDropdown()
    dropdown.value = name
    assert dropdown.value is gd.surfaces.NAMED[name]
    dropdown.index = 0
    dropdown.value = gd.surfaces.NAMED[name]
    assert dropdown.label == name


def test_own_options_in_every_form():
    adam, momentum = gd.optimizers.Adam, gd.optimizers.Momentum
    pairs = (("Adam", adam), ("Momentum", momentum))
    for options in ([adam, momentum], iter([adam, momentum]), dict(pairs), list(pairs)):
        assert OptimizerDropdown(adam, options=options).options == pairs
    dropdown = OptimizerDropdown(momentum)
    dropdown.options = [adam]
    assert (dropdown.value, dropdown.options) == (adam, pairs[:1])


def test_an_objective_of_the_users_own():
    own = gd.surfaces.ravine(100)
    assert SurfaceDropdown(options={"steep": own}).value is own


def test_interact_gets_the_thing_itself():
    seen = []
    dropdown = OptimizerDropdown()

    def tell(optimizer):
        seen.append(optimizer)

    ipywidgets.interactive(tell, optimizer=dropdown)
    dropdown.index = 3
    assert seen == [gd.optimizers.GradientDescent, gd.optimizers.Adam]


def test_index_can_be_linked_in_the_browser():
    a, b = OptimizerDropdown(), OptimizerDropdown()
    assert ipywidgets.jslink((a, "index"), (b, "index")).source == (a, "index")


def test_repr_and_mimebundle():
    dropdown = SurfaceDropdown(value=gd.surfaces.beale)
    assert repr(dropdown) == "SurfaceDropdown(value='Beale')"
    data = dropdown._repr_mimebundle_()
    assert data["text/plain"] == "SurfaceDropdown(value='Beale')"
    assert "application/vnd.jupyter.widget-view+json" in data


@pytest.mark.parametrize("make", BOTH)
def test_closing_leaves_no_model_behind(make):
    before = set(registry._instances)
    dropdown = make()
    assert len(set(registry._instances) - before) == 3
    dropdown.close()
    assert set(registry._instances) == before


@pytest.mark.parametrize("make", BOTH)
def test_a_described_disabled_choice(make):
    dropdown = make(disabled=True, description="pick", tooltip="one of these")
    assert (dropdown.disabled, dropdown.description) == (True, "pick")
