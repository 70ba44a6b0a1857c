"""Data sets against their publishers' figures, and the errors of reading one's own."""

import hashlib

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from gdwidgets.core import datasets
from gdwidgets.core.diagnosis import diagnose
from gdwidgets.core.engine.descend import descend
from gdwidgets.core.losses import LinearRegression, LogisticRegression
from gdwidgets.core.optimizers import GradientDescent


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
    assert "CC BY 4.0" in digits.source


MADE_UP = [
    (datasets.moons, {"n_rows": 60}),
    (datasets.spirals, {"n_rows": 60, "n_classes": 3}),
    (datasets.blobs, {"n_rows": 60, "n_classes": 4}),
]


@pytest.mark.parametrize(("make", "options"), MADE_UP)
def test_made_up_data_are_the_same_for_the_same_seed(make, options):
    data = make(**options, seed=4)
    assert_array_equal(data.X, make(**options, seed=4).X)
    assert np.abs(data.X - make(**options, seed=5).X).max() > 0.1
    assert data.X.shape == (60, 2)
    assert np.bincount(data.labels).tolist() == [60 // data.n_classes] * data.n_classes


def test_the_shapes_of_made_up_data():
    moons = datasets.moons(500, noise=0)
    centres = np.array([[0, 0], [1, 0.5]])
    assert_allclose(np.linalg.norm(moons.X - centres[moons.labels], axis=1), 1)
    spirals = datasets.spirals(500, n_classes=2, turns=1.0, noise=0)
    radius = np.linalg.norm(spirals.X, axis=1)
    turned = np.angle(spirals.X @ [1, 1j] * np.exp(-2j * np.pi * (radius + spirals.labels / 2)))
    assert_allclose(turned, 0, atol=1e-9)
    assert radius.max() <= 1
    blobs = datasets.blobs(3000, n_classes=3, spread=0.5)
    for label in range(3):
        cloud = blobs.X[blobs.labels == label]
        assert_allclose(np.linalg.norm(cloud.mean(axis=0)), 2, atol=0.1)
        assert_allclose(cloud.std(axis=0), 0.5, atol=0.05)
    # A line can't separate the moons, but does much better than chance.
    loss = LogisticRegression(moons.X, moons.labels)
    right = (loss.probability(loss.minima[0]) > 0.5) == moons.labels
    assert 0.8 < np.mean(right) < 1


def test_regression_tells_its_true_weights():
    table = datasets.regression(200, n_features=3, noise=0.0, seed=2)
    solution = LinearRegression(table.features("x1", "x2", "x3"), table["y"]).solution()
    for weight in solution:
        assert f"{weight:+.3f}" in table.about


def test_split_keeps_every_row_once():
    data = datasets.blobs(50)
    train, test = data.split(0.3, seed=1)
    assert (len(train), len(test)) == (35, 15)
    both = np.concatenate([train.X, test.X])
    assert_array_equal(np.sort(both, axis=0), np.sort(data.X, axis=0))
    assert_array_equal(train.X, data.split(0.3, seed=1)[0].X)
    assert np.any(train.X != data.split(0.3, seed=2)[0].X)


def test_a_stream_drifts_and_repeats_itself():
    stream = datasets.DriftingStream(drift=0.01, noise=0.1, seed=3)
    for step in (0, 20, 70):
        x, y = stream.batch(step, 5000)
        assert_allclose(LinearRegression(x, y).solution(), stream.true_params(step), atol=0.01)
        assert_array_equal(stream.batch(step, 5000)[1], y)
    assert_allclose(stream.true_params(100), stream.true_params(0), atol=1e-12)
    assert stream.true_params(np.arange(5)).shape == (5, 2)


FEATURES = ("frequency", "angle", "chord", "velocity", "thickness")


def airfoil_loss(seed):
    table = datasets.airfoil_like(seed)
    return LinearRegression(table.features(*FEATURES), table["sound_level"])


@pytest.mark.parametrize("seed", [0, 7])
def test_airfoil_like_has_the_published_moments(seed):
    loss = airfoil_loss(seed)
    hessian = loss.hessian(loss.start)
    assert loss.n_rows == 1500
    assert_allclose(hessian[0, 0], 1.0008347328676066, rtol=1e-12)
    assert_allclose(hessian[1, 4], 0.7454428989397678, rtol=1e-12)
    assert_allclose(hessian[4, 5], -0.006345545011490231, rtol=1e-10)
    assert_allclose(loss.y @ loss.X[:, 0] / 1500, -0.3875030393054904, rtol=1e-12)
    assert_allclose(loss.y @ loss.y / 1500, 0.9865179438540732, rtol=1e-12)
    assert_allclose(np.linalg.eigvalsh(hessian)[-1], 2.098483, atol=5e-7)
    assert_allclose(np.linalg.cond(hessian), 12.082, atol=5e-4)
    assert_allclose(loss.value(loss.solution()), 0.241688, atol=5e-7)


def test_the_textbooks_run_at_rate_1_diverges_after_step_6():
    loss, method = airfoil_loss(0), GradientDescent(1.0)
    run = descend(loss, method, loss.start, 100)
    figures = [0.245078, 0.246988, 0.274968, 9.568535, 111965.99871]
    assert_allclose(run.loss[[6, 10, 20, 50, 100]], figures, rtol=2e-6)
    assert np.argmin(run.loss) == 6
    for n_steps in (10, 20, 100):
        run = descend(loss, method, loss.start, n_steps)
        found = diagnose(run, loss, method)
        assert (found.kind, found.step) == ("diverged", 7)
    assert_allclose(found.stability_limit / found.stability, 0.953069, atol=5e-7)


@pytest.mark.parametrize(
    ("rate", "batch_size", "epochs", "published"),
    [(1.0, 1500, 10, 0.247), (0.005, 1, 2, 0.245), (0.4, 100, 2, 0.246), (0.05, 10, 2, 0.246)],
)
def test_the_textbooks_mini_batch_runs(rate, batch_size, epochs, published):
    ends = []
    for seed in range(20):
        loss = airfoil_loss(seed)
        n_steps = epochs * 1500 // batch_size
        method = GradientDescent(rate)
        run = descend(loss, method, loss.start, n_steps, batch_size=batch_size, seed=seed)
        ends.append(run.loss[-1])
    assert abs(np.mean(ends) - published) < 0.002


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: datasets.moons(1), ValueError, "n_rows must be a whole number with n_rows >= 2"),
        (lambda: datasets.moons(10.5), TypeError, "n_rows must be a whole number"),
        (lambda: datasets.moons(noise=-1), ValueError, "noise must be a number with noise >= 0"),
        (lambda: datasets.moons(seed=-1), ValueError, "seed must be"),
        (lambda: datasets.moons(seed=None), TypeError, "seed must be"),
        (lambda: datasets.spirals(n_classes=0), ValueError, "n_classes must be"),
        (lambda: datasets.spirals(turns=0), ValueError, "turns must be"),
        (lambda: datasets.blobs(spread="1"), TypeError, "spread must be"),
        (lambda: datasets.regression(n_features=0), ValueError, "n_features must be"),
        (lambda: datasets.airfoil_like("1"), TypeError, "seed must be"),
        (lambda: datasets.blobs().split(1.0), ValueError, "test_share must be"),
        (lambda: datasets.DriftingStream(drift=np.nan), ValueError, "drift must be"),
        (lambda: datasets.DriftingStream().batch(-1, 2), ValueError, "step must be"),
        (lambda: datasets.DriftingStream().batch(0, 0), ValueError, "batch_size must be"),
    ],
)
def test_wrong_arguments_are_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()
