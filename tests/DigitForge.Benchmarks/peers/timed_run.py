"""What the peers of `race` share: the training images, the clock, and the pictures that are written for the ruler.

Only training counts: while pictures are drawn and written, the clock stands still. A picture file is N x 784 bytes, a byte a pixel, and its name
is the seconds of training so far: `0042.7.pictures`.
"""
import argparse
import gzip
import json
import os
import sys
import time

import numpy as np
import torch

SIDE = 28
PIXELS = SIDE * SIDE


def options(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("folder", help="where the pictures are written")
    parser.add_argument("--data", required=True, help="the folder with MNIST's IDX files")
    parser.add_argument("--every", type=float, default=30, help="seconds of training between two files")
    parser.add_argument("--limit", type=float, default=1800, help="seconds of training after which to stop")
    parser.add_argument("--pictures", type=int, default=10_000, help="how many pictures a file has")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count())
    parser.add_argument("--ask", action="store_true", help="after each file, wait for a line on standard input; stop at its end")
    return parser.parse_args()


def training_images(folder):
    """float32 [60000, 784], -1 to 1."""
    with gzip.open(os.path.join(folder, "train-images-idx3-ubyte.gz")) as file:
        pixels = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, PIXELS)
    return torch.from_numpy(pixels.astype(np.float32)) / 127.5 - 1


def batches(images, size):
    """One batch after another, for ever; each epoch in a new order. As in a DataLoader, the last batch of an epoch may be smaller."""
    while True:
        for indices in torch.randperm(len(images)).split(size):
            yield images[indices]


def train(iterate, draw, options):
    """Calls `iterate` until the time is over.

    iterate: trains on one batch.
    draw: draws a number of pictures, float32 [N, 784], -1 to 1.
    """
    os.makedirs(options.folder, exist_ok=True)
    seconds, iterations, due = 0.0, 0, options.every
    while seconds < options.limit:
        start = time.perf_counter()
        iterate()
        seconds += time.perf_counter() - start
        iterations += 1
        if seconds < due and seconds < options.limit:
            continue
        due += options.every
        write(draw, os.path.join(options.folder, f"{seconds:06.1f}.pictures"), options.pictures)
        print(json.dumps({"peer": f"PyTorch {torch.__version__}", "threads": torch.get_num_threads(), "seconds": seconds, "iterations": iterations}), flush=True)
        if options.ask and not sys.stdin.readline():
            break


def write(draw, path, count, at_once=500):
    with torch.no_grad():
        pixels = [((draw(min(at_once, count - done)) + 1) * 127.5).round().clamp(0, 255).to(torch.uint8) for done in range(0, count, at_once)]
    with open(path + ".part", "wb") as file:
        file.write(torch.cat(pixels).numpy().tobytes())
    os.replace(path + ".part", path)


def main(make, description):
    """Makes a GAN from the training images and trains it as the command line says.

    make: from float32 [60000, 784], -1 to 1, something with `iterate` and `draw`.
    """
    arguments = options(description)
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    gan = make(training_images(arguments.data))
    train(gan.iterate, gan.draw, arguments)
