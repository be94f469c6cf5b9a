"""Goes on in PyTorch, in several processes, with a training run that was begun in C#.

    torchrun --nproc_per_node 2 continue_ddp.py checkpoint-00010000.safetensors --iterations 1000 --out continued

A checkpoint has all that a run needs: both networks' weights, the memory of both optimizers, the random generator's state, and
the recipe. Every process draws the same batch and the same noise and works on its share of the rows; gradients are averaged
(DistributedDataParallel: Li et al. 2020, arXiv:2006.15704). With one process it is the run that the C# program would have had, but
for the last digits of its sums. With several, batch normalization sees a share of the batch at a time, unless the processes have
graphics cards, where it is computed over all of them.

Written in the end: generator.safetensors and discriminator.safetensors, which LoadWeights reads in C#.
"""
import argparse
import gzip
import math
import os
import time

import torch
from torch import distributed, nn
from torch.nn.parallel import DistributedDataParallel

import networks
import safetensors_file

# The recipe's settings that change what is computed and that this script does not know, each with the value that leaves all as it is.
NOT_HERE = {
    "Loss": "CrossEntropy", "DecayFrom": "1", "RealLabel": "1", "JointStep": "False", "SharedFakes": "False",
    "GradientPenalty": "0", "PenaltyInterval": "1", "PenaltyOnFakes": "False", "AverageDecay": "0",
}
HERE = {"BatchSize", "LearningRate", "Beta1", "Beta2", "Epsilon", "DiscriminatorLearns"}
WITHOUT_EFFECT = {"Name", "Iterations", "SampleInterval", "SampleCount"}
DESCRIPTION = {"format", "version", "data", "seed", "threads", "libtorch", "sha256", "generator", "discriminator"}


class KerasAdam:
    """Adam as Keras computes it: epsilon is added to the root of the uncorrected mean square."""

    def __init__(self, network, recipe):
        self.epsilon, self.beta2, self.steps = recipe["Epsilon"], recipe["Beta2"], 0
        self.adam = torch.optim.Adam(network.parameters(), recipe["LearningRate"], (recipe["Beta1"], self.beta2))

    def remember(self, network, tensors, owner):
        """Takes over the means that the optimizer in C# had come to."""
        self.steps, *steps = tensors[f"{owner}.steps"].tolist()
        for count, (name, parameter) in zip(steps, network.named_parameters()):
            self.adam.state[parameter] = {"step": torch.tensor(float(count))} | {
                mean: tensors[f"{owner}.{mean}.{name}"].to(parameter.device) for mean in ("exp_avg", "exp_avg_sq")}

    def minimize(self, loss):
        self.steps += 1
        self.adam.param_groups[0]["eps"] = self.epsilon / math.sqrt(1 - self.beta2 ** self.steps)
        self.adam.zero_grad()
        loss.backward()
        self.adam.step()


class Run:
    def __init__(self, path, data_folder, device):
        tensors, texts = safetensors_file.load(path)
        self.recipe = read_recipe(texts)
        self.images = read_images(data_folder, texts["data"])
        self.device = device
        self.generator = self.network(networks.generator(tensors["generator.dense1.weight"].shape[1]), tensors, "generator", texts)
        self.discriminator = self.network(networks.discriminator(), tensors, "discriminator", texts)
        self.optimizers = {}
        for name, network in (("generator", self.generator), ("discriminator", self.discriminator)):
            self.optimizers[name] = KerasAdam(network, self.recipe)
            self.optimizers[name].remember(network, tensors, f"{name}_adam")
        self.random = torch.Generator()
        self.random.set_state(tensors["random"])
        # The losses are computed from the verdict before its sigmoid.
        self.logits = self.discriminator[:-1]
        self.parallel_generator = parallel(self.generator, device)
        self.parallel_logits = parallel(self.logits, device)

    def network(self, network, tensors, owner, texts):
        layers = ", ".join(f"{name} {type(layer).__name__}" for name, layer in network.named_children())
        if texts.get(owner, layers) != layers:
            raise SystemExit(f"Found a {owner} of the layers {texts[owner]}; expected {layers}, the article's.")
        network.load_state_dict({name[len(owner) + 1:]: tensor for name, tensor in tensors.items() if name.startswith(owner + ".")})
        network = network.to(self.device)
        return nn.SyncBatchNorm.convert_sync_batchnorm(network) if self.device.type == "cuda" else network

    def share(self, rows):
        """The rows of a batch that this process works on."""
        return rows[distributed.get_rank()::distributed.get_world_size()].to(self.device)

    def noise(self):
        return self.share(torch.randn(self.recipe["BatchSize"], self.generator.dense1.in_features, generator=self.random))

    def step(self):
        """One iteration: two steps of the discriminator, one of the generator, as the article has them."""
        chosen = torch.randint(len(self.images), [self.recipe["BatchSize"]], generator=self.random)
        real = self.share(self.images[chosen].float() / 255)
        self.generator.eval()
        with torch.no_grad():
            fakes = self.generator(self.noise())
        on_real = self.teach_discriminator(real, label=1.0)
        on_fakes = self.teach_discriminator(fakes, label=0.0)

        self.generator.train()
        self.discriminator.requires_grad_(False)
        loss = cross_entropy(self.logits(self.parallel_generator(self.noise())), label=1.0)
        self.optimizers["generator"].minimize(loss)
        self.discriminator.requires_grad_(True)
        self.average_statistics()
        return (on_real + on_fakes) / 2, loss.item()

    def teach_discriminator(self, pictures, label):
        loss = cross_entropy(self.parallel_logits(pictures), label)
        if self.recipe["DiscriminatorLearns"]:
            self.optimizers["discriminator"].minimize(loss)
        return loss.item()

    def average_statistics(self):
        for statistic in self.generator.buffers():
            if statistic.is_floating_point():
                distributed.all_reduce(statistic)
                statistic /= distributed.get_world_size()

    def save(self, folder):
        for name in ("generator", "discriminator"):
            safetensors_file.save(os.path.join(folder, f"{name}.safetensors"), getattr(self, name).state_dict(), {"format": "pt"})


