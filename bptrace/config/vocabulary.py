"""The words that people bring from elsewhere, and the words that later versions will know.

A word in these tables is answered with the right one, not with the nearest spelling. Keys are
listed by the type of the mapping they are written in, values by the key they are written at.
"""

from __future__ import annotations

from collections.abc import Mapping

Table = Mapping[str, Mapping[str, str]]


def _by_word(**words: str) -> Mapping[str, str]:
    """`units="neurons size"` -> {"neurons": "units", "size": "units"}."""
    return {each: right for right, others in words.items() for each in others.split()}


RATES = "lr eta alpha rate step_size learning-rate learningRate"

OTHER_KEYS: Table = {
    "Experiment": {
        **_by_word(
            **{
                "optimizer.learning_rate": f"{RATES} learning_rate",
                "batch.order": "order shuffle sample_order",
                "batch.size": "batch_size batchsize minibatch",
                "layers.0.activation": "activation activation_function",
                "layers.0.weights": "weights weight w W",
                "layers.0.bias": "bias biases b",
            },
            layers="hidden hidden_layers network net model layer",
            samples="data examples training_data dataset train training sample",
            iterations="steps n_iterations num_iterations max_iter max_iterations",
            epochs="epoch n_epochs num_epochs passes",
            loss="error cost criterion loss_function cost_function objective",
            inputs="input_size n_inputs num_inputs",
            seed="random_seed random_state",
            title="name description",
            source="author url reference",
        ),
    },
    "Layer": _by_word(
        units="neurons size nodes n width output_size out_features n_units num_units",
        activation="activation_function act function nonlinearity transfer_function",
        weights="weight w W kernel",
        bias="biases b use_bias",
        name="label id",
    ),
    "Sample": _by_word(
        input="inputs x X in features",
        target="targets output outputs y Y label labels expected t out",
    ),
    "Bias": _by_word(value="values val", trainable="fixed frozen train trained", shared="tied"),
    "Optimizer": _by_word(learning_rate=RATES, name="type algorithm"),
    "Batch": _by_word(order="shuffle", size="batch_size"),
    "Weights": _by_word(
        init="type name method distribution",
        low="min minimum a",
        high="max maximum b",
        mean="mu loc",
        std="sigma scale stddev standard_deviation",
    ),
    "Names": _by_word(neurons="neuron units nodes", weights="weight w", biases="bias b"),
}

OTHER_WORDS: Table = {
    "activation": _by_word(
        identity="linear none purelin",
        sigmoid="logistic logsig sig σ",
        tanh="tansig hyperbolic_tangent",
        relu="rectifier rectified_linear",
    ),
    "loss": _by_word(half_squared_error="mse MSE sse SSE l2 L2 half_mse quadratic"),
    "optimizer": _by_word(sgd="gd gradient_descent vanilla"),
    "init": _by_word(
        xavier_uniform="xavier glorot glorot_uniform",
        he_uniform="he kaiming kaiming_uniform",
        xavier_normal="glorot_normal",
        he_normal="kaiming_normal",
        uniform="random rand",
        normal="gaussian gauss randn",
        zeros="zero",
        constant="const",
    ),
    "order": _by_word(
        sequential="in_order ordered given cyclic fixed",
        shuffled="shuffle permutation permuted",
        random="sampled with_replacement stochastic",
    ),
}

LATER_KEYS: Mapping[str, frozenset[str]] = {
    "Batch": frozenset({"reduction"}),
    "Layer": frozenset({"learning_rate", "mask", "trainable"}),
    "Optimizer": frozenset(
        {
            *("momentum", "nesterov", "weight_decay", "decay_biases", "clip_norm", "clip_value"),
            *("eps", "beta1", "beta2"),
        }
    ),
    "Sample": frozenset({"file"}),
}

LATER_WORDS: Mapping[str, frozenset[str]] = {
    "activation": frozenset(
        {
            *("leaky_relu", "elu", "selu", "softplus", "softsign", "gelu", "silu"),
            *("hard_sigmoid", "softmax"),
        }
    ),
    "loss": frozenset(
        {
            *("squared_error", "mean_squared_error", "absolute_error", "mean_absolute_error"),
            *("huber", "mean_huber", "binary_cross_entropy", "mean_binary_cross_entropy"),
            "categorical_cross_entropy",
        }
    ),
    "optimizer": frozenset({"adagrad", "rmsprop", "adam", "adamw"}),
    "size": frozenset({"full"}),
}
