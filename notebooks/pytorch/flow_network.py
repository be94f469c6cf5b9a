"""The flow network in PyTorch: the same layers under the same names, so that it loads the weights that were trained in C#, and the other way round."""
import torch
from torch import nn
from torch.nn import functional

TOLD = 128  # How many numbers a block is told.
WAVES = 16


class FlowNetwork(nn.Module):
    """In which direction a picture on its way should move: [B, 784] with ink at 1, times [B], labels [B] -> [B, 784]."""

    def __init__(self, label_count=10, width=32):
        super().__init__()
        self.label_count = label_count  # As a label, this number stands for "any of them".
        self.condition = FlowCondition(label_count)
        self.enter = nn.Conv2d(4, width, 3, padding=1)
        self.outer = FlowBlock(width, width)
        self.smaller = nn.Conv2d(width, 2 * width, 4, stride=2, padding=1)
        self.inner1 = FlowBlock(2 * width, 2 * width)
        self.inner2 = FlowBlock(2 * width, 2 * width)
        self.larger = nn.ConvTranspose2d(2 * width, width, 4, stride=2, padding=1)
        self.joined = FlowBlock(2 * width, width)
        self.norm = nn.GroupNorm(8, width)
        self.exit = nn.Conv2d(width, 4, 3, padding=1)

    @staticmethod
    def from_weights(weights):
        """The network that such weights belong to, with these weights."""
        width, inputs = weights["enter.weight"].shape[0], weights["condition.dense1.weight"].shape[1]
        network = FlowNetwork(inputs - 2 * WAVES - 1, width)
        network.load_state_dict(weights)
        return network

    def forward(self, pictures, times, labels):
        told = self.condition(times, labels)
        places = functional.pixel_unshuffle(pictures.reshape(-1, 1, 28, 28), 2)
        fine = self.outer(self.enter(places), told)
        coarse = self.inner2(self.inner1(self.smaller(fine), told), told)
        both = self.joined(torch.cat([self.larger(coarse), fine], 1), told)
        return functional.pixel_shuffle(self.exit(functional.silu(self.norm(both))), 2).reshape(-1, 784)


class FlowCondition(nn.Module):
    """What a block is told: the time as sines and cosines and the digit as a one-hot row, through two dense layers."""

    def __init__(self, label_count):
        super().__init__()
        self.label_count = label_count
        self.dense1 = nn.Linear(2 * WAVES + label_count + 1, TOLD)
        self.dense2 = nn.Linear(TOLD, TOLD)

    def forward(self, times, labels):
        angles = times.unsqueeze(1) * torch.logspace(0, 3, WAVES, device=times.device)
        digit = functional.one_hot(labels, self.label_count + 1).float()
        inputs = torch.cat([angles.sin(), angles.cos(), digit], 1)
        return functional.silu(self.dense2(functional.silu(self.dense1(inputs))))


class FlowBlock(nn.Module):
    """What it computes is added to its input: [B, inputs, H, W] -> [B, outputs, H, W]."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.norm1 = nn.GroupNorm(8, inputs)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.told = nn.Linear(TOLD, 2 * outputs)
        self.norm2 = nn.GroupNorm(8, outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.shortcut = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else None

    def forward(self, x, told):
        hidden = self.norm2(self.conv1(functional.silu(self.norm1(x))))
        scale, shift = self.told(told)[:, :, None, None].chunk(2, 1)
        changed = self.conv2(functional.silu(hidden * (scale + 1) + shift))
        return (x if self.shortcut is None else self.shortcut(x)) + changed
