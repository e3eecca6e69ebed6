"""Panels as they are in the window's docks, with a session that ends with the test."""

import pytest

from designer.training.session import TrainingSession


@pytest.fixture
def session(qtbot):
    made = TrainingSession()
    yield made
    assert made.close()


@pytest.fixture
def show_panel(qtbot, session):
    panels = []  # a panel nobody holds would be gone at once

    def show(panel_class, document):
        panel = panel_class(document, session)
        qtbot.addWidget(panel)
        panel.resize(1240, 200)
        with qtbot.waitExposed(panel):
            panel.show()
        panels.append(panel)
        return panel

    return show
