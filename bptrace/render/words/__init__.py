"""Every word for people that a renderer writes; one catalogue a language, all of one shape."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Plural(Struct, frozen=True):
    """A phrase with a count in it, `1 sample`, `4 samples`."""

    one: str
    many: str

    def of(self, count: int) -> str:
        return (self.one if count == 1 else self.many).format(n=count)


class Words(Struct, frozen=True, kw_only=True):
    """The phrases of one language. Braces are filled in by the renderer, signs among them."""

    language: str
    """its code, as HTML wants it"""

    # the header
    inputs: Plural
    weights: Plural
    biases: Plural
    samples: Plural
    iterations: Plural
    no_biases: str
    fixed_biases: str
    shared_biases: str
    missing: Plural
    drawn: str
    not_trained: str
    tied: str
    tied_transposed: str
    aside: str
    optimizer: str
    nesterov: str
    spared_biases: str
    schedule: str
    update_order: str
    orders: Mapping[str, str]
    visited: str
    visits: Mapping[str, str]
    batches: str
    full_batch: str
    reductions: Mapping[str, str]
    samples_from: str

    # an iteration
    iteration: str
    sample: str
    samples_of: str
    up_to: str
    called: str
    forward: str
    error: str
    backward_output: str
    backward_hidden: str
    backward_layer: str
    update: str
    paths: str
    through: str
    one_in_full: str
    of_the_first: str
    short_form: str
    mean_is: str
    sum_is: str
    kink: str
    kink_of_formula: str
    fixed: str
    more_rows: str

    # the columns of tables
    neuron: str
    output: str
    weight: str
    bias: str
    sample_column: str
    after: str

    # how it ended
    how_it_falls: str
    curve: str
    outputs: str
    accuracy: str
    diverged: str
    shown_digits: str
    next: str
    following: str
    change: str

    # an explanation
    iteration_of: str
    weight_of: str
    of_sample: str
    alone: str
    given: str
    opposed: str
    elided: str
    not_finite: str
    follows: str
    follows_of_sum: str
    computed_as: str
    used_often: str
    in_every_sample: str
    every_path: str
    more_paths: str
    checked: str
    chain_rule: str
    difference: str
    difference_remark: str
    moved: str
    moved_remark: str
    moved_as_predicted: str
    moved_otherwise: str
