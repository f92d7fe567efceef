"""English."""

from bptrace.render.words import Plural, Words

ENGLISH = Words(
    language="en",
    inputs=Plural("1 input", "{n} inputs"),
    weights=Plural("1 weight", "{n} weights"),
    biases=Plural("1 bias", "{n} biases"),
    samples=Plural("1 sample", "{n} samples"),
    iterations=Plural("1 iteration", "{n} iterations"),
    no_biases="no biases",
    fixed_biases="fixed",
    shared_biases="one a layer",
    missing=Plural("1 connection is missing", "{n} connections are missing"),
    drawn="drawn: {rules}, seed {seed}",
    not_trained="not trained: {layers}",
    tied="{layer} has the weights of {other}",
    tied_transposed="{layer} has the weights of {other}, transposed",
    aside="{text} ({aside})",
    optimizer="{name} {rate}",
    nesterov="Nesterov's momentum",
    spared_biases="biases do not decay",
    schedule="schedule: {name}",
    update_order="update: {order}",
    orders={"simultaneous": "simultaneous", "sequential": "sequential, output layer first"},
    visited="{samples} {order}",
    visits={"sequential": "in order", "shuffled": "shuffled each epoch", "random": "at random"},
    batches="{samples} in batches of {n}, {order}",
    full_batch="{samples}, all of them in every iteration",
    reductions={
        "mean": "E and its gradient: the mean over the batch",
        "sum": "E and its gradient: the sum over the batch",
    },
    samples_from="samples: {file}",
    iteration="Iteration {n}",
    sample="sample {n} of {total}",
    samples_of="samples {numbers} of {total}",
    up_to="{first} to {last}",
    called="{text}, called {names}",
    forward="Forward",
    error="Error",
    backward_output="Backward, output layer",
    backward_hidden="Backward, hidden layer",
    backward_layer="Backward, layer {label}",
    update="Update",
    paths="an error reaches {neuron} through every neuron it feeds",
    through="through {neuron}",
    one_in_full="of the first sample in full, then of all",
    of_the_first="of the first sample, @1:",
    short_form="{long}, which comes to {short}",
    mean_is="mean {name}",
    sum_is="sum {name}",
    kink=(
        "exactly 0: {places}. {function} has no derivative there; bptrace takes {value}, as "
        "PyTorch does"
    ),
    kink_of_formula=(
        "exactly 0: {places}. The formula has no derivative there; bptrace takes {value}"
    ),
    fixed="fixed",
    more_rows="{ellipsis} {n} more; --format json has them all",
    neuron="neuron",
    output="output",
    weight="weight",
    bias="bias",
    sample_column="sample",
    after="after",
    how_it_falls="How {error} falls",
    curve="log {error} against log iteration, {first} to {last}",
    outputs="Outputs after {iterations}",
    accuracy="accuracy: {correct} of {samples} samples are in the right class, {percent} %",
    diverged="{name} is {value} in iteration {n}",
    shown_digits=(
        "shown with {digits} decimals, computed with 17 digits: "
        "multiplying the shown digits may change the last one"
    ),
    next="next: {hints}",
    following="--show {n} for the iteration after this",
    change="--set {name}=0.9 to change a number",
    iteration_of="iteration {n}",
    weight_of="{name}: {ends}",
    alone="{text}, as if it were alone",
    of_sample="of sample {name}:",
    given="given",
    opposed="the paths pull in opposite directions: what one adds, another takes away",
    elided="in {name}, {ellipsis} stands for {n} terms that add up to {subtotal}",
    not_finite=(
        "infinite: {names}. What the chain rule says cannot be computed in floating point here; "
        "what follows from it can"
    ),
    follows="with each factor put in, and divided out:",
    follows_of_sum=(
        "with each factor put in, and divided out; the targets add up to 1 in this sample:"
    ),
    computed_as="{name} is computed by an equal formula, which keeps its digits here: {formula}",
    used_often="{name} is used in {n} layers: its gradient is what comes from each, added up",
    in_every_sample="In every sample of the batch",
    every_path="Every path to E",
    more_paths="{n} more paths",
    checked="Checked in three ways",
    chain_rule="chain rule",
    difference="central difference",
    difference_remark="h = {step}, off by {off}",
    moved="moving only {name}",
    moved_otherwise=(
        "is what E changes by; to first order it would be {predicted}: the gradient shown is not "
        "E's derivative here (weights that had been updated already, or a kink)"
    ),
    moved_as_predicted="is what E changes by, and just what the first order says",
    moved_remark=(
        "is what E changes by; to first order {predicted}: close, not equal, since E is curved"
    ),
)
