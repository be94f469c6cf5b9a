"""The article's second training loop, up to the line where it stops.

    python second_loop.py

Needs matplotlib and numpy, and no TensorFlow: three stand-ins take the networks' places. They learn nothing, but they take
and return what Keras's models do, and the loop around them is the article's, retold: its names, its arguments, its order.
"""
import os
import tempfile

import matplotlib

matplotlib.use("Agg")  # draws without opening windows
import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402

EPOCHS = 10000
BATCH_SIZE = 128
SAMPLE_INTERVAL = 1000


class Generator:
    """Draws noise, as the untrained generator does."""

    def predict(self, noise):
        return np.random.rand(len(noise), 28, 28)


class Discriminator:
    """Returns a loss and an accuracy."""

    def train_on_batch(self, images, labels):
        return [0.69, 0.5]


class Gan:
    """Returns a loss."""

    def train_on_batch(self, noise, labels):
        return 0.69


def generate_and_save_images(model, epoch, test_input):
    predictions = model.predict(test_input)
    plt.figure(figsize=(4, 4))
    for i in range(predictions.shape[0]):
        plt.subplot(4, 4, i + 1)
        plt.imshow(predictions[i], cmap="gray")
        plt.axis("off")
    plt.savefig(f"image_at_epoch_{epoch:04d}.png")
    plt.show()


def train(generator, discriminator, gan, x_train):
    """The loop of the chapter on training. In the article it stands in no function; here it is in one so that it can be called."""
    for epoch in range(EPOCHS):
        real_images = x_train[np.random.randint(0, x_train.shape[0], BATCH_SIZE)]
        noise = np.random.normal(0, 1, (BATCH_SIZE, 100))
        fake_images = generator.predict(noise)
        real_labels = np.ones((BATCH_SIZE, 1))
        fake_labels = np.zeros((BATCH_SIZE, 1))
        d_loss_real = discriminator.train_on_batch(real_images, real_labels)
        d_loss_fake = discriminator.train_on_batch(fake_images, fake_labels)
        d_loss = 0.5 * np.add(d_loss_real, d_loss_fake)

        noise = np.random.normal(0, 1, (BATCH_SIZE, 100))
        g_loss = gan.train_on_batch(noise, real_labels)

        if epoch % SAMPLE_INTERVAL == 0:
            print(f"pass {epoch}: D loss {d_loss[0]}, accuracy {100 * d_loss[1]}%, G loss {g_loss}")
            generate_and_save_images(generator, epoch, noise)


def files_left_by(action):
    """Runs it in an empty folder: what it raised, and the files that are there afterwards."""
    here = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        error = None
        try:
            action()
        except ValueError as raised:
            error = raised
        finally:
            os.chdir(here)
            plt.close("all")
        return error, ", ".join(sorted(os.listdir(folder))) or "none"


def tell(what, action):
    print(what)
    error, files = files_left_by(action)
    print("it ended well" if error is None else f"{type(error).__name__}: {error}")
    print(f"files left behind: {files}")


if __name__ == "__main__":
    print(f"matplotlib {matplotlib.__version__}")
    print()
    tell("The chapter on verifying: sixteen noise vectors, epoch 0",
         lambda: generate_and_save_images(Generator(), 0, np.random.normal(0, 1, (16, 100))))
    print()
    tell("The chapter on training: the second loop",
         lambda: train(Generator(), Discriminator(), Gan(), np.random.rand(1000, 28, 28)))
