"""The real data against their publishers' figures."""

import hashlib

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from gdwidgets.core import datasets
from gdwidgets.core.losses import LinearRegression


def test_penguins_are_the_published_ones():
    table = datasets.penguins()
    assert len(table) == 342
    assert table.n_dropped == 2
    species, counts = np.unique(table["species"], return_counts=True)
    assert dict(zip(species.tolist(), counts.tolist(), strict=True)) == {
        "Adelie": 151,
        "Chinstrap": 68,
        "Gentoo": 123,
    }
    # The means and standard deviations of the study's summary (palmerpenguins, "Get started").
    for column, mean, deviation in [
        ("bill_length_mm", 43.92193, 5.459584),
        ("bill_depth_mm", 17.15117, 1.974793),
        ("flipper_length_mm", 200.9152, 14.06171),
        ("body_mass_g", 4201.754, 801.9545),
    ]:
        assert_allclose(table[column].mean(), mean, rtol=1e-6)
        assert_allclose(table[column].std(ddof=1), deviation, rtol=1e-6)
    assert np.count_nonzero(table["sex"] == "") == 9
    assert "2014" in table.source
    assert "CC0" in table.source
    assert table.notes == {}


def test_penguins_flippers_predict_their_mass():
    table = datasets.penguins()
    line = LinearRegression(table["flipper_length_mm"], table["body_mass_g"])
    # lm(body_mass_g ~ flipper_length_mm): -5780.83 + 49.69 x, R^2 = 0.759.
    assert_allclose(line.solution(), [49.68557, -5780.831], rtol=1e-6)
    explained = 1 - 2 * line.value(line.solution()) / table["body_mass_g"].var()
    assert_allclose(explained, 0.759, atol=5e-4)


def test_digits_are_scikit_learns():
    # Recorded from sklearn.datasets.load_digits() of scikit-learn 1.9: the SHA-256 of its
    # images and target as bytes, the sum of all ink and the number of each digit.
    digits = datasets.digits()
    assert digits.X.shape == (1797, 64)
    ink, labels = digits.X.astype(np.uint8), digits.labels.astype(np.uint8)
    assert_array_equal(ink, digits.X)
    assert hashlib.sha256(ink.tobytes()).hexdigest() == (
        "8f26b2bd9d135c256808f68f14fdabddde6d9c7f869ae419704b051f0f14b3b3"
    )
    assert hashlib.sha256(labels.tobytes()).hexdigest() == (
        "8ba4f891220f5e4c9c819638d1602d74b83618f167043c6da52a2a247841ddf0"
    )
    assert digits.X.sum() == 561718
    counts = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert np.bincount(digits.labels).tolist() == counts
    assert digits.class_names == tuple("0123456789")
    assert "CC BY 4.0" in digits.source
