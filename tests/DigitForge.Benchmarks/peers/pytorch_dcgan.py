"""The settings of PyTorch's official DCGAN tutorial, at 28 x 28 pixels: what a reader would copy first.

    python3 pytorch_dcgan.py FOLDER --data ../../../data/mnist [--every 30] [--limit 1800]

Radford et al. 2015, arXiv:1511.06434. The tutorial (pytorch.org/tutorials/beginner/dcgan_faces_tutorial.html) draws 64 x 64 pixels in five
layers; here the innermost is left out, and from 4 x 4 a kernel of 3 leads to 7 x 7. All other settings are the tutorial's. Like there, pictures
are drawn in training mode: batch normalization uses the statistics of the pictures that are drawn together.
"""
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

import timed_run

BATCH, LATENT, MAPS = 128, 100, 64
RATE, BETAS = 2e-4, (0.5, 0.999)


def generator():
    return nn.Sequential(
        nn.Unflatten(1, (LATENT, 1, 1)),
        nn.ConvTranspose2d(LATENT, MAPS * 4, 4, bias=False), nn.BatchNorm2d(MAPS * 4), nn.ReLU(),
        nn.ConvTranspose2d(MAPS * 4, MAPS * 2, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(MAPS * 2), nn.ReLU(),
        nn.ConvTranspose2d(MAPS * 2, MAPS, 4, stride=2, padding=1, bias=False), nn.BatchNorm2d(MAPS), nn.ReLU(),
        nn.ConvTranspose2d(MAPS, 1, 4, stride=2, padding=1, bias=False), nn.Tanh(),
        nn.Flatten())


def discriminator():
    return nn.Sequential(
        nn.Unflatten(1, (1, timed_run.SIDE, timed_run.SIDE)),
        nn.Conv2d(1, MAPS, 4, stride=2, padding=1, bias=False), nn.LeakyReLU(0.2),
        nn.Conv2d(MAPS, MAPS * 2, 4, stride=2, padding=1, bias=False), nn.BatchNorm2d(MAPS * 2), nn.LeakyReLU(0.2),
        nn.Conv2d(MAPS * 2, MAPS * 4, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(MAPS * 4), nn.LeakyReLU(0.2),
        nn.Conv2d(MAPS * 4, 1, 4, bias=False),
        nn.Flatten())


def initialize(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(layer.weight, 0, 0.02)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1, 0.02)
        nn.init.zeros_(layer.bias)


class Dcgan:
    def __init__(self, images):
        self.batches = timed_run.batches(images, BATCH)
        self.generator, self.discriminator = generator().apply(initialize), discriminator().apply(initialize)
        self.generator_adam = torch.optim.Adam(self.generator.parameters(), RATE, BETAS)
        self.discriminator_adam = torch.optim.Adam(self.discriminator.parameters(), RATE, BETAS)

    def judge(self, images, label):
        logits = self.discriminator(images)
        cross_entropy(logits, torch.full_like(logits, label)).backward()

    def iterate(self):
        real = next(self.batches)
        fake = self.draw(len(real))
        self.discriminator_adam.zero_grad()
        self.judge(real, 1.0)
        self.judge(fake.detach(), 0.0)
        self.discriminator_adam.step()

        self.generator_adam.zero_grad()
        self.judge(fake, 1.0)
        self.generator_adam.step()

    def draw(self, count):
        return self.generator(torch.randn(count, LATENT))


if __name__ == "__main__":
    timed_run.main(Dcgan, __doc__.splitlines()[0])
