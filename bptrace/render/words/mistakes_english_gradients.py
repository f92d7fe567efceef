"""English words for mistakes on the way back: about deltas, slopes, gradients, E."""

from __future__ import annotations

from bptrace.render.words.mistakes import MistakeWords as Words

PASSED_BACK = {
    "updated_output_weights": Words(
        "the hidden deltas were computed with output weights that had already been updated",
        "Compute all gradients first, with the weights that the iteration began with, and update "
        "all weights afterwards: the gradient belongs to the weights at which it was taken.",
    ),
    "original_output_weights": Words(
        "the hidden deltas were computed with the output weights as they were before the update",
        "That is how gradient descent is meant. But this network says update_order: sequential: "
        "the output layer is updated first, and what it passes back comes from its new weights.",
    ),
    "transposed_weights": Words(
        "the error was passed back to {layer} through the transposed weights of {other}",
        "A hidden neuron gets its error back through the weights on its own way out: the same "
        "weights that its output was multiplied by, one for each neuron that it feeds.",
    ),
    "weights_by_columns_on_the_way_back": Words(
        "the weights of {other} were read column by column on the way back to {layer}",
        "In a flat list the weight from hidden neuron j to output k stands at k · (number of "
        "hidden neurons) + j, forward and backward alike.",
    ),
    "hidden_delta_from_one_output": Words(
        "what reaches {layer} was taken from {neuron} alone",
        "A hidden neuron has a share in the error of every neuron that it feeds: add up δ·w over "
        "all of them.",
    ),
    "wrong_layers_weights": Words(
        "the error was passed back to {layer} through weights of another layer than {other}",
        "An error goes back by the way that the output came forward: through the weights between "
        "the two layers, not through those further down.",
    ),
    "no_weights_in_hidden_delta": Words(
        "the deltas were passed back to {layer} without the weights",
        "Each δ is multiplied by the weight between the two neurons before they are added up: a "
        "large weight makes for a large share in the error.",
    ),
    "error_in_place_of_delta": Words(
        "the errors E were passed back to {layer} in place of the deltas",
        "What goes back through a weight is δ = ∂E/∂net, how E changes with net, not how large E "
        "itself is: δ·w, not E·w.",
    ),
    "error_derivative_in_place_of_delta": Words(
        "∂E/∂out was passed back to {layer} in place of δ: σ′ of {other} was left out on this way",
        "The way back leads through the activation: multiply ∂E/∂out by ∂out/∂net first. That is "
        "δ, the same number that the weight gradients of that layer have.",
    ),
    "weight_gradients_in_place_of_delta": Words(
        "the weight gradients of {other} were passed back to {layer} in place of δ·w",
        "∂E/∂w is for changing w and goes no further. What a hidden neuron gets is the sum of "
        "δ·w over the neurons that it feeds.",
    ),
    "mean_over_paths": Words(
        "what reaches {layer} was averaged over the neurons of {other}, not added up",
        "The paths from a neuron to E add up: by the chain rule ∂E/∂out is the sum of δ·w over all "
        "neurons that it feeds.",
    ),
    "sign_of_hidden_delta": Words(
        "the deltas of {layer} have the wrong sign",
        "No minus comes in on the way back: δ of a hidden neuron is Σ δ·w times σ′. It is the "
        "update that subtracts.",
    ),
}

SLOPES = {
    "derivative_forgotten": Words(
        "the derivative of the activation was left out in {layer}",
        "E depends on net through the activation, so the chain rule has a factor for it: "
        "δ = ∂E/∂out · ∂out/∂net.",
    ),
    "derivative_twice": Words(
        "the derivative of the activation was multiplied in twice in {layer}",
        "∂out/∂net belongs into δ once. Whoever computes ∂E/∂w = δ · out has it already.",
    ),
    "derivative_at_out": Words(
        "the derivative of the activation was taken at out instead of net in {layer}",
        "σ′ is meant at net. Written with the output it is out·(1 − out): σ must not be applied "
        "to out once more.",
    ),
    "derivative_of_net": Words(
        "net was put where out belongs in the derivative of the activation in {layer}",
        "The short form of the derivative, such as out·(1 − out), wants the neuron's output, "
        "not its net.",
    ),
    "derivative_of_another_activation": Words(
        "the derivative of {activation} was taken in {layer}",
        "The derivative must be that of the activation with which the layer computes its outputs.",
    ),
    "derivative_misremembered": Words(
        "{slope} was taken for the derivative of the activation in {layer}",
        "Look the derivative up, or try it: move net by 0.001 and see how far out goes. For the "
        "sigmoid it is out·(1 − out), for tanh 1 − out², for relu 1 where net > 0.",
    ),
    "derivative_at_kink": Words(
        "the derivative of the activation at net = 0 was taken to be 1 in {layer}",
        "At its kink the activation has no derivative, and every program takes one: here, as in "
        "PyTorch, that to the left of it, 0 for relu.",
    ),
    "softmax_elementwise": Words(
        "softmax was treated in {layer} as if each output depended on its own net only",
        "Every output of a softmax depends on every net: δ is a sum over all outputs, with "
        "out·(1 − out) for its own and −out·out for each of the others.",
    ),
    "derivative_kept_under_cross_entropy": Words(
        "δ = out − target was multiplied by the derivative of the activation",
        "With cross-entropy the derivative of the activation cancels: out − target is δ already.",
    ),
}

