"""An experiment -> a training step: layers, activations, losses, optimizers, names."""
