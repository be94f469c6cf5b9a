"""Passes inputs through the flow network, changes its weights, and passes them again: flow_passes.py SCRIPTS FOLDER.

The weights come from a safetensors file and once more from a pickle, and the changed ones go into both.
"""
import os
import sys

import torch

scripts, folder = sys.argv[1:]
sys.path.insert(0, scripts)
import safetensors_file
from flow_network import FlowNetwork

inputs, _ = safetensors_file.load(os.path.join(folder, "inputs.safetensors"))
weights, _ = safetensors_file.load(os.path.join(folder, "flow.safetensors"))
pickled = torch.load(os.path.join(folder, "flow.pth"), weights_only=True)
assert weights.keys() == pickled.keys()
assert all(torch.equal(weights[name], pickled[name]) for name in weights)

network = FlowNetwork.of(weights)
before = network(inputs["pictures"], inputs["times"], inputs["labels"])
before.square().mean().backward()
with torch.no_grad():
    for parameter in network.parameters():
        parameter -= 0.1 * parameter.grad
    after = network(inputs["pictures"], inputs["times"], inputs["labels"])
safetensors_file.save(os.path.join(folder, "from-pytorch.safetensors"), network.state_dict())
torch.save(network.state_dict(), os.path.join(folder, "from-pytorch.pth"))
safetensors_file.save(os.path.join(folder, "outputs.safetensors"), {"before": before, "after": after})
