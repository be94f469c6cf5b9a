"""Reads and writes safetensors files: names, numbers and free text, and nothing that could run.

The format (github.com/huggingface/safetensors): eight bytes with the header's length, the header in JSON, then the raw numbers.
"""
import json
import os
import struct

import torch

TYPES = {
    "F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16,
    "I64": torch.int64, "I32": torch.int32, "U8": torch.uint8, "BOOL": torch.bool,
}
NAMES = {dtype: name for name, dtype in TYPES.items()}


def load(path):
    """Returns the tensors and the texts of a file, both by name."""
    with open(path, "rb") as file:
        content = bytearray(file.read())
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8:8 + length])
    texts = header.pop("__metadata__", {})
    return {name: _tensor(entry, content, 8 + length) for name, entry in header.items()}, texts


def save(path, tensors, texts=None):
    """Writes a file, whole or not at all."""
    # Wide numbers first: each tensor then begins at a multiple of its numbers' size.
    names = sorted(tensors, key=lambda name: (-tensors[name].element_size(), name))
    header, raw, end = {}, [], 0
    if texts:
        header["__metadata__"] = texts
    for name in names:
        tensor = tensors[name].detach().cpu().contiguous()
        begin, end = end, end + tensor.numel() * tensor.element_size()
        header[name] = {"dtype": NAMES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [begin, end]}
        raw.append(tensor.reshape(-1).view(torch.uint8).numpy().tobytes() if tensor.numel() else b"")
    lines = json.dumps(header, separators=(",", ":")).encode()
    lines += b" " * (-len(lines) % 8)
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with open(f"{path}.part", "wb") as file:
        file.write(struct.pack("<Q", len(lines)) + lines + b"".join(raw))
    os.replace(f"{path}.part", path)


def _tensor(entry, content, start):
    dtype, shape = TYPES[entry["dtype"]], entry["shape"]
    begin, end = entry["data_offsets"]
    if begin == end:
        return torch.empty(shape, dtype=dtype)
    return torch.frombuffer(content[start + begin:start + end], dtype=dtype).reshape(shape)
