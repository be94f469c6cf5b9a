"""The article's iteration in PyTorch, as exactly as DigitForge does it: what a reader would take instead.

    python3 pytorch_article.py --data ../../../data/mnist --iterations 200 [--threads 2]

Without --threads it tries 1, 2, 4, ... up to the number of processors for a moment each and takes the fastest. The last line is JSON.

Debian's python3-torch computes its matrix products with whatever libblas.so.3 is there: with libopenblas0-openmp it is more than twenty times as fast
as with the reference BLAS that it brings.
"""
import argparse
import gzip
import json
import os
import time

import numpy as np
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

BATCH, LATENT, PIXELS = 128, 100, 784
RATE, BETA1, BETA2, EPSILON = 1e-3, 0.9, 0.999, 1e-7


def networks():
    widths = [LATENT, 256, 512, 1024]
    generator = nn.Sequential(
        *[layer for inputs, outputs in zip(widths, widths[1:])
          for layer in (nn.Linear(inputs, outputs), nn.ReLU(), nn.BatchNorm1d(outputs, eps=1e-3, momentum=0.01))],
        nn.Linear(1024, PIXELS), nn.Sigmoid())
    discriminator = nn.Sequential(nn.Linear(PIXELS, 512), nn.ReLU(), nn.Linear(512, 256), nn.ReLU(), nn.Linear(256, 1))
    for layer in [*generator, *discriminator]:
        if isinstance(layer, nn.Linear):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)
    return generator, discriminator


class KerasAdam:
    """torch's Adam with epsilon where Keras adds it: to the root of the uncorrected mean square."""

    def __init__(self, network):
        self.adam = torch.optim.Adam(network.parameters(), RATE, (BETA1, BETA2), EPSILON)
        self.step = 0

    def minimize(self, loss):
        self.step += 1
        self.adam.param_groups[0]["eps"] = EPSILON / (1 - BETA2 ** self.step) ** 0.5
        self.adam.zero_grad()
        loss.backward()
        self.adam.step()


class Article:
    def __init__(self, images):
        self.images = images
        self.generator, self.discriminator = networks()
        self.generator_adam, self.discriminator_adam = KerasAdam(self.generator), KerasAdam(self.discriminator)

    def judge(self, images, label):
        logits = self.discriminator(images)
        loss = cross_entropy(logits, torch.full_like(logits, label))
        self.discriminator_adam.minimize(loss)
        return loss.item(), ((logits > 0) == bool(label)).float().mean().item()

    def iterate(self):
        real = self.images[torch.randint(len(self.images), (BATCH,))].to(torch.float32) / 255
        with torch.no_grad():
            self.generator.eval()
            fake = self.generator(torch.randn(BATCH, LATENT))
        self.judge(real, 1.0)
        self.judge(fake, 0.0)

        self.discriminator.requires_grad_(False)
        self.generator.train()
        logits = self.discriminator(self.generator(torch.randn(BATCH, LATENT)))
        loss = cross_entropy(logits, torch.ones_like(logits))
        self.generator_adam.minimize(loss)
        self.discriminator.requires_grad_(True)
        return loss.item()


def rate(article, iterations):
    start = time.perf_counter()
    for _ in range(iterations):
        article.iterate()
    return iterations / (time.perf_counter() - start)


def fastest(article):
    counts = [1]
    while counts[-1] * 2 <= len(os.sched_getaffinity(0)):
        counts.append(counts[-1] * 2)
    rates = {}
    for threads in counts:
        torch.set_num_threads(threads)
        rate(article, 5)
        rates[threads] = rate(article, 20)
    return max(rates, key=rates.get)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--data", required=True)
    arguments.add_argument("--iterations", type=int, default=200)
    arguments.add_argument("--threads", type=int)
    options = arguments.parse_args()

    torch.manual_seed(1)
    with gzip.open(os.path.join(options.data, "train-images-idx3-ubyte.gz")) as file:
        images = torch.from_numpy(np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, PIXELS).copy())
    article = Article(images)
    threads = options.threads or fastest(article)
    torch.set_num_threads(threads)
    rate(article, 10)
    print(json.dumps({
        "peer": f"PyTorch {torch.__version__}",
        "threads": threads,
        "iterations_per_second": rate(article, options.iterations),
    }))


if __name__ == "__main__":
    main()
