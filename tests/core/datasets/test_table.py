"""`Table`: what it checks, picks, splits and hands over to the losses."""

import re
from fractions import Fraction

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from gdwidgets.core import datasets
from gdwidgets.core.datasets import Table

TEA = Table(
    "Tea",
    {"minutes": [0, 5, 10, 20], "degrees": [95.5, 80, 70, 55], "cup": ["red", "blue", "red", ""]},
    notes={"cup": "text because of 'red' in line 2"},
)


def test_sequences_become_arrays_of_its_own():
    minutes = np.arange(3)
    table = Table(
        "a", {"x": minutes, "t": ("p", "q", "r"), "b": [True, False, True], "r": range(3)}
    )
    minutes[0] = 7
    assert table["x"].tolist() == [0, 1, 2]
    assert {name: column.dtype.kind for name, column in table.columns.items()} == {
        "x": "f",
        "t": "U",
        "b": "f",
        "r": "f",
    }
    assert table["b"].tolist() == [1, 0, 1]
    with pytest.raises(ValueError, match="read-only"):
        table["x"][0] = 1
    assert len(table) == 3


@pytest.mark.parametrize("kind", [object, np.dtypes.StringDType()])
def test_text_may_come_as_pandas_has_it(kind):
    assert Table("a", {"x": np.array(["p", "qq"], dtype=kind)})["x"].dtype == np.dtype("<U2")


def test_repr_names_the_notes():
    assert repr(Table("a", {"x": [1]})) == "Table('a', n_rows=1, columns=1)"
    assert repr(TEA) == (
        "Table('Tea', n_rows=4, columns=3, notes={'cup': \"text because of 'red' in line 2\"})"
    )


def test_features_puts_columns_side_by_side():
    table = datasets.penguins()
    features = table.features("bill_length_mm", "body_mass_g")
    assert_array_equal(features[:, 0], table["bill_length_mm"])
    assert_array_equal(features[:, 1], table["body_mass_g"])


def test_labels_number_text_and_whole_numbers():
    birds = datasets.penguins()
    codes, names = birds.labels("species")
    assert names == ("Adelie", "Chinstrap", "Gentoo")
    assert np.bincount(codes).tolist() == [151, 68, 123]
    assert_array_equal(np.array(names)[codes], birds["species"])
    codes, names = birds.labels("year")
    assert names == ("2007", "2008", "2009")
    assert_array_equal(codes, birds["year"] - 2007)
    assert birds.where(sex=["female", "male"]).labels("sex")[1] == ("female", "male")
    codes, names = Table("a", {"x": [5, -3, 5]}).labels("x")
    assert (codes.tolist(), names) == ([1, 0, 1], ("-3", "5"))


@pytest.mark.parametrize(
    ("selection", "minutes"),
    [
        ([True, False, True, False], [0, 10]),
        (np.array([False, False, False, True]), [20]),
        ([3, 0, 0], [20, 0, 0]),
        ([-1], [20]),
        (np.array([1], dtype=np.uint8), [5]),
        (range(2), [0, 5]),
        (slice(None, None, -2), [20, 5]),
        (slice(2), [0, 5]),
    ],
)
def test_rows_picks_rows(selection, minutes):
    picked = TEA.rows(selection)
    assert picked["minutes"].tolist() == minutes
    assert picked["degrees"].tolist() == [
        TEA["degrees"][TEA["minutes"].tolist().index(m)] for m in minutes
    ]
    assert (picked.name, picked.notes) == (TEA.name, TEA.notes)


@pytest.mark.parametrize(
    ("conditions", "minutes"),
    [
        ({"cup": "red"}, [0, 10]),
        ({"cup": ["red", "blue"]}, [0, 5, 10]),
        ({"cup": ("blue",)}, [5]),
        ({"cup": {"blue", ""}}, [5, 20]),
        ({"cup": np.array(["blue"])}, [5]),
        ({"minutes": 5}, [5]),
        ({"minutes": np.float64(5)}, [5]),
        ({"minutes": range(0, 11, 5)}, [0, 5, 10]),
        ({"minutes": np.array([5, 20])}, [5, 20]),
        ({"minutes": lambda minutes: minutes > 5}, [10, 20]),
        ({"cup": lambda cups: cups != ""}, [0, 5, 10]),
        ({"cup": "red", "degrees": lambda degrees: degrees < 90}, [10]),
    ],
)
def test_where_picks_the_rows_that_meet_all(conditions, minutes):
    assert TEA.where(**conditions)["minutes"].tolist() == minutes


def test_where_takes_columns_of_any_name():
    table = Table("a", {"the x": [1, 2], "self": [3, 4]})
    assert table.where(**{"the x": 2})["self"].tolist() == [4]
    assert table.where(self=3)["the x"].tolist() == [1]


