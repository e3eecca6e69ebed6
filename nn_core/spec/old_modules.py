"""Old import paths: modules that are in the list of old places, made when a script asks for them."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from nn_core.spec.legacy import MODULES, OTHER_MODULES
from nn_core.spec.remarks import remark

ENGINE = __name__.partition(".")[0]


class _Shadowing(ModuleType):
    """A module that takes the place of a function of its name in the package; called, it calls the function."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return vars(self)["shadowed"](*args, **kwargs)


class OldModules:
    """Finds the modules of the list, each as a door to the module that has the names now.

    A finder and loader without their base classes: to import those takes longer than all that is done here.
    """

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Answer the import system: None for modules that are not in the list."""
        name = fullname.removeprefix(f"{ENGINE}.")
        if not fullname.startswith(f"{ENGINE}.") or name not in {**MODULES, **OTHER_MODULES}:
            return None
        is_package = any(each.startswith(f"{name}.") for each in (*MODULES, *OTHER_MODULES))
        return ModuleSpec(fullname, self, is_package=is_package)  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> None:
        """Let the import system make the module."""

    def exec_module(self, module: ModuleType) -> None:
        """Fill the module, and say once that it is old."""
        name = module.__name__.removeprefix(f"{ENGINE}.")
        present = importlib.import_module(f"{ENGINE}.{(MODULES | OTHER_MODULES)[name]}")
        package, _, own = module.__name__.rpartition(".")
        shadowed = vars(sys.modules[package]).get(own)
        if callable(shadowed):  # layers.merge was a function, later a module
            module.__class__ = _Shadowing
            module.__dict__["shadowed"] = shadowed
        names = [each for each, value in vars(present).items() if callable(value) and each[0] != "_"]
        module.__dict__["__all__"] = names
        module.__dict__["__dir__"] = lambda: names
        if hasattr(module, "__path__"):  # a package says so when something is taken from it
            module.__dict__["__getattr__"] = _door(module, name, present)
            return
        module.__dict__["__getattr__"] = lambda attribute: _found(present, name, attribute)
        if name in MODULES:
            remark(_sentence(name))


def install() -> None:
    """Let scripts import from old places, those too that are packages of the engine now."""
    if not any(isinstance(finder, OldModules) for finder in sys.meta_path):
        sys.meta_path.append(OldModules())
    for name, now in MODULES.items():
        package = sys.modules.get(f"{ENGINE}.{name}")
        if package is not None:
            package.__dict__["__getattr__"] = _door(package, name, sys.modules[f"{ENGINE}.{now}"])


def _door(package: ModuleType, name: str, present: ModuleType) -> Callable[[str], Any]:
    """Return the __getattr__ of a package that was a module in Keras 2."""

    def find(attribute: str) -> Any:
        found = _found(present, name, attribute)
        package.__dict__[attribute] = found  # Python asks twice for what is imported by name
        if name in MODULES:
            remark(_sentence(name))
        return found

    return find


def _found(present: ModuleType, name: str, attribute: str) -> Any:
    if attribute.startswith("_") or not hasattr(present, attribute):
        raise AttributeError(f"module '{ENGINE}.{name}' has no {attribute!r}; neither has '{present.__name__}'")
    return getattr(present, attribute)


def _sentence(name: str) -> str:
    return f"'{ENGINE}.{name}' is an old place; import from '{ENGINE}.{MODULES[name]}'."
