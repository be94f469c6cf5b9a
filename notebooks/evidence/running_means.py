"""What the article's printed losses mean under Keras 3 before version 3.15.

    python running_means.py

Needs Python and nothing else. There, train_on_batch returns what Keras's metrics hold: keras.metrics.Mean adds up all losses
since the model was compiled, and divides by their number. Nobody sets it back to zero between two calls, so its numbers are
means over all calls so far, on real images and on fakes alike. Keras 2 set it back at each call, and so does Keras 3 from
version 3.15 on (github.com/keras-team/keras, pull request 22617). RunningMean does the arithmetic of keras.metrics.Mean
(keras/src/metrics/reduction_metrics.py).
"""


class RunningMean:
    def __init__(self):
        self.reset()

    def reset(self):
        self.total = 0.0
        self.count = 0

    def update(self, value):
        self.total += value
        self.count += 1
        return self.total / self.count


class Reporter:
    """Says what train_on_batch would return for a batch with this loss."""

    def __init__(self, resets_at_each_call):
        self.resets_at_each_call = resets_at_each_call
        self.mean = RunningMean()

    def train_on_batch(self, loss):
        if self.resets_at_each_call:
            self.mean.reset()
        return self.mean.update(loss)


def real_and_fake():
    """A discriminator that never changes: 0.2 on each real batch, 1.0 on each batch of fakes."""
    print("A discriminator whose loss is always 0.2 on real images and 1.0 on fakes.")
    print("  pass   every call by itself      mean of all calls")
    print("           real  fake  d_loss      real  fake  d_loss")
    fresh, running = Reporter(True), Reporter(False)
    for epoch in range(1001):
        reports = [(on.train_on_batch(0.2), on.train_on_batch(1.0)) for on in (fresh, running)]
        if epoch in (0, 1, 10, 1000):
            (a, b), (c, d) = reports
            print(f"  {epoch:4}     {a:.2f}  {b:.2f}   {0.5 * (a + b):.2f}       {c:.2f}  {d:.2f}   {0.5 * (c + d):.2f}")


# Notebook 5 with seed 2: the generator's loss, the mean of each thousand iterations.
G_LOSSES = [11.83, 13.28, 10.69, 10.43, 7.60, 6.19, 5.29, 4.77, 4.32, 3.90]


def a_loss_that_falls():
    print("A generator whose loss goes as ours did in notebook 5.")
    print("  pass   this batch   mean of all calls")
    fresh, running = Reporter(True), Reporter(False)
    for epoch in range(10000):
        loss = G_LOSSES[epoch // 1000]
        reports = fresh.train_on_batch(loss), running.train_on_batch(loss)
        if epoch % 1000 == 0:
            print(f"  {epoch:4}   {reports[0]:10.2f}   {reports[1]:17.2f}")


if __name__ == "__main__":
    real_and_fake()
    print()
    a_loss_that_falls()
