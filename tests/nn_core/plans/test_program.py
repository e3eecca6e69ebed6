"""Programs: what is computed, and in how little memory."""

import numpy as np

from nn_core.plans.program import Memory, Program


def linked(program, kept):
    memory = Memory()
    return program.link(kept, memory), memory.block(0).size


def test_calls_are_made_in_order_on_shared_memory():
    program, x = Program(), np.arange(6.0, dtype="float32").reshape(2, 3)
    a, b = program.empty((2, 3)), program.empty((3, 2))
    program.do(np.multiply, x, 2, a)
    program.do(np.copyto, b, a.T)
    (found,), _ = linked(program, [b])
    program.run()
    np.testing.assert_array_equal(found, 2 * x.T)
    x += 1
    program.run()
    np.testing.assert_array_equal(found, 2 * x.T)


def test_a_chain_of_functions_of_each_number_works_in_one_place():
    program, x = Program(), np.ones(1000, "float32")
    for _ in range(10):
        y = program.empty(x.shape)
        program.do(np.add, x, np.float32(1), y)
        x = y
    (found,), size = linked(program, [x])
    program.run()
    np.testing.assert_array_equal(found, 11)
    assert size < 2 * x.nbytes


def test_an_argument_that_is_read_later_is_not_written_over():
    program, x = Program(), np.ones(4, "float32")
    a, b, c = (program.empty((4,)) for _ in range(3))
    program.do(np.add, x, np.float32(1), a)
    program.do(np.add, a, np.float32(1), b)
    program.do(np.add, a, b, c)
    (found,), _ = linked(program, [c])
    program.run()
    np.testing.assert_array_equal(found, 5)


def test_arrays_in_tuples_and_behind_names_are_found():
    program = Program()
    a, b, c = (program.empty((2,)) for _ in range(3))
    program.do(np.copyto, a, 1)
    program.do(np.copyto, b, 2)
    program.do(np.concatenate, (a, b), out=(d := program.empty((4,))))
    program.do(np.copyto, c, 3)
    (found, _), _ = linked(program, [d, c])
    program.run()
    np.testing.assert_array_equal(found, [1, 1, 2, 2])


def test_a_block_of_memory_is_shared_and_grows_where_it_must():
    memory = Memory()
    first = memory.block(1000)
    assert memory.block(500) is first
    assert memory.block(100_000) is not first
