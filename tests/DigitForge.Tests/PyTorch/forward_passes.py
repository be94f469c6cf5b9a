"""Passes inputs through both networks in both modes: forward_passes.py SCRIPTS FOLDER."""
import os
import sys

import torch

scripts, folder = sys.argv[1:]
sys.path.insert(0, scripts)
import networks
import safetensors_file

inputs, _ = safetensors_file.load(os.path.join(folder, "inputs.safetensors"))
outputs = {}
for name, network in (("generator", networks.generator()), ("discriminator", networks.discriminator())):
    weights, _ = safetensors_file.load(os.path.join(folder, f"{name}.safetensors"))
    network.load_state_dict(weights)
    with torch.no_grad():
        outputs[f"{name}.inference"] = network.eval()(inputs[name])
        outputs[f"{name}.training"] = network.train()(inputs[name])
    safetensors_file.save(os.path.join(folder, f"{name}.from-pytorch.safetensors"), network.state_dict())
safetensors_file.save(os.path.join(folder, "outputs.safetensors"), outputs)
