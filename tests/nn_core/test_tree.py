"""Nested structures are taken apart and mapped as keras.tree does; recorded with Keras 3.15."""

import pytest

from nn_core import tree

NESTED = {"b": [1, (2, 3)], "a": {"c": 4}}


def test_the_leaves_come_in_the_order_of_the_keys():
    assert tree.flatten(NESTED) == [4, 1, 2, 3]
    paths = [path for path, _ in tree.flatten_with_path(NESTED)]
    assert paths == [("a", "c"), ("b", 0), ("b", 1, 0), ("b", 1, 1)]
    assert tree.pack_sequence_as(NESTED, [10, 20, 30, 40]) == {"b": [20, (30, 40)], "a": {"c": 10}}
    assert tree.flatten(None) == [None]


def test_mapping_keeps_the_structure():
    assert tree.map_structure(lambda x, y: x + y, NESTED, NESTED) == {"b": [2, (4, 6)], "a": {"c": 8}}
    assert tree.map_structure_up_to({"a": 0, "b": 0}, len, NESTED) == {"a": 1, "b": 2}
    assert tree.map_shape_structure(len, {"a": (2, 3), "b": [(1,), (None, 4)]}) == {"a": 2, "b": [1, 2]}
    assert tree.lists_to_tuples(NESTED) == {"b": (1, (2, 3)), "a": {"c": 4}}


def test_traversing_replaces_whole_parts():
    assert tree.traverse(lambda x: x * 2 if isinstance(x, int) else None, NESTED) == {"b": [2, (4, 6)], "a": {"c": 8}}
    assert tree.traverse(lambda x: "l" if isinstance(x, list) else None, NESTED) == {"b": "l", "a": {"c": 4}}
    assert tree.traverse(lambda x: tree.MAP_TO_NONE if x == 4 else None, NESTED)["a"] == {"c": None}
    assert tree.traverse(lambda x: sum(x) if isinstance(x, tuple) else None, NESTED, top_down=False)["b"] == [1, 5]


def test_structures_that_differ_are_named_with_the_place():
    tree.assert_same_structure(NESTED, {"b": [5, (6, 7)], "a": {"c": 8}})
    tree.assert_same_paths(NESTED, {"b": (5, [6, 7]), "a": {"c": 8}})
    with pytest.raises(ValueError, match=r"differ at \['b'\]\[1\]"):
        tree.assert_same_structure(NESTED, {"b": [5, 6], "a": {"c": 8}})
    with pytest.raises(ValueError, match="the entries are"):
        tree.map_structure(lambda x, y: x, NESTED, {"b": [5, (6, 7)]})
    with pytest.raises(ValueError, match="has 4 leaves, but the sequence has 2"):
        tree.pack_sequence_as(NESTED, [1, 2])
    with pytest.raises(ValueError, match="have not the same leaves"):
        tree.assert_same_paths([1, 2], [1])
