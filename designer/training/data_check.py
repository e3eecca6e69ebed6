"""DataCheck: says in a document's report whether its model can be trained with its data."""

from __future__ import annotations

from PySide6.QtCore import QObject

from designer.data.dataset import Dataset
from designer.data.facts import data_facts
from designer.data.fitting import misfits
from designer.data.sources import sources
from designer.model.data_facts import DataFacts
from designer.model.document import Document
from designer.model.outputs import output_facts
from designer.model.report import Problem
from designer.training.datasets import Datasets
from designer.training.plan import infer, input_ports, output_ports


class DataCheck(QObject):
    """The data rule of one document. Files are read in the background; the report is completed when they have come."""

    def __init__(self, datasets: Datasets) -> None:
        super().__init__(datasets)
        self._datasets = datasets
        self._document: Document | None = None
        self._known: tuple[Dataset, DataFacts] | None = None
        datasets.changed.connect(self._on_data_loaded)

    def watch(self, document: Document) -> None:
        """Check this document from now on, and no longer the one before."""
        if self._document is not None:
            self._document.set_data_rule(None)
            self._document.data_facts = lambda _: None
        self._document = document
        document.data_facts = self._facts
        document.set_data_rule(self._problems)

    def _on_data_loaded(self, reference: str) -> None:
        if self._document is not None and reference == self._document.data_name:
            self._document.check_data()

    def _facts(self, document: Document) -> DataFacts | None:
        dataset = self._datasets.get(document.data_name) if document.data_name else None
        if dataset is None:
            return None
        if self._known is None or self._known[0] is not dataset:
            self._known = dataset, data_facts(dataset)
        return self._known[1]

    def _problems(self, document: Document) -> tuple[Problem, ...]:
        reference = document.data_name
        if not reference:
            ready = sources("bundled", "generated")
            remedy = f"Choose a data set first: {', '.join(source.title for source in ready)}, or open a file."
            return (Problem("error", (), "No data are chosen to train the model with.", remedy, "data"),)
        dataset = self._datasets.get(reference)
        if dataset is not None:
            return data_problems(document, dataset)
        error = self._datasets.error(reference)
        return (Problem("error", (), error, "", "data"),) if error else ()


def data_problems(document: Document, dataset: Dataset) -> tuple[Problem, ...]:
    """Return what keeps a sound model from being trained with these data, each at its input or output."""
    outputs = output_facts(document.graph, document.report.facts)
    inputs, settings = input_ports(document), infer(document.settings, outputs, dataset).settings
    nodes = {document.graph.layer_of(id).name: id for id in document.graph.inputs()}
    nodes |= {output.name: output.node_id for output in outputs}
    found = misfits(dataset, inputs, output_ports(outputs, settings))
    errors = tuple(Problem("error", (nodes[each.port],), each.text, each.remedy, "data") for each in found)
    return (*errors, *(Problem("warning", (), text, "", "data") for text in dataset.warnings))
