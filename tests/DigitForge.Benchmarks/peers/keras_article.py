"""The article's own program, timed: for those who have TensorFlow. The last line is JSON.

    python3 keras_article.py --data ../../../data/mnist --iterations 200
"""
import argparse
import gzip
import json
import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf
from tensorflow.keras import Model, Sequential
from tensorflow.keras.layers import BatchNormalization, Dense, Flatten, Input, Reshape

BATCH, LATENT = 128, 100


def compiled():
    generator = Sequential([
        Input((LATENT,)),
        Dense(256, activation="relu"), BatchNormalization(),
        Dense(512, activation="relu"), BatchNormalization(),
        Dense(1024, activation="relu"), BatchNormalization(),
        Dense(784, activation="sigmoid"), Reshape((28, 28)),
    ])
    discriminator = Sequential([
        Input((28, 28)), Flatten(), Dense(512, activation="relu"), Dense(256, activation="relu"), Dense(1, activation="sigmoid"),
    ])
    discriminator.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
    discriminator.trainable = False
    noise = Input((LATENT,))
    gan = Model(noise, discriminator(generator(noise)))
    gan.compile(loss="binary_crossentropy", optimizer="adam")
    return generator, discriminator, gan


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--data", required=True)
    arguments.add_argument("--iterations", type=int, default=200)
    options = arguments.parse_args()

    tf.keras.utils.set_random_seed(1)
    with gzip.open(os.path.join(options.data, "train-images-idx3-ubyte.gz")) as file:
        images = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 28, 28) / 255.0
    generator, discriminator, gan = compiled()
    ones, zeros = np.ones((BATCH, 1)), np.zeros((BATCH, 1))

    def iterate():
        real = images[np.random.randint(0, len(images), BATCH)]
        fake = generator.predict(np.random.normal(0, 1, (BATCH, LATENT)), verbose=0)
        discriminator.train_on_batch(real, ones)
        discriminator.train_on_batch(fake, zeros)
        gan.train_on_batch(np.random.normal(0, 1, (BATCH, LATENT)), ones)

    for _ in range(10):
        iterate()
    start = time.perf_counter()
    for _ in range(options.iterations):
        iterate()
    print(json.dumps({
        "peer": f"TensorFlow {tf.__version__}, Keras {tf.keras.__version__}",
        "iterations_per_second": options.iterations / (time.perf_counter() - start),
    }))


if __name__ == "__main__":
    main()
