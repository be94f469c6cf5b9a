"""Draws in PyTorch what a flow network that was trained in C# draws there.

    python draw_flow.py flow.safetensors sixteen.safetensors digits.png --steps 10 --solver midpoint --guidance 0.3

The second file has the noise, [16, 784], the labels, [16], and what the C# program made of them, [16, 784].
"""
import argparse

import torch

import safetensors_file
from draw import save_png
from flow_network import FlowNetwork


def velocity(network, state, time, labels, guidance):
    """With guidance: how the label changes the velocity, some times more (Ho and Salimans 2022, arXiv:2207.12598)."""
    times = torch.full([len(state)], time)
    asked = network(state, times, labels)
    if guidance == 0:
        return asked
    return asked + guidance * (asked - network(state, times, torch.full_like(labels, network.label_count)))


@torch.no_grad()
def draw(network, noise, labels, steps=10, solver="midpoint", guidance=0.3, paper_below=15):
    state, length = noise, 1 / steps
    for step in range(steps):
        time = step / steps
        direction = velocity(network, state, time, labels, guidance)
        if solver == "midpoint":
            direction = velocity(network, state + direction * length / 2, time + length / 2, labels, guidance)
        state = state + direction * length
    # 256 greys; integration leaves a faint one on the paper, which real digits have only beside their strokes.
    greys = (((state + 1) / 2).clamp(0, 1) * 255).round()
    return torch.where(greys >= paper_below, greys, torch.zeros(())) / 255


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("weights")
    arguments.add_argument("sixteen")
    arguments.add_argument("png")
    arguments.add_argument("--steps", type=int, default=10)
    arguments.add_argument("--solver", choices=["euler", "midpoint"], default="midpoint")
    arguments.add_argument("--guidance", type=float, default=0.3)
    arguments.add_argument("--paper-below", type=int, default=15, help="greys fainter than this, of 255, are paper")
    chosen = arguments.parse_args()

    weights, _ = safetensors_file.load(chosen.weights)
    sixteen, _ = safetensors_file.load(chosen.sixteen)
    pictures = draw(FlowNetwork.from_weights(weights), sixteen["noise"], sixteen["labels"], chosen.steps, chosen.solver, chosen.guidance, chosen.paper_below)
    save_png(chosen.png, pictures)
    same = ((pictures - sixteen["images"]).abs() < 0.5 / 255).sum().item()
    print(f"PyTorch {torch.__version__} drew {len(pictures)} digits; {same} of {pictures.numel()} pixels have the same grey")
