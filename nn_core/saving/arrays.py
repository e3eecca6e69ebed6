"""Lists of arrays by name, as the bytes of an HDF5 file: the weights inside a larger file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from nn_core.saving.errors import ModelFileError
from nn_core.saving.hdf5_access import dataset_at, group_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nn_core.autodiff.tensor import Array


def arrays_to_bytes(lists: Mapping[str, Sequence[Array]]) -> bytes:
    """Return an HDF5 file with one group for each name and its arrays numbered inside."""
    import h5py

    memory = io.BytesIO()
    with h5py.File(memory, "w") as file:
        for name, arrays in lists.items():
            group = file.create_group(name)
            for number, array in enumerate(arrays):
                group.create_dataset(str(number), data=array)
    return memory.getvalue()


def arrays_from_bytes(content: bytes) -> dict[str, list[Array]]:
    """Return what `arrays_to_bytes` packed; ModelFileError if the bytes are something else."""
    import h5py

    try:
        with h5py.File(io.BytesIO(content), "r") as file:
            return {name: _arrays(group_at(file, name), len(content)) for name in file}
    except (OSError, RuntimeError) as error:
        raise ModelFileError(f"Its weights are damaged: {str(error).partition(chr(10))[0]}.") from None


def _arrays(group: object, largest: int) -> list[Array]:
    """Read the numbered arrays; none can be larger than the file, for they are stored as they are."""
    arrays = []
    for number in range(len(group)):  # type: ignore[arg-type]
        dataset = dataset_at(group, str(number))
        if dataset.nbytes > largest:
            raise ModelFileError(f"Its weights are damaged: an array of {dataset.nbytes:,} bytes is announced.")
        arrays.append(dataset[()])
    return arrays
