"""Random valid problems: nothing warns, nothing raises, and every sentence is one."""

import re
import warnings

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.core.diagnosis.words import WORDS
from tests.core.diagnosis.problems import random_problem

NOT_SAID = re.compile(r"\bnan\b|\binf\b|infinity", re.IGNORECASE)
FAR = (1.0, 1.0, 1.0, 1e6, 1e150, 1e-12, 0.0)


@pytest.mark.parametrize("part", range(3))
def test_random_problems_are_diagnosed_in_plain_sentences(part):
    for seed in range(100 * part, 100 * (part + 1)):
        rng = np.random.default_rng(seed)
        problem = random_problem(seed, steps=(0, 1, 2, 7, 30, 120), rates=(-6, 3))
        shape = [(), (), (3,), (2, 2)][rng.integers(4)]
        far = FAR[rng.integers(len(FAR))]
        start = problem.start * far * (1 + 0.1 * rng.normal(size=(*shape, 1)))
        if rng.integers(6) == 0 and far < 1e30:
            start = start.astype(np.float32)
        with warnings.catch_warnings(), np.errstate(all="raise"):
            warnings.simplefilter("error")
            found = gd.diagnose(problem.descend(start=start))
            sentences = list(np.ravel(found.summary))
            if seed % 4 == 0:
                sentences += list(np.ravel(found.remedy))
        assert np.shape(found.kind) == np.shape(found.step) == shape
        assert set(np.ravel(found.kind)) <= set(WORDS)
        for sentence in sentences:
            assert not NOT_SAID.search(sentence), (seed, sentence)
            assert sentence.endswith("."), seed
            assert ". " not in sentence, (seed, sentence)
            assert sentence[0].isupper(), seed
            assert len(sentence) < 180, (seed, sentence)