def test_split_keeps_every_row_once():
    birds = datasets.penguins()
    train, test = birds.split(0.25, seed=3)
    assert (len(train), len(test)) == (256, 86)
    for column in birds.columns:
        both = np.concatenate([train[column], test[column]])
        assert_array_equal(np.sort(both), np.sort(birds[column]))
    again, _ = birds.split(0.25, seed=3)
    assert_array_equal(again["body_mass_g"], train["body_mass_g"])
    assert np.any(birds.split(0.25, seed=4)[0]["body_mass_g"] != train["body_mass_g"])
    assert train.n_dropped == birds.n_dropped
    # The rows stay whole.
    place = np.flatnonzero(birds["body_mass_g"] == test["body_mass_g"][0])
    assert test["flipper_length_mm"][0] in birds["flipper_length_mm"][place]


def test_a_table_splits_as_points_do():
    X = np.arange(40.0)
    points = datasets.Labelled("a", X[:, np.newaxis], np.zeros(40, int)).split(0.3, seed=8)
    for part, other in zip(points, Table("a", {"x": X}).split(0.3, seed=8), strict=True):
        assert_array_equal(part.X[:, 0], other["x"])


X = "columns: 'x' must be a sequence of numbers or of text"
SELECTION = "selection must be a bool for each row, row numbers or a slice"


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Table("a", {}), ValueError, "columns must have at least one column, not {}"),
        (lambda: Table("a", None), TypeError, "columns must be a dict of columns by name, not Non"),
        (lambda: Table("a", [1, 2]), TypeError, "columns must be a dict of columns by name, not ["),
        (
            lambda: Table("a", {"x": np.zeros(2), "y": np.zeros(3)}),
            ValueError,
            "columns must all have as many rows, not 2 in 'x', 3 in 'y'",
        ),
        (lambda: Table("a", {1: [1]}), TypeError, "columns must have text for names, not 1"),
        (lambda: Table("a", {"": [1]}), TypeError, "columns must have text for names, not ''"),
        (lambda: Table("a", {"x": []}), ValueError, f"{X}, at least one"),
        (lambda: Table("a", {"x": 5}), ValueError, f"{X}, one for each row, not of shape ()"),
        (lambda: Table("a", {"x": "abc"}), ValueError, f"{X}, one for each row, not of shape ()"),
        (lambda: Table("a", {"x": [[1]]}), ValueError, f"{X}, one for each row, not of shape (1, "),
        (lambda: Table("a", {"x": [[1], [1, 2]]}), ValueError, f"{X}, not ragged"),
        (lambda: Table("a", {"x": [1, "a"]}), TypeError, f"{X}, but 1 stands beside text"),
        (lambda: Table("a", {"x": [1, None]}), TypeError, f"{X}, not 1"),
        (lambda: Table("a", {"x": None}), TypeError, f"{X}, not None"),
        (lambda: Table("a", {"x": {1, 2}}), TypeError, f"{X}, not {{1, 2}}"),
        (lambda: Table("a", {"x": [1j]}), TypeError, f"{X}, not complex128"),
        (lambda: Table(5, {"x": [1]}), TypeError, "name must be text, not 5"),
        (lambda: Table("a", {"x": [1]}, source=None), TypeError, "source must be text, not None"),
        (lambda: Table("a", {"x": [1]}, n_dropped=-1), ValueError, "n_dropped must be a whole num"),
        (
            lambda: Table("a", {"x": [1]}, notes={"y": "b"}),
            ValueError,
            "notes must be a dict of te",
        ),
        (
            lambda: Table("a", {"x": [1]}, notes=["a"]),
            ValueError,
            "notes must be a dict of text by",
        ),
        (lambda: Table("a", {"x": [1]}, notes={"x": 5}), ValueError, "notes must be a dict of te"),
        (lambda: TEA["foo"], ValueError, "column must be one of 'minutes', 'degrees', 'cup', not"),
        (lambda: TEA[0], ValueError, "column must be one of 'minutes', 'degrees', 'cup', not 0"),
        (
            TEA.features,
            ValueError,
            "features needs the name of at least one column, of 'minutes', 'degrees', 'cup'",
        ),
        (lambda: TEA.features("foo"), ValueError, "column must be one of 'minutes', 'degrees',"),
        (lambda: TEA.features(["cup"]), ValueError, "column must be one of 'minutes', 'degrees',"),
        (
            lambda: TEA.features("minutes", "cup"),
            TypeError,
            "column 'cup' holds text, so it can't be a feature (text because of 'red' in line 2)",
        ),
        (lambda: TEA.labels("foo"), ValueError, "column must be one of"),
        (
            lambda: TEA.labels("cup"),
            ValueError,
            "column 'cup' must name a class in each row, but i",
        ),
        (
            lambda: TEA.labels("degrees"),
            TypeError,
            "column 'degrees' must hold text or whole numbers to be labels, not 95.5",
        ),
        (lambda: Table("a", {"x": [np.nan]}).labels("x"), TypeError, "not nan"),
        (lambda: Table("a", {"x": [np.inf]}).labels("x"), TypeError, "not inf"),
        (lambda: Table("a", {"x": range(10_002)}).labels("x"), ValueError, "at most 10001 classes"),
        (lambda: TEA.rows(3), TypeError, f"{SELECTION}, not int64 of shape ()"),
        (lambda: TEA.rows(None), TypeError, f"{SELECTION}, not object of shape ()"),
        (lambda: TEA.rows("a"), TypeError, f"{SELECTION}, not <U1 of shape ()"),
        (lambda: TEA.rows([1.5]), TypeError, f"{SELECTION}, not float64 of shape (1,)"),
        (lambda: TEA.rows([[1]]), TypeError, f"{SELECTION}, not int64 of shape (1, 1)"),
        (lambda: TEA.rows([[1], [1, 2]]), ValueError, f"{SELECTION}, not ragged"),
        (lambda: TEA.rows([True]), ValueError, f"{SELECTION}: 1 bools don't fit 4 rows"),
        (lambda: TEA.rows(slice("a")), TypeError, f"{SELECTION}, not slice(None, 'a', None)"),
        (lambda: TEA.rows(slice(0, 9, 0)), ValueError, f"{SELECTION}, not slice(0, 9, 0)"),
        (lambda: TEA.rows([0, 4]), ValueError, "selection must be row numbers below 4, not 0 to 4"),
        (lambda: TEA.rows([-5]), ValueError, "selection must be row numbers below 4, not -5 to -5"),
        (lambda: TEA.rows([]), ValueError, "selection must pick at least one row"),
        (lambda: TEA.rows([False] * 4), ValueError, "selection must pick at least one row"),
        (lambda: TEA.rows(slice(0)), ValueError, "selection must pick at least one row"),
        (TEA.where, TypeError, "where needs at least one condition, such as species="),
        (lambda: TEA.where(foo=1), ValueError, "column must be one of"),
        (
            lambda: TEA.where(cup="green"),
            ValueError,
            "column 'cup' has no 'green', only '', 'blue', 'red'",
        ),
        (
            lambda: TEA.where(minutes=[5, 6]),
            ValueError,
            "column 'minutes' has no 6, only numbers from 0 to 20",
        ),
        (lambda: TEA.where(minutes=10**400), ValueError, "column 'minutes' has no 1000000"),
        (lambda: TEA.where(minutes=np.nan), ValueError, "column 'minutes' has no nan"),
        (lambda: TEA.where(minutes="5"), TypeError, "condition on 'minutes' must be numbers, as "),
        (lambda: TEA.where(minutes=True), TypeError, "condition on 'minutes' must be numbers, as "),
        (lambda: TEA.where(minutes=None), TypeError, "condition on 'minutes' must be numbers, as "),
        (
            lambda: TEA.where(minutes=TEA["minutes"] > 5),
            TypeError,
            "the condition on 'minutes' must be numbers, as the column is, a list of such or a f",
        ),
        (lambda: TEA.where(cup=3), TypeError, "the condition on 'cup' must be text, as the column"),
        (
            lambda: TEA.where(minutes=lambda minutes: minutes),
            TypeError,
            "the condition on 'minutes' must return a bool for each of the 4 rows, not float64",
        ),
        (lambda: TEA.where(cup=lambda cups: True), TypeError, "rows, not bool of shape ()"),
        (
            lambda: TEA.where(cup="blue", minutes=0),
            ValueError,
            "where finds no row that meets all of cup, minutes",
        ),
        (lambda: TEA.where(cup=[]), ValueError, "where finds no row that meets all of cup"),
        (lambda: TEA.split(0), ValueError, "test_share must be a number with 0 < test_share < 1"),
        (lambda: TEA.split(0.5, "a"), TypeError, "seed must be a whole number with seed >= 0"),
        (lambda: TEA.rows([0]).split(), ValueError, "split needs at least 2 rows, one for each pa"),
    ],
)
def test_wrong_arguments_are_refused(make, error, message):
    with pytest.raises(error, match=re.escape(message)):
        make()


def test_a_huge_whole_number_is_compared_exactly():
    table = Table("a", {"x": [2.0**60]})
    assert len(table.where(x=2**60)) == 1
    with pytest.raises(ValueError, match="column 'x' has no"):
        table.where(x=2**60 + 1)
    assert Fraction(table["x"][0]) == 2**60
