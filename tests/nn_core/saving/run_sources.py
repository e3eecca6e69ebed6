"""Run programs as a user would, and print what each gave: {name: source} in, {name: configuration} out, as JSON.

python run_sources.py keras|nn_core < sources.json
"""

import importlib
import json
import sys


def main(package):
    keras = importlib.import_module(package)
    found = {}
    for name, source in json.load(sys.stdin).items():
        start_names_anew(keras, package)
        scope = {}
        try:
            exec(compile(source, name, "exec"), scope)
            found[name] = json.loads(scope["model"].to_json())
        except Exception as error:  # everything that goes wrong is a result
            found[name] = f"{type(error).__name__}: {error}"
    json.dump(found, sys.stdout)


def start_names_anew(keras, package):
    if package == "keras":
        keras.backend.clear_session()
    else:
        importlib.import_module("nn_core.spec.naming").reset_names()


if __name__ == "__main__":
    main(sys.argv[1])