WEIGHT_GRADIENTS = {
    "gradient_with_net": Words(
        "the weight gradients of {layer} have net of the neuron below where its out belongs",
        "What is multiplied by a weight is the output of the neuron below, so ∂net/∂w is its out.",
    ),
    "gradient_with_input": Words(
        "the weight gradients of {layer} have the network's inputs where the outputs of the layer "
        "below belong",
        "∂net/∂w is what the weight is multiplied by: here the output of a hidden neuron, not an "
        "input.",
    ),
    "gradient_with_own_out": Words(
        "the weight gradients of {layer} have the neuron's own output where that of the neuron "
        "below belongs",
        "∂E/∂w = δ of the neuron in which the weight ends, times the output of the neuron in which "
        "it begins.",
    ),
    "gradient_without_factor": Words(
        "δ alone was taken for the weight gradients of {layer}",
        "Only a bias has δ for its gradient. A weight is multiplied by the output of the neuron "
        "below, so its gradient is δ times that output.",
    ),
    "gradient_transposed": Words(
        "the matrix of the weight gradients of {layer} is transposed",
        "Row by row the gradient must lie as the weights do: the gradient of the weight from a to "
        "b is δ of b times the output of a.",
    ),
    "gradient_of_one_use": Words(
        "the gradient of the shared weights was taken from {layer} only",
        "Weights that two layers share act on E in both: their gradient is the sum of what comes "
        "from each.",
    ),
}

ERRORS = {
    "error_without_half": Words(
        "E was computed without its ½, and its gradient too",
        "Here E is Σ ½ (target − out)². Its ½ cancels the 2 of the derivative, so that ∂E/∂out is "
        "out − target.",
    ),
    "error_only_without_half": Words(
        "E was computed without its ½; the gradients have it",
        "Here E is Σ ½ (target − out)²: halve the squares before they are added up.",
    ),
    "error_with_half": Words(
        "E was computed with a ½ that it does not have here, and its gradient too",
        "Here E has no ½: ∂E/∂out is 2·(out − target), with its 2.",
    ),
    "mean_over_outputs": Words(
        "E is the mean over the outputs, where the sum is asked for, and so is its gradient",
        "Here E is the sum over the outputs. A mean divides E and every gradient by the number of "
        "outputs.",
    ),
    "error_only_mean": Words(
        "E is the mean over the outputs, where the sum is asked for; the gradients are of the sum",
        "Here E is the sum over the outputs: do not divide it by their number.",
    ),
    "sum_over_outputs": Words(
        "E is the sum over the outputs, where the mean is asked for, and so is its gradient",
        "Here E is the mean over the outputs: divide it by their number, and so every gradient.",
    ),
    "gradient_without_mean": Words(
        "E is the mean over the outputs, but its gradient is that of the sum",
        "Where E is divided by the number of outputs, ∂E/∂out is divided by it as well.",
    ),
    "error_summed_over_samples": Words(
        "E is the sum over all samples, not that of the last one that was seen",
        "E after an update is that of the samples which the update has seen; E of all samples is "
        "called E_all.",
    ),
    "error_averaged_over_samples": Words(
        "E is the mean over all {count} samples",
        "That is no mistake in the training, but another number: E is that of the samples which "
        "the update has seen, and E_all is the sum over all samples, not their mean.",
    ),
    "squares_averaged_over_samples": Words(
        "E is the mean squared error over all samples: without its ½, and divided by {count}",
        "That is no mistake in the training, but another number: E is that of the samples which "
        "the update has seen, with its ½, and E_all is the sum over all samples.",
    ),
    "gradient_doubled": Words(
        "every gradient is twice as large as it should be",
        "Look at ∂E/∂out: the 2 from the square and the ½ of E may have been lost on each other.",
    ),
    "gradient_halved": Words(
        "every gradient is half as large as it should be",
        "Look at ∂E/∂out: the derivative of a square brings a factor of 2.",
    ),
    "sign_of_error": Words(
        "target − out was taken for ∂E/∂out: every gradient has the wrong sign",
        "∂E/∂out is −(target − out) = out − target. Whoever works with target − out must add in "
        "the update, not subtract.",
    ),
    "error_in_place_of_its_derivative": Words(
        "the error {name} itself was taken for its derivative ∂E/∂out",
        "δ begins with how E changes with out, for squared errors out − target, not with how large "
        "E is.",
    ),
    "another_loss": Words(
        "the loss was {loss}",
        "Use the loss that the exercise states, for E and for its derivative.",
    ),
}
