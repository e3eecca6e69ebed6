"""Whatever is drawn: nothing that looks at a model fails, and what is offered is true."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer.model import catalog
from designer.model.commands import AddLayer, Connect
from designer.model.document import Document
from designer.model.explain import explain
from designer.model.graph import Edge
from designer.model.repairs import repairs_of
from designer.model.review.reviewing import review

NAMES = sorted(cls.__name__ for classes in catalog.categories().values() for cls in classes if cls.max_inputs != 0)
SHAPES = [(4,), (784,), (None,), (10, 3), (None, 3), (8, 8, 1), (None, None, 3), (6, 6, 6, 2)]


@st.composite
def drawings(draw):
    """Draw an input and some layers, each fed by one or two of those before it."""
    document = Document()
    document.execute(AddLayer("Input", arguments={"shape": draw(st.sampled_from(SHAPES))}, node_id="n0"))
    for number in range(1, draw(st.integers(1, 5)) + 1):
        document.execute(AddLayer(draw(st.sampled_from(NAMES)), node_id=f"n{number}"))
        for port in range(draw(st.integers(1, 2))):
            edge = Edge(f"n{draw(st.integers(0, number - 1))}", 0, f"n{number}", port)
            try:
                document.execute(Connect(edge))
            except ValueError:
                continue  # it takes one input only, or has this one already
    return document


@given(drawings())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_problems_repairs_review_and_explanations_of_any_model(document):
    for problem in document.report.problems[:2]:
        for repair in repairs_of(document, problem)[:2]:
            before = document.graph.copy()
            document.execute(repair.command)
            assert problem not in document.report.problems
            assert document.report.total_params == repair.params_after
            document.undo()
            assert document.graph == before
    for found in review(document):
        assert set(found.node_ids) <= document.graph.nodes.keys()
        for repair in repairs_of(document, found)[:1]:
            assert document.tried(repair.command).report.is_valid or not document.report.is_valid
    for node_id in document.graph.nodes:
        explanation, facts = explain(document.graph, document.report, node_id), document.report.facts[node_id]
        if explanation.params and facts.num_params is not None:  # letters tell more than sizes
            assert sum(each.result for each in explanation.params) == facts.num_params
