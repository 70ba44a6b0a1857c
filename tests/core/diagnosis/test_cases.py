"""Named runs: the kind of each, what must be said of it, and what must never be."""

import dataclasses

import pytest

from gdwidgets.core.diagnosis import diagnose
from gdwidgets.core.diagnosis.words import WORDS
from gdwidgets.core.engine.descend import descend
from tests.core.diagnosis.cases import CASES


def diagnosed(case):
    return diagnose(
        descend(
            case.objective,
            case.optimizer,
            case.start,
            case.n_steps,
            batch_size=case.batch_size,
            seed=1,
        )
    )


def test_there_are_enough_cases_and_one_of_each_kind():
    assert len(CASES) >= 40
    assert len({case.name for case in CASES}) == len(CASES)
    assert {case.kind for case in CASES} == set(WORDS)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_is_said_of_it(case):
    found = diagnosed(case)
    assert found.kind == case.kind
    assert case.says in found.summary
    for sentence in (found.summary, found.remedy):
        assert sentence.endswith(".")
        assert sentence[0].isupper()
        assert ". " not in sentence, "one sentence"
        for never in (*case.never, "nan", "inf ", "inf.", "inf)", "None "):
            assert never not in sentence.replace("None needed", "")
    assert isinstance(found.step, int)
    assert 0 <= found.step <= case.n_steps


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_remedy_names_only_what_the_method_has(case):
    found = diagnosed(case)
    remedy = found.remedies
    if remedy is None:
        assert found.remedy in (
            "None needed.",
            "Nothing that was tried helps.",
            "No setting helps: choose a function that has a bottom, or start elsewhere.",
        )
        return
    fields = {field.name for field in dataclasses.fields(case.optimizer)}
    assert set(remedy.settings) <= fields
    for word in ("momentum", "beta1", "weight decay", "schedule"):
        if word in remedy.text and remedy.optimizer is None:
            is_there = {*fields, "weight decay"} if "weight_decay" in fields else fields
            assert word in is_there or callable(case.optimizer.learning_rate)
