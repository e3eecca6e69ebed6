"""Rules about windows, strides and sizes."""

from __future__ import annotations

from collections.abc import Iterator

from designer.model.candidates import smaller_window
from designer.model.review.design import Design
from designer.model.review.ideas import setting, without_node
from designer.model.review.rule import Finding, local_rule

LONG = 500


@local_rule(
    "warning",
    "The window jumps over elements between two places: they are never looked at, and what they say is lost.",
    smaller_window,
)
def stride_over_window(design: Design) -> Iterator[Finding]:
    """A stride larger than the window."""
    for id in design.nodes:
        for window in design.windows(id):
            if window.stride > window.dilation * (window.size - 1) + 1 and window.size > 1:
                text = f"{design.name(id)} moves a window of {window.size} by {window.stride}."
                yield (id,), text, f"Use strides of at most {window.size}."
                break


@local_rule(
    "hint",
    "A window with an even size has no middle. To keep the size, one zero more is put at one side than at the other, "
    "and the picture moves by half an element with every such layer.",
    setting("kernel_size", 3, 5),
)
def even_window(design: Design) -> Iterator[Finding]:
    """An even window that keeps the size."""
    for id in design.having("weighted"):
        sizes = [window.size for window in design.windows(id) if window.stride == 1]
        if design.value(id, "padding") == "same" and any(size % 2 == 0 for size in sizes):
            text = f"{design.name(id)} has a kernel_size of {' × '.join(map(str, sizes))} with padding 'same'."
            yield (id,), text, "Use an odd kernel_size."


@local_rule(
    "hint",
    "From there on every channel is a single number. A window of several elements finds nothing but that number and "
    "the zeros around it.",
    without_node,
)
def nothing_left(design: Design) -> Iterator[Finding]:
    """Pooled down to one place although windows follow."""
    for id in design.nodes:
        shape, given = design.output_shape(id), design.facts(id).input_shapes
        if not design.windows(id) or not shape or not given or not given[0]:
            continue
        is_one = all(size == 1 for size in shape[1:-1]) and any((size or 0) > 1 for size in given[0][1:-1])
        behind = design.graph.downstream(id) if is_one else set()
        wide = [each for each in behind if any(window.size > 1 for window in design.windows(each))]
        if wide:
            text = (
                f"{design.name(id)} leaves one place of {given[0]}, but {design.name(sorted(wide)[0])} slides a window."
            )
            yield (id,), text, "Pool less, or leave out what follows."


@local_rule(
    "hint", "Two poolings in a row are one with a larger window: nothing is learned between them.", without_node
)
def two_poolings(design: Design) -> Iterator[Finding]:
    """Pooling behind pooling."""
    for id in design.nodes:
        before = design.before(id)
        if before is not None and _pools(design, id) and _pools(design, before):
            yield (id, before), f"{design.name(id)} follows {design.name(before)}.", "Put a convolution between them."


def _pools(design: Design, node_id: str) -> bool:
    cls = design.cls(node_id)
    return cls is not None and cls.picture == "pooling"


@local_rule(
    "hint",
    "The gradient passes every step on its way back and fades; what lies hundreds of steps back is hardly learned, "
    "and every step waits for the one before, which is slow.",
)
def long_sequence(design: Design) -> Iterator[Finding]:
    """A recurrence over very many steps."""
    for id in design.having("recurrence"):
        shapes = design.facts(id).input_shapes
        steps = shapes[0][1] if shapes and shapes[0] and len(shapes[0]) > 1 else None
        if steps is not None and steps > LONG:
            text = f"{design.name(id)} reads {steps:,} steps one after another."
            yield (id,), text, "Shorten the sequence first: a convolution with strides, or pooling."


@local_rule(
    "hint",
    "A window of one element at every second place is a smaller picture of the input: three quarters of it are never "
    "looked at.",
    setting("strides", 1),
)
def strided_point(design: Design) -> Iterator[Finding]:
    """A window of size 1 that jumps."""
    for id in design.nodes:
        windows = design.windows(id)
        is_point = bool(windows) and all(window.size == 1 for window in windows)
        if is_point and any(window.stride > 1 for window in windows) and not _joins(design, id):
            yield (id,), f"{design.name(id)} looks at single elements and jumps over others.", "Pool before it."


def _joins(design: Design, node_id: str) -> bool:
    """Say whether it is the short way around other layers, where this is usual."""
    return any(len(design.graph.in_edges(each)) > 1 for each in design.graph.downstream(node_id))
