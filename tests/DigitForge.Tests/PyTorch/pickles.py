"""PyTorch's own files, for PyBridgeTests.

    python pickles.py add-one SCRIPTS FOLDER     reads generator.pth, adds 1 to each number, writes from-pytorch.pth
    python pickles.py commands SCRIPTS FOLDER    writes files that run a command when they are loaded, and loads them
"""
import os
import subprocess
import sys

import torch

what, scripts, folder = sys.argv[1:]
sys.path.insert(0, scripts)
import networks


class Call:
    """Pickled as a call: whoever loads the pickle makes it."""

    def __init__(self, function, *arguments):
        self.function, self.arguments = function, arguments

    def __reduce__(self):
        return self.function, self.arguments


def add_one():
    weights = torch.load(os.path.join(folder, "generator.pth"), weights_only=True)
    model = networks.generator()
    model.load_state_dict(weights)
    for tensor in model.state_dict().values():
        tensor.add_(1)
    torch.save(model.state_dict(), os.path.join(folder, "from-pytorch.pth"))


def commands():
    for name in "system", "run", "eval":
        path = os.path.join(folder, f"command-{name}.pth")
        ran = path + ".ran"
        command = f'echo > "{ran}"'
        torch.save({"dense1.weight": torch.ones(2), "more": {
            "system": Call(os.system, command),
            "run": Call(subprocess.check_call, command, -1, None, None, None, None, None, True, True),
            "eval": Call(eval, f"open({ran!r}, 'w').close()"),
        }[name]}, path)
        assert not os.path.exists(ran)
        try:
            torch.load(path, weights_only=True)
        except Exception as refusal:
            print(refusal)
        else:
            sys.exit(f"{path} was not refused.")
        assert not os.path.exists(ran)
        torch.load(path, weights_only=False)
        os.rename(ran, path + ".ran-in-python")


{"add-one": add_one, "commands": commands}[what]()
