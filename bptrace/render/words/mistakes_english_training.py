"""English words for mistakes about updates, biases, the forward pass, numbers, their digits."""

from __future__ import annotations

from bptrace.render.words.mistakes import MistakeWords as Words

UPDATES = {
    "gradients_accumulated": Words(
        "the gradients of earlier iterations were added to the new one",
        "Set every gradient to zero before each iteration (zero_grad in PyTorch): an update uses "
        "the gradient of its own iteration only.",
    ),
    "only_one_layer_updated": Words(
        "only {layer} was updated",
        "An iteration updates the weights of every layer that is trained.",
    ),
    "layer_not_updated": Words(
        "{layer} was not updated",
        "An iteration updates the weights of every layer that is trained.",
    ),
    "sign_of_update": Words(
        "the step was added to the weights instead of subtracted",
        "The gradient points to where E grows: w⁺ = w − η · ∂E/∂w goes the other way.",
    ),
    "learning_rate_twice": Words(
        "the learning rate was multiplied in twice",
        "η is applied once, in the update; the gradient is without it.",
    ),
    "learning_rate_forgotten": Words(
        "the learning rate was left out",
        "The gradient says in which direction to go; η times the gradient says how far: "
        "w⁺ = w − η · ∂E/∂w.",
    ),
    "momentum_forgotten": Words(
        "the momentum was left out",
        "With momentum a step is what remains of the last one plus the gradient.",
    ),
    "momentum_averaged": Words(
        "the velocity was computed as μ·velocity + (1 − μ)·gradient",
        "Here the gradient enters in full: velocity⁺ = μ·velocity + gradient, as in PyTorch.",
    ),
    "nesterov_mixed_up": Words(
        "Nesterov's momentum and plain momentum were mixed up",
        "Plain momentum steps by the new velocity; Nesterov's by gradient + μ·velocity⁺.",
    ),
    "weight_decay_forgotten": Words(
        "the weight decay was left out",
        "Weight decay adds weight_decay · w to the gradient, or to the step: large weights shrink.",
    ),
    "decay_of_biases": Words(
        "the weight decay was wrong about the biases",
        "decay_biases says whether biases decay as weights do; PyTorch's optimizers let them.",
    ),
    "weight_decay_mixed_up": Words(
        "the weight decays of adam and adamw were mixed up",
        "adam has the decay in the gradient, and so in its averages; adamw subtracts it from the "
        "weight, apart from them.",
    ),
    "bias_correction_forgotten": Words(
        "the averages were not corrected for beginning at 0",
        "m and v begin at 0 and are too small at first: divide them by 1 − βᵗ.",
    ),
    "clipping_forgotten": Words(
        "the gradient was not clipped",
        "A gradient that is larger than the bound is cut back to it before the update.",
    ),
    "schedule_forgotten": Words(
        "the learning rate was not changed by its schedule",
        "η of an iteration is what the schedule makes of the first one.",
    ),
    "batch_sum_or_mean": Words(
        "E and the gradients of the batch were reduced to their {after}",
        "batch.reduction says whether the samples' gradients are added up or averaged.",
    ),
    "gradient_sum_or_mean": Words(
        "the gradients of the batch were reduced to their {after}; E is as it should be",
        "batch.reduction holds for E and for its gradients: a gradient is that of the E which is "
        "printed, added up or averaged alike.",
    ),
    "error_sum_or_mean": Words(
        "E of the batch was reduced to its {after}; the gradients are as they should be",
        "batch.reduction says whether the samples' errors are added up or averaged, as their "
        "gradients are.",
    ),
    "bias_gradient_sum_or_mean": Words(
        "the bias gradients of {layer} were reduced to their {after} over the batch, other than "
        "those of the weights",
        "What is done to the samples' gradients of a weight is done to those of a bias: where one "
        "has its 1/m, the other has it as well.",
    ),
    "batch_mean_twice": Words(
        "the gradients of the batch were divided by the number of samples twice",
        "The mean is taken once: either each sample's δ is divided by their number, or the sum of "
        "the gradients.",
    ),
    "gradient_of_last_sample": Words(
        "of the batch's gradients only that of the last sample was used",
        "Add each sample's gradient to those before it; do not overwrite them.",
    ),
    "gradient_of_first_sample": Words(
        "of the batch's gradients only that of the first sample was used",
        "Add up the gradients of all samples: delta[0] is that of the first one.",
    ),
    "bias_gradient_of_last_sample": Words(
        "for the biases of {layer} only the last sample's gradient of the batch was used",
        "Add each sample's δ to those before it, for the biases as for the weights; do not "
        "overwrite them.",
    ),
    "bias_gradient_of_first_sample": Words(
        "for the biases of {layer} only the first sample's gradient of the batch was used",
        "Add up δ of all samples, for the biases as for the weights: delta[0] is that of the "
        "first one.",
    ),
    "updated_after_every_sample": Words(
        "the weights were updated after every sample, not once a batch",
        "With a batch, compute the gradients of all its samples with the same weights, reduce them "
        "to one, and update once. Whoever wants to update after each sample sets batch.size to 1.",
    ),
    "updated_once_an_epoch": Words(
        "the weights were updated once for all samples, with the {after} of their gradients",
        "Here an update comes sooner: batch.size says after how many samples, and 1 is the "
        "default. Whoever wants one for all samples sets it to `full`.",
    ),
    "batch_of_another_size": Words(
        "the batch size was {count}, not {before}",
        "batch.size says how many samples an iteration sees before its update: 1 is the default, "
        "`full` stands for all of them.",
    ),
    "samples_swapped": Words(
        "sample {second} stood in the place of sample {first}",
        "The order of the samples decides which one an iteration sees.",
    ),
}

