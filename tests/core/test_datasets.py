"""Data sets against their publishers' figures, and the errors of reading one's own."""

import numpy as np
import pytest
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


def test_penguins_flippers_predict_their_mass():
    table = datasets.penguins()
    line = LinearRegression(table["flipper_length_mm"], table["body_mass_g"])
    # lm(body_mass_g ~ flipper_length_mm): -5780.83 + 49.69 x, R^2 = 0.759.
    assert_allclose(line.solution(), [49.68557, -5780.831], rtol=1e-6)
    explained = 1 - 2 * line.value(line.solution()) / table["body_mass_g"].var()
    assert_allclose(explained, 0.759, atol=5e-4)


def test_a_table_gives_features_and_refuses_what_it_lacks():
    table = datasets.penguins()
    features = table.features("bill_length_mm", "body_mass_g")
    assert_array_equal(features[:, 1], table["body_mass_g"])
    with pytest.raises(ValueError, match=r"column must be one of 'species', .*, not 'mass'"):
        table["mass"]
    with pytest.raises(TypeError, match="column 'species' holds text"):
        table.features("species")


def test_standardise():
    values = np.random.default_rng(0).normal(5, 3, (40, 3))
    values[:, 2] = 7
    result = datasets.standardise(values)
    assert_allclose(result.mean(axis=0), 0, atol=1e-14)
    assert_allclose(result.std(axis=0), [1, 1, 0])


@pytest.fixture
def csv_file(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "mine.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def test_from_csv_reads_numbers_and_text(csv_file):
    path = csv_file('\ufeffx, "the y",who\r\n1,2.5e1,Ann\r\n\r\n-3,NA,NA\r\n')
    table = datasets.from_csv(path, missing="drop")
    assert_array_equal(table["x"], [1.0])
    assert table["the y"].dtype == float
    assert table["who"].tolist() == ["Ann"]
    assert table.n_dropped == 1
    assert datasets.from_csv(path, columns=["x"]).n_dropped == 0
    semicolons = csv_file("a;b\n1;2\n")
    assert_array_equal(datasets.from_csv(semicolons, delimiter=";")["b"], [2.0])


@pytest.mark.parametrize(
    ("text", "options", "error", "message"),
    [
        ("", {}, ValueError, "mine.csv is empty"),
        ("x,y\n", {}, ValueError, "mine.csv has no rows of data"),
        (
            "x,y\n1,2\n",
            {"columns": ["z"]},
            ValueError,
            "'z' is not in mine.csv, which has 'x', 'y'",
        ),
        ("x,y\n1,2\n", {"columns": "x"}, TypeError, "columns must be a sequence of names, not 'x'"),
        ("x,y\n1,2\n", {"columns": [1]}, TypeError, "columns must be a sequence of names"),
        ("x,y\n1,2\n", {"columns": []}, ValueError, "columns must name at least one"),
        ("x\n1\ntwo\n", {"columns": ["x"]}, ValueError, "line 3: 'two' in column 'x' is not a num"),
        ("x\n1\ninf\n", {"columns": ["x"]}, ValueError, "line 3: 'inf' in column 'x' is not a num"),
        ("x,y\n1,2\n3\n", {}, ValueError, "line 3: 1 cells, but the header has 2"),
        ("x,y\n1,2\n3,\n", {}, ValueError, "line 3: a number is missing; missing=.drop."),
        ("x,y\nNA,2\n", {"missing": "drop"}, ValueError, "no row in which all numbers are there"),
        ("x,y\n1,2\n", {"missing": "fill"}, ValueError, "missing must be one of 'raise', 'drop'"),
        ("x,y\n1,2\n", {"delimiter": ",,"}, TypeError, "delimiter must be one character"),
        ("x,x\n1,2\n", {}, ValueError, "each column needs a name of its own"),
    ],
)
def test_wrong_files_are_refused(csv_file, text, options, error, message):
    with pytest.raises(error, match=message):
        datasets.from_csv(csv_file(text), **options)


def test_a_file_that_is_not_text_is_refused(csv_file, tmp_path):
    with pytest.raises(ValueError, match="not a CSV file in UTF-8"):
        datasets.from_csv(csv_file("x\n1é\n", encoding="latin-1"))
    with pytest.raises(FileNotFoundError):
        datasets.from_csv(tmp_path / "nowhere.csv")
