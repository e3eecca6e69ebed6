from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from designer.model.commands import AddLayer
C=Qt.KeyboardModifier.ControlModifier
def test_x(student,tmp_path):
    student.document.execute(AddLayer("Dense"))
    p=tmp_path/'a.nnd'
    student.save_as(p)
    print(QApplication.focusWidget())
    student.key(Qt.Key.Key_N, C)
    print(QApplication.focusWidget(), student.document.graph.nodes, student.document.is_modified)
    called=[]
    student.window.files.ask_for_file=lambda: called.append(1) or str(p)
    student.key(Qt.Key.Key_O, C)
    print(called, student.window.message_bar.text, student.document.path)
    assert 0
