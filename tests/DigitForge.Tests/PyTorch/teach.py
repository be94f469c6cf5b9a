"""Passes inputs through a network, teaches it something, and passes them again: teach.py flow|transformer SCRIPTS FOLDER.

The weights come from a safetensors file and once more from a pickle, and the changed ones go into both.
"""
import os
import sys

import torch

what, scripts, folder = sys.argv[1:]
sys.path.insert(0, scripts)
import safetensors_file
from flow_network import FlowNetwork
from transformer import Transformer

weights, _ = safetensors_file.load(os.path.join(folder, "network.safetensors"))
pickled = torch.load(os.path.join(folder, "network.pth"), weights_only=True)
assert weights.keys() == pickled.keys()
assert all(torch.equal(weights[name], pickled[name]) for name in weights)

given, _ = safetensors_file.load(os.path.join(folder, "inputs.safetensors"))
inputs = [given[name] for name in {"flow": ["pictures", "times", "labels"], "transformer": ["tokens"]}[what]]
network = {"flow": FlowNetwork, "transformer": Transformer}[what].from_weights(weights)
before = network(*inputs)
before.square().mean().backward()
with torch.no_grad():
    for parameter in network.parameters():
        parameter -= 0.1 * parameter.grad
    after = network(*inputs)
safetensors_file.save(os.path.join(folder, "from-pytorch.safetensors"), network.state_dict())
torch.save(network.state_dict(), os.path.join(folder, "from-pytorch.pth"))
safetensors_file.save(os.path.join(folder, "outputs.safetensors"), {"before": before, "after": after})
