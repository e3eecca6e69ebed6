"""The real data sets that come with the program (origin and licences: resources/data/README.md)."""

from __future__ import annotations

from designer.data.dataset import Dataset
from designer.data.declaration import declare
from designer.data.scaling import divided_by
from designer.data.tables import Table, classification, read_table, regression
from designer.paths import resource

FILES = {
    "digits": "digits.csv.gz",
    "iris": "iris.csv",
    "wine": "wine.csv",
    "breast_cancer": "breast_cancer.csv.gz",
    "diabetes": "diabetes.csv",
}


@declare("Digits (8×8)", "1,797 handwritten digits as small grey images: which digit is it?", "bundled")
def digits() -> Dataset:
    """Return images of shape (8, 8, 1) and the digit each shows."""
    return classification(_table("digits"), "Digits", (8, 8, 1), lambda _: divided_by(16))


@declare("Iris", "150 flowers, measured: which of three species is it?", "bundled")
def iris() -> Dataset:
    """Return four lengths in centimetres and the species."""
    return classification(_table("iris"), "Iris")


@declare("Wine", "178 wines, analysed chemically: from which of three cultivars was it made?", "bundled")
def wine() -> Dataset:
    """Return thirteen measurements and the cultivar."""
    return classification(_table("wine"), "Wine", class_names=("cultivar 0", "cultivar 1", "cultivar 2"))


@declare("Breast cancer", "569 tumours, measured under the microscope: malignant or benign?", "bundled")
def breast_cancer() -> Dataset:
    """Return thirty measurements and the diagnosis."""
    return classification(_table("breast_cancer"), "Breast cancer")


@declare("Diabetes", "442 patients: how far will the disease have progressed after a year?", "bundled")
def diabetes() -> Dataset:
    """Return ten measurements and the progression, a number."""
    return regression(_table("diabetes"), "Diabetes")


def _table(name: str) -> Table:
    return read_table(resource("data") / FILES[name])
