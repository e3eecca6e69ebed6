"""Rules about single layers and what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator

from designer.model.review.design import Design
from designer.model.review.ideas import pooled_before, setting, setting_all, swapped, without_node
from designer.model.review.rule import Finding, local_rule, rule

SQUASHING = ("sigmoid", "tanh", "hard_sigmoid", "softsign")
PLAIN_DEPTH, SQUASHED_DEPTH = 20, 5
HUGE = 2_000_000


def is_all_linear(design: Design) -> bool:
    """Say whether nothing but sums stands between inputs and outputs (what the outputs end with aside)."""
    inner = [id for id in design.nodes if not design.graph.layer_of(id).is_input and design.graph.out_edges(id)]
    return bool(inner) and all(design.is_linear(id) for id in inner) and len(design.having("weighted")) >= 2


@local_rule(
    "warning",
    "Sums of sums are sums: however many layers, the model can draw nothing but straight lines through the data. A "
    "function that bends, such as relu, between the layers is what lets a network learn more.",
    setting_all("activation", "relu"),
)
def no_nonlinearity(design: Design) -> Iterator[Finding]:
    """The whole model is linear."""
    if is_all_linear(design):
        hidden = tuple(id for id in design.having("weighted") if design.graph.out_edges(id))
        yield hidden, "There is no activation between the layers, so together they do no more than one.", "Use relu."


@local_rule(
    "warning",
    "A weighted sum of weighted sums is one weighted sum: without a function that bends between them, two such layers "
    "can do no more than one, with more parameters to train.",
    setting("activation", "relu", "tanh"),
)
def linear_pair(design: Design) -> Iterator[Finding]:
    """Two layers of weights without an activation between."""
    if is_all_linear(design):
        return
    for id in design.having("weighted"):
        for before in design.chain_before(id):
            if design.has(before, "weighted"):
                if design.is_linear(before):
                    text = f"Between {design.name(before)} and {design.name(id)} there is no activation."
                    yield (before,), text, f"Give {design.name(before)} an activation, say relu."
                break
            if not design.is_linear(before):
                break


@local_rule(
    "warning",
    "Every element of the row gets a weight to every unit. Most of a picture's elements say nearly the same as their "
    "neighbours, so most of these weights are wasted, and they learn the training data by heart.",
    pooled_before,
)
def huge_dense(design: Design) -> Iterator[Finding]:
    """A row of a whole picture feeds a layer of weights."""
    for id in design.having("weighted"):
        before = design.before_through(id, "transparent")
        params = design.facts(id).num_params or 0
        if before is not None and design.has(before, "flattening") and params > HUGE:
            text = f"{design.name(before)} feeds {design.name(id)}, which takes {params:,} parameters."
            yield (before, id), text, "Pool before it, or pool over all places instead of laying them out."


@local_rule(
    "hint",
    "Dropout changes the spread of the numbers while training only. The normalisation learns that spread, and then "
    "meets another one when the model is used; the two work against each other.",
    swapped,
)
def dropout_before_normalization(design: Design) -> Iterator[Finding]:
    """Dropout in front of a normalisation by batches."""
    for id in design.having("batch_normalization"):
        before = design.before(id)
        if before is not None and design.has(before, "dropout"):
            yield (before, id), f"{design.name(before)} stands before {design.name(id)}.", "Put it behind."


@rule(
    "warning",
    "What it switches off is the answer itself: in training a share of the outputs is 0 whatever the model says, and "
    "no layer comes after it that could make up for that.",
    without_node,
)
def dropout_at_the_end(design: Design) -> Iterator[Finding]:
    """Dropout with nothing behind it that learns."""
    for id in design.having("dropout"):
        if id not in design.before_weights:
            yield (id,), f"{design.name(id)} is at the end of the model.", "Put it before the last layer with weights."


@local_rule("hint", "With so few inputs left a layer hardly sees anything: the model learns slowly or not at all.",
      setting("rate", 0.5, 0.3))  # fmt: skip
def high_dropout(design: Design) -> Iterator[Finding]:
    """Nearly everything is switched off."""
    for id in design.having("dropout"):
        if (rate := design.number(id, "rate")) > 0.8:
            yield (id,), f"{design.name(id)} switches off {rate:.0%} of its inputs.", "Usual are 20% to 50%."


@local_rule(
    "hint",
    "The normalisation takes the mean away again, and the bias with it; its own offset beta does the same work.",
    setting("use_bias", False),
)
def bias_before_normalization(design: Design) -> Iterator[Finding]:
    """A bias that is taken away again at once."""
    for id in design.having("batch_normalization"):
        before = design.before(id)
        if before is not None and design.value(before, "use_bias") is True and design.is_linear(before):
            text = f"The bias of {design.name(before)} has no effect before {design.name(id)}."
            yield (before,), text, "Set use_bias to False."


@local_rule(
    "warning",
    "Such a function is flat at both ends, so each layer hands back only a fraction of the gradient; after five of "
    "them the first layers hear next to nothing and hardly learn (vanishing gradients).",
    setting_all("activation", "relu"),
)
def vanishing(design: Design) -> Iterator[Finding]:
    """Many layers with squashing activations, one after another."""
    depth: dict[str, list[str]] = {}
    for id in design.nodes:
        longest = max((depth.get(e.source, []) for e in design.graph.in_edges(id)), key=len, default=[])
        squashes = design.activation(id) in SQUASHING and not design.has(id, "recurrence")
        depth[id] = [*longest, id] if squashes else longest
        if design.has(id, "batch_normalization") or len(design.graph.in_edges(id)) > 1:
            depth[id] = []
    longest = max(depth.values(), key=len, default=[])
    if len(longest) >= SQUASHED_DEPTH:
        text = f"{len(longest)} layers in a row end with {design.activation(longest[0])} or the like."
        yield tuple(longest), text, "Use relu in the hidden layers, or normalise between them."


@local_rule(
    "hint",
    "The gradient has to pass all layers one after another and fades or grows on its way. A way around every few "
    "layers (Add) or a normalisation keeps it of about the same size.",
)
def deep_and_plain(design: Design) -> Iterator[Finding]:
    """Very many layers of weights without a way around or a normalisation."""
    depth: dict[str, int] = {}
    for id in design.nodes:
        wires = design.graph.in_edges(id)
        helps = len(wires) > 1 or design.has(id, "rescaling")
        before = max((depth.get(edge.source, 0) for edge in wires), default=0)
        depth[id] = 0 if helps else before + design.has(id, "weighted")
    deepest = max(depth, key=depth.__getitem__, default="")
    if deepest and depth[deepest] >= PLAIN_DEPTH:
        text = f"{depth[deepest]} layers of weights follow one another without a way around them."
        yield (deepest,), text, "Add ways around, or normalise."


@local_rule(
    "warning",
    "The state passes the same weights at every step. tanh keeps it between -1 and 1; relu lets it grow without end, "
    "and the loss becomes nan.",
    setting("activation", "tanh"),
)
def recurrent_relu(design: Design) -> Iterator[Finding]:
    """A recurrence whose state has no bound."""
    for id in design.having("recurrence"):
        if design.value(id, "activation") in ("relu", "leaky_relu", "elu", "exponential", "softplus"):
            yield (id,), f"{design.name(id)} uses {design.value(id, 'activation')} at every step.", "Use tanh."


@local_rule(
    "warning",
    "The layers behind a mask skip the steps that only fill up short sequences. A layer between that does not pass "
    "the mask on makes them read the filling as if it were data.",
)
def mask_lost(design: Design) -> Iterator[Finding]:
    """A mask that does not arrive."""
    for id in design.having("recurrence"):
        chain = list(design.chain_before(id))
        masking = next((n for n, each in enumerate(chain) if _masks(design, each)), None)
        for each in chain[:masking] if masking is not None else []:
            cls = design.cls(each)
            if cls is not None and not cls.supports_masking:
                masks = design.name(chain[masking or 0])
                text = f"The mask of {masks} does not pass {design.name(each)} to {design.name(id)}."
                yield (each, id), text, "Use layers between them that pass a mask on."
                break


def _masks(design: Design, node_id: str) -> bool:
    return design.has(node_id, "masking") and design.value(node_id, "mask_zero", True) is True


@local_rule("warning", "All that is known of a sample has to pass through a single number; little of it can.",
      setting("units", 8, 16), setting("filters", 8, 16))  # fmt: skip
def bottleneck(design: Design) -> Iterator[Finding]:
    """One unit in the middle."""
    for id in design.having("weighted"):
        shape = design.output_shape(id)
        follows = id in design.before_weights and len(design.after(id)) == 1
        if shape and shape[-1] == 1 and follows and len(shape) == 2:
            merges = len(design.graph.in_edges(design.after(id)[0])) > 1
            if not merges:
                yield (id,), f"{design.name(id)} has one unit only, and others follow.", "Give it more units."


@local_rule("hint", "Each function bends what the other has bent already; what passes both carries less.", without_node)
def two_activations(design: Design) -> Iterator[Finding]:
    """An activation on top of another."""
    for id in design.nodes:
        before = design.before(id)
        if before is None or not design.only_activates(id) or design.activation(before) in (None, "linear"):
            continue
        names = f"{design.activation(before)} of {design.name(before)}"
        yield (id, before), f"{design.name(id)} follows the {names}.", "One of the two is enough."


@local_rule("hint", "The second finds numbers that have mean 0 and spread 1 already.", without_node)
def two_normalizations(design: Design) -> Iterator[Finding]:
    """A normalisation behind a normalisation."""
    for id in design.having("batch_normalization"):
        before = design.before(id)
        if before is not None and design.has(before, "batch_normalization"):
            yield (id, before), f"{design.name(id)} follows {design.name(before)}.", "Delete one of them."


@rule(
    "warning",
    "Only weights that are free to change can learn; frozen ones stay what they were at the start.",
    setting_all("trainable", True),
)
def nothing_to_train(design: Design) -> Iterator[Finding]:
    """All weights are frozen."""
    if design.report.total_params and not design.report.total_trainable and design.report.is_complete:
        frozen = tuple(
            id for id in design.nodes if design.facts(id).num_params and design.value(id, "trainable") is False
        )
        yield frozen, "All layers are frozen: training would change nothing.", "Set trainable for some layers."


@local_rule(
    "hint",
    "softmax makes the numbers of a layer share a sum of 1: when one grows, all others shrink. That is what one wants "
    "of the probabilities at the end, and a loss in between.",
    setting("activation", "relu"),
)
def hidden_softmax(design: Design) -> Iterator[Finding]:
    """softmax in the middle of a model."""
    for id in design.hidden:
        if id in design.before_weights and design.has(id, "weighted") and design.activation(id) == "softmax":
            yield (id,), f"{design.name(id)} ends with softmax, but layers follow.", "Use relu in hidden layers."
