"""The most copied GAN of dense layers in PyTorch: what a reader finds first who looks for a GAN on MNIST.

    python3 pytorch_mlp_gan.py FOLDER --data ../../../data/mnist [--every 30] [--limit 1800]

Its settings: Adam with 2e-4 and beta1 0.5, batches of 64, leaky rectifiers of 0.2, batch normalization in the generator with 0.8 behind the size
(which Keras's version means as the momentum, and which PyTorch takes for epsilon: so it has been copied), PyTorch's own initialization. Like
there, the generator takes its step first, and pictures are drawn in training mode.
"""
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

import timed_run

BATCH, LATENT = 64, 100
RATE, BETAS = 2e-4, (0.5, 0.999)


def generator():
    widths = [128, 256, 512, 1024]
    return nn.Sequential(
        nn.Linear(LATENT, 128), nn.LeakyReLU(0.2),
        *[layer for inputs, outputs in zip(widths, widths[1:])
          for layer in (nn.Linear(inputs, outputs), nn.BatchNorm1d(outputs, 0.8), nn.LeakyReLU(0.2))],
        nn.Linear(1024, timed_run.PIXELS), nn.Tanh())


def discriminator():
    return nn.Sequential(
        nn.Linear(timed_run.PIXELS, 512), nn.LeakyReLU(0.2),
        nn.Linear(512, 256), nn.LeakyReLU(0.2),
        nn.Linear(256, 1))


class MlpGan:
    def __init__(self, images):
        self.batches = timed_run.batches(images, BATCH)
        self.generator, self.discriminator = generator(), discriminator()
        self.generator_adam = torch.optim.Adam(self.generator.parameters(), RATE, BETAS)
        self.discriminator_adam = torch.optim.Adam(self.discriminator.parameters(), RATE, BETAS)

    def loss(self, images, label):
        logits = self.discriminator(images)
        return cross_entropy(logits, torch.full_like(logits, label))

    def iterate(self):
        real = next(self.batches)
        self.generator_adam.zero_grad()
        fake = self.draw(len(real))
        self.loss(fake, 1.0).backward()
        self.generator_adam.step()

        self.discriminator_adam.zero_grad()
        ((self.loss(real, 1.0) + self.loss(fake.detach(), 0.0)) / 2).backward()
        self.discriminator_adam.step()

    def draw(self, count):
        return self.generator(torch.randn(count, LATENT))


if __name__ == "__main__":
    timed_run.main(MlpGan, __doc__.splitlines()[0])
