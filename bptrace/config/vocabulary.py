"""The words that people bring from elsewhere, and the words of what bptrace does not have (yet).

A word in these tables is answered with the right one, not with the nearest spelling. Keys are
listed by the type of the mapping they are written in, values by the key they are written at.
"""

from __future__ import annotations

from collections.abc import Mapping

Table = Mapping[str, Mapping[str, str]]


def _by_word(**words: str) -> Mapping[str, str]:
    """`units="neurons size"` -> {"neurons": "units", "size": "units"}."""
    return {each: right for right, others in words.items() for each in others.split()}


RATES = "lr eta rate step_size learning-rate learningRate learn_rate"

OTHER_KEYS: Table = {
    "Config": {
        **_by_word(
            **{
                "optimizer.learning_rate": f"{RATES} alpha learning_rate",
                "optimizer.momentum": "momentum",
                "optimizer.weight_decay": "weight_decay l2 regularization",
                "optimizer.schedule": "schedule scheduler lr_schedule lr_scheduler",
                "batch.order": "order shuffle sample_order",
                "batch.size": "batch_size batchsize minibatch mini_batch",
                "layers.0.activation": "activation activation_function",
                "layers.0.weights": "weights weight w W",
                "layers.0.bias": "bias biases b",
                "samples.file": "file data_file csv",
            },
            layers="hidden hidden_layers network net model layer",
            samples="data examples training_data dataset train training sample",
            iterations="steps n_iterations num_iterations max_iter max_iterations",
            epochs="epoch n_epochs num_epochs passes",
            loss="error cost criterion loss_function cost_function objective",
            optimizer="optim solver optimiser",
            inputs="input_size n_inputs num_inputs",
            start_from="resume checkpoint pretrained load warm_start",
            states="state optimizer_state optimizer_states",
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
        learning_rate=RATES,
        trainable="frozen freeze fixed requires_grad train trained",
        mask="connections connectivity",
        name="label id",
    ),
    "Activation": _by_word(
        name="type activation function",
        formula="expression expr",
        slope="negative_slope leak",
        approximate="approximation",
    ),
    "Sample": _by_word(
        input="inputs x X in features",
        target="targets output outputs y Y label labels expected t out",
    ),
    "SampleFile": _by_word(
        file="path filename csv data source",
        input="inputs x X in features columns",
        target="targets output outputs y Y label labels expected t out",
        scale="scaling normalize normalise standardize normalization",
        header="has_header",
    ),
    "OneHot": _by_word(one_hot="onehot class classes column label"),
    "Bias": _by_word(value="values val", trainable="fixed frozen train trained", shared="tied"),
    "Loss": _by_word(name="type loss function", delta="beta threshold"),
    "Optimizer": _by_word(
        learning_rate=RATES,
        name="type algorithm optimizer",
        momentum="mu",
        nesterov="nag",
        beta1="beta_1 b1 β1",
        beta2="beta_2 b2 β2",
        alpha="rho",
        eps="epsilon ε",
        weight_decay="l2 wd lambda decay",
        decay_biases="decay_bias",
        clip_norm="max_norm clipnorm grad_clip clip_grad_norm",
        clip_value="clipvalue clip_grad_value",
        schedule="scheduler lr_schedule lr_scheduler",
    ),
    "Schedule": _by_word(
        name="type schedule",
        factor="gamma decay decay_rate drop",
        every="step_size period",
        over="T_max t_max steps iterations length",
        low="eta_min min_lr minimum",
        warmup="warm_up warmup_steps warmup_iterations",
    ),
    "Batch": _by_word(order="shuffle", size="batch_size", reduction="reduce"),
    "Weights": _by_word(
        init="type name method distribution",
        low="min minimum a",
        high="max maximum b",
        mean="mu loc",
        std="sigma scale stddev standard_deviation",
        file="path filename",
        tied_to="tied tie shared_with same_as",
        transposed="transpose",
    ),
    "Names": _by_word(neurons="neuron units nodes", weights="weight w", biases="bias b"),
}

OTHER_WORDS: Table = {
    "activation": _by_word(
        identity="linear none purelin",
        sigmoid="logistic logsig sig σ",
        tanh="tansig hyperbolic_tangent",
        relu="rectifier rectified_linear",
        leaky_relu="lrelu leakyrelu leaky",
        silu="swish",
        hard_sigmoid="hardsigmoid",
        softmax="soft_max",
        step="heaviside threshold binary_step hardlim perceptron",
    ),
    "loss": _by_word(
        half_squared_error="l2 L2 half_mse quadratic",
        squared_error="sse SSE",
        mean_squared_error="mse MSE",
        absolute_error="sae SAE",
        mean_absolute_error="mae MAE l1 L1",
        mean_huber="smooth_l1",
        binary_cross_entropy="bce BCE log_loss logloss binary_crossentropy",
        categorical_cross_entropy=(
            "cce CCE cross_entropy crossentropy categorical_crossentropy nll softmax_cross_entropy"
        ),
    ),
    "optimizer": _by_word(
        sgd="gd SGD gradient_descent vanilla momentum nag nesterov",
        adam="Adam",
        adamw="AdamW",
        rmsprop="RMSprop RMSProp",
        adagrad="Adagrad AdaGrad",
    ),
    "schedule": _by_word(
        constant="none fixed",
        step="step_decay steplr StepLR",
        exponential="exp exponential_decay ExponentialLR",
        cosine="cos cosine_annealing CosineAnnealingLR",
        warmup="linear warm_up linear_warmup",
    ),
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
    "size": _by_word(full="all whole everything batch"),
    "reduction": _by_word(mean="average avg", sum="total add"),
    "order": _by_word(
        sequential="in_order ordered given cyclic fixed",
        shuffled="shuffle permutation permuted",
        random="sampled with_replacement stochastic",
    ),
    "scale": _by_word(
        standard="zscore z_score z-score standardize normal",
        min_max="minmax min-max normalize",
        none="raw off",
    ),
}

LATER_KEYS: Mapping[str, frozenset[str]] = {
    "Config": frozenset({"dropout", "test", "validation", "early_stopping"}),
    "Layer": frozenset(
        {"dropout", "batch_norm", "kernel_size", "filters", "stride", "padding", "recurrent"}
    ),
}

LATER_WORDS: Mapping[str, frozenset[str]] = {
    "loss": frozenset({"hinge", "kl_divergence", "cosine_similarity"}),
    "optimizer": frozenset({"adadelta", "adamax", "nadam", "radam", "lbfgs", "rprop"}),
}