BIASES = {
    "bias_forgotten": Words(
        "the bias was left out of net in {layer}",
        "net is the weighted sum of the inputs plus the bias.",
    ),
    "bias_twice": Words(
        "the bias was added twice in {layer}",
        "net has the bias once, not once for each input.",
    ),
    "sign_of_bias": Words(
        "the bias entered net with the wrong sign in {layer}",
        "A bias is added to the weighted sum, a threshold is subtracted from it.",
    ),
    "bias_as_threshold": Words(
        "biases and thresholds were mixed up, in net and in the gradient",
        "A bias is added and its gradient is δ; a threshold is subtracted and its gradient is −δ.",
    ),
    "bias_at_random": Words(
        "the bias of {layer} was drawn at random, {value}, where it is given as 0",
        "In Python 0 counts as false: `bias if bias else random()` takes a bias of 0 for none. Ask "
        "`bias is None` instead.",
    ),
    "biases_trained": Words(
        "the biases were trained, which are fixed here",
        "Here the biases keep their values: only the weights are updated.",
    ),
    "shared_bias_one_a_neuron": Words(
        "each neuron had a trained bias of its own, where a layer shares one",
        "Here the neurons of a layer share one bias.",
    ),
    "biases_not_trained": Words(
        "the biases were not trained",
        "Biases are parameters too: b⁺ = b − η · δ.",
    ),
    "shared_bias_one_delta": Words(
        "the shared bias of {layer} was updated with δ of {neuron} alone",
        "A bias that several neurons share acts on each of them: its gradient is the sum of their "
        "deltas.",
    ),
    "bias_gradient_of_the_layer": Words(
        "every bias of {layer} got the sum of the deltas of the whole layer",
        "Each neuron's bias has its own δ for its gradient. In NumPy, add up over the samples "
        "only: np.sum(delta) without its axis adds up the neurons as well.",
    ),
    "shared_bias_mean": Words(
        "the shared bias of {layer} was updated with the mean of the deltas",
        "The gradient of a bias that several neurons share is the sum of their deltas, not the "
        "mean.",
    ),
}

FORWARD = {
    "activation_missing": Words(
        "the activation was left out in {layer}: out is net",
        "A neuron's output is its activation, applied to net.",
    ),
    "sigmoid_without_minus": Words(
        "the sigmoid was computed without its minus, as 1 / (1 + e^net)",
        "σ(net) = 1 / (1 + e^(−net)): it grows with net.",
    ),
    "e_as_2_718": Words(
        "{base} was taken for e",
        "e = 2.718281828…: use exp(), or more digits.",
    ),
    "another_activation": Words(
        "the activation was {activation} in {layer}",
        "Use the activation that the exercise states, and its derivative.",
    ),
    "another_activation_forward": Words(
        "out was computed with {activation} in {layer}, but δ with the derivative of the right "
        "activation",
        "Use the activation that the exercise states both ways: its outputs forward, and its own "
        "derivative backward.",
    ),
    "mask_forgotten": Words(
        "connections that do not exist got a weight and were trained",
        "Where the mask has 0 there is no connection: there is no weight that could change.",
    ),
}

NUMBERS = {
    "inputs_swapped": Words(
        "the inputs {first} and {second} were exchanged",
        "Compare the inputs with the exercise, in their order.",
    ),
    "targets_swapped": Words(
        "the targets of {first} and {second} were exchanged",
        "Compare the targets with the exercise, in their order.",
    ),
    "weights_swapped": Words(
        "the weights {first} and {second} were exchanged",
        "Weights count layer by layer, neuron by neuron, input by input: compare each with the "
        "exercise.",
    ),
    "weights_by_columns": Words(
        "the weights of {layer} were read column by column",
        "One row is one neuron here, one column one input. A layer that is written the other way "
        "needs `layout: columns`.",
    ),
    "input_mistyped": Words(
        "the input {name} was {after} instead of {before}",
        "Compare the inputs with the exercise, digit by digit.",
        of_sample="the input {name} of sample {sample} was {after} instead of {before}",
    ),
    "target_mistyped": Words(
        "{name} was {after} instead of {before}",
        "Compare the targets with the exercise, digit by digit.",
        of_sample="{name} of sample {sample} was {after} instead of {before}",
    ),
    "weight_mistyped": Words(
        "the weight {name} was {after} instead of {before}",
        "Compare the weights with the exercise, digit by digit.",
    ),
    "bias_mistyped": Words(
        "the bias {name} was {after} instead of {before}",
        "Compare the biases with the exercise, digit by digit.",
    ),
    "learning_rate_mistyped": Words(
        "the learning rate {name} was {after} instead of {before}",
        "Compare the learning rate with the exercise, digit by digit.",
    ),
}

EVALUATION = {
    "float32": Words(
        "all was computed in single precision (float32)",
        "Single precision keeps about 7 digits: compare no more of them.",
    ),
    "float16": Words(
        "all was computed in half precision (float16)",
        "Half precision keeps about 3 digits: compare no more of them.",
    ),
    "rounded": Words(
        "every number was rounded to {digits} decimals before it was used",
        "Keep more digits on the way than the result is to have; round at the end.",
    ),
    "rounded_significant": Words(
        "every number was rounded to {digits} significant digits before it was used",
        "Keep more digits on the way than the result is to have; round at the end.",
    ),
    "cut_off": Words(
        "every number was cut off after {digits} decimals before it was used",
        "Keep more digits on the way than the result is to have; round at the end.",
    ),
    "iteration_before": Words(
        "the numbers are those of the iteration before",
        "Iterations count from 1; after n iterations the weights have been updated n times.",
    ),
    "iteration_after": Words(
        "the numbers are those of the iteration after",
        "Iterations count from 1; E of an iteration is from before its update.",
    ),
}
