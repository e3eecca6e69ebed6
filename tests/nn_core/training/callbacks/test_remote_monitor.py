"""RemoteMonitor tells a server about every epoch, and training goes on without one."""

import json
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest

from nn_core.callbacks import BaseLogger, RemoteMonitor
from nn_core.layers import Dense, Input
from nn_core.models import Sequential


@pytest.fixture
def server():
    """A server on this machine that keeps what it is sent."""
    received = []

    class Keeper(BaseHTTPRequestHandler):
        def do_POST(self):
            content = self.rfile.read(int(self.headers["Content-Length"])).decode()
            received.append((self.path, dict(self.headers), content))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Keeper) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}", received
        http.shutdown()
        thread.join()


def train(callback, epochs=2):
    model = Sequential([Input((2,)), Dense(1)])
    model.compile("sgd", "mse")
    return model.fit(np.ones((4, 2)), np.ones((4, 1)), epochs=epochs, verbose=0, callbacks=[callback])


def test_every_epoch_arrives_as_a_field_of_a_form(server):
    root, received = server
    history = train(RemoteMonitor(root=root))
    assert [path for path, _, _ in received] == ["/publish/epoch/end/"] * 2
    values = [json.loads(urllib.parse.parse_qs(content)["data"][0]) for _, _, content in received]
    assert [each["epoch"] for each in values] == [0, 1]
    assert [each["loss"] for each in values] == pytest.approx(history.history["loss"])


def test_an_epoch_may_be_sent_as_json_with_further_headers(server):
    root, received = server
    train(RemoteMonitor(root=root, path="/log", headers={"X-Run": "7"}, send_as_json=True), epochs=1)
    ((path, headers, content),) = received
    assert (path, headers["X-Run"], headers["Content-Type"]) == ("/log", "7", "application/json")
    assert json.loads(content)["epoch"] == 0


def test_without_a_server_one_line_says_so_and_training_goes_on():
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as http:
        root = f"http://127.0.0.1:{http.server_port}"  # closed again at once: nobody listens there
    with pytest.warns(UserWarning, match="could not reach .* Training goes on"):
        history = train(RemoteMonitor(root=root))
    assert len(history.epoch) == 2


def test_an_address_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="must begin with http"):
        RemoteMonitor(root="localhost:9000")


def test_a_base_logger_keeps_the_means_of_an_epoch():
    logger, logs = BaseLogger(stateful_metrics=["accuracy"]), {"loss": 0.0, "accuracy": 0.0}
    logger.on_epoch_begin(0)
    logger.on_batch_end(0, {"batch": 0, "size": 3, "loss": 1.0, "accuracy": 0.5})
    logger.on_batch_end(1, {"batch": 1, "size": 1, "loss": 5.0, "accuracy": 0.75})
    logger.on_epoch_end(0, logs)
    assert logs == {"loss": 2.0, "accuracy": 0.75}
