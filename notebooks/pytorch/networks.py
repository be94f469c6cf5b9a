"""The article's two networks in PyTorch: the same layers under the same names, so that each loads the other's weights as they are."""
from collections import OrderedDict

from torch import nn


def norm(size):
    """Batch normalization with Keras's settings, which are not PyTorch's own."""
    return nn.BatchNorm1d(size, eps=1e-3, momentum=0.01)


def generator(latent_size=100):
    """Noise in, picture out: [B, 100] -> [B, 784], 0 to 1."""
    return nn.Sequential(OrderedDict([
        ("dense1", nn.Linear(latent_size, 256)), ("relu1", nn.ReLU()), ("norm1", norm(256)),
        ("dense2", nn.Linear(256, 512)), ("relu2", nn.ReLU()), ("norm2", norm(512)),
        ("dense3", nn.Linear(512, 1024)), ("relu3", nn.ReLU()), ("norm3", norm(1024)),
        ("dense4", nn.Linear(1024, 784)), ("sigmoid", nn.Sigmoid()),
    ]))


def discriminator():
    """Picture in, verdict out: [B, 784] -> [B, 1], the probability that it is real."""
    return nn.Sequential(OrderedDict([
        ("flatten", nn.Flatten()),
        ("dense1", nn.Linear(784, 512)), ("relu1", nn.ReLU()),
        ("dense2", nn.Linear(512, 256)), ("relu2", nn.ReLU()),
        ("dense3", nn.Linear(256, 1)), ("sigmoid", nn.Sigmoid()),
    ]))