def cross_entropy(logits, label):
    return nn.functional.binary_cross_entropy_with_logits(logits, torch.full_like(logits, label))


def parallel(network, device):
    return DistributedDataParallel(network, device_ids=[device.index] if device.type == "cuda" else None, broadcast_buffers=False)


def read_recipe(texts):
    """The recipe's settings; refuses a file that is no checkpoint, and a recipe that this script would not follow."""
    if texts.get("format") != "DigitForge training checkpoint":
        raise SystemExit("Found a file that is no training checkpoint; expected one that GanTrainer has written.")
    for setting in sorted(texts.keys() - HERE - WITHOUT_EFFECT - DESCRIPTION):
        if texts[setting] != NOT_HERE.get(setting):
            raise SystemExit(f"Found {setting} = {texts[setting]} in the recipe; expected {NOT_HERE.get(setting, 'no such setting')}, "
                             "because this script only knows the article's way to train.")
    recipe = {setting: float(texts[setting]) for setting in HERE - {"BatchSize", "DiscriminatorLearns"}}
    recipe["DiscriminatorLearns"] = texts["DiscriminatorLearns"] == "True"
    recipe["BatchSize"] = int(texts["BatchSize"])
    processes = distributed.get_world_size()
    if recipe["BatchSize"] % processes or recipe["BatchSize"] < 2 * processes:
        raise SystemExit(f"Found a batch of {recipe['BatchSize']} for {processes} processes; expected a multiple, and 2 images or more for each.")
    return recipe


def read_images(folder, data):
    """The images that the run was trained on: uint8 [N, 784]."""
    files = {"MNIST (training)": "train-images-idx3-ubyte.gz", "MNIST (test)": "t10k-images-idx3-ubyte.gz"}
    name = data.split(":")[0]
    if name not in files:
        raise SystemExit(f"Found a run on {name}; expected one on {' or '.join(files)}.")
    with gzip.open(os.path.join(folder, files[name])) as file:
        return torch.frombuffer(bytearray(file.read()[16:]), dtype=torch.uint8).reshape(-1, 784)


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("checkpoint")
    arguments.add_argument("--iterations", type=int, default=1000)
    arguments.add_argument("--out", default="continued", help="the folder for the weights")
    arguments.add_argument("--data", default=os.path.join(here, "..", "..", "data", "mnist"), help="the folder with MNIST")
    chosen = arguments.parse_args()

    on_gpu = torch.cuda.is_available()
    backend = "nccl" if on_gpu else "gloo"
    if "RANK" in os.environ:  # torchrun has started this process, and tells it where to find the others.
        distributed.init_process_group(backend)
    else:
        distributed.init_process_group(backend, store=distributed.HashStore(), rank=0, world_size=1)
    rank, processes = distributed.get_rank(), distributed.get_world_size()
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if on_gpu else torch.device("cpu")

    run = Run(chosen.checkpoint, chosen.data, device)
    began = time.time()
    for iteration in range(1, chosen.iterations + 1):
        losses = run.step()
        if rank == 0 and (iteration % 100 == 0 or iteration == chosen.iterations):
            print(f"{iteration} iterations more in {processes} processes: D loss {losses[0]:.4f}, G loss {losses[1]:.4f}, "
                  f"{iteration / (time.time() - began):.1f} per second", flush=True)
    if rank == 0:
        run.save(chosen.out)
        print(f"Written: generator.safetensors and discriminator.safetensors in {chosen.out}")
    # No process leaves while another still works: PyTorch 1.13 may then hang in the end.
    distributed.barrier()
    del run
    distributed.destroy_process_group()


if __name__ == "__main__":
    main()
