"""The words of a check of gradients, a catalogue of their own; one a language."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from bptrace.render.words import Plural


class GradientWords(Struct, frozen=True, kw_only=True):
    """Braces are filled in by the renderer. verdicts, counts: by what is said of a gradient, and of
    so many of them."""

    title: str
    how: str
    moved: str
    derived: str
    measured: str
    relative_error: str
    step: str
    verdicts: Mapping[str, str]
    more: str
    all_of_them: str
    nothing: str
    agree: Plural
    agree_where_any: str
    differ: Plural
    unclear: Plural
    counts: Mapping[str, Plural]
    worst: str
    sequential: str
    after: str
    untrained: Plural
    chosen_steps: str
    given_step: str
    at_kink: str
    across_kink: str
    slopes: str
    more_kinks: str
    formula: str


ENGLISH_GRADIENTS = GradientWords(
    title="Gradients",
    how=(
        "derived: by the chain rule. measured: each parameter is moved a step down and a step up, "
        "and E tells by how much it changes (the central difference; again with half the step, and "
        "extrapolated to none)."
    ),
    moved="moved",
    derived="derived",
    measured="measured",
    relative_error="relative error",
    step="step",
    verdicts={
        "differs": "differs",
        "unclear": "unclear",
        "kink": "at a kink",
        "too_small": "too small to tell",
        "agrees": "agrees",
    },
    more="{ellipsis} {n} more; --all shows them",
    all_of_them="{ellipsis} {n} more",
    nothing="No parameter is trained: there is no gradient to check.",
    agree=Plural("The gradient is E's derivative.", "The gradients are E's derivatives."),
    agree_where_any="The gradients are E's derivatives, where it has any.",
    differ=Plural(
        "1 of {total} gradients is not E's derivative.",
        "{n} of {total} gradients are not E's derivatives.",
    ),
    unclear=Plural(
        "1 of {total} gradients cannot be measured.", "{n} of {total} gradients cannot be measured."
    ),
    counts={
        "differs": Plural("1 differs", "{n} differ"),
        "unclear": Plural(
            "1 is unclear: E is not finite within the step, or bends too much",
            "{n} are unclear: E is not finite within the step, or bends too much",
        ),
        "kink": Plural(
            "1 is at a kink, where E has no derivative: no failure",
            "{n} are at a kink, where E has no derivative: no failure",
        ),
        "too_small": Plural(
            "1 is too small to tell: rounding does more to E than moving it does",
            "{n} are too small to tell: rounding does more to E than moving them does",
        ),
        "agrees": Plural("1 agrees{worst}", "{n} agree{worst}"),
    },
    worst=", the relative error at most {error} (up to {tolerance} is allowed)",
    sequential=(
        "update_order is sequential: the deltas of a layer are computed with weights above it that "
        "have been updated already. What comes out is the derivative of E at no weights; "
        "--set update_order=simultaneous in a run gives E's own."
    ),
    after=(
        "{names}: what is made of the gradient comes after it, in the update, and is not measured "
        "here."
    ),
    untrained=Plural(
        "1 parameter is not trained: it has no gradient.",
        "{n} parameters are not trained: they have no gradient.",
    ),
    chosen_steps=(
        "The step is {step}, the fifth root of the machine's precision, times the parameter where "
        "that is larger than 1; or a tenth of it, and a tenth of that, where E bends more or a "
        "kink lies within."
    ),
    given_step="The step is {step} for all, as asked for.",
    at_kink="{place} is exactly 0, where {function} has no derivative",
    across_kink="{place} crosses 0 between {below} and {above}, where {function} has no derivative",
    slopes="{kinks}: the slope of E is {left} below and {right} above, and {derived} is taken",
    more_kinks="{n} more",
    formula="the formula",
)
"""English."""
