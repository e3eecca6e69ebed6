"""Recent: what is asked for again and again is never forgotten, and what is not does not take memory for ever."""

from designer.model.recent import Recent


def test_an_answer_asked_for_lately_is_kept_whatever_comes_besides():
    memory = Recent(room=10)
    memory.put("often", 1)
    for number in range(1000):
        memory.put(number, number)
        assert memory.get("often") == 1
    assert memory.get(999) == 999


def test_the_others_are_forgotten():
    memory = Recent(room=10)
    for number in range(1000):
        memory.put(number, number)
        assert len(memory) <= 20
    assert memory.get(0) is None


def test_as_many_as_there_is_room_for_are_all_kept():
    memory = Recent(room=10)
    for _ in range(5):
        for number in range(10):
            if memory.get(number) is None:
                memory.put(number, number)
    assert [memory.get(number) for number in range(10)] == list(range(10))
