"""Draws in PyTorch what a generator that was trained in C# draws there.

    python draw.py generator.safetensors sixteen.safetensors digits.png

The second file has the noise, [16, 100], and what the C# program made of it, [16, 784]. Beside the PNG it leaves the same pictures as
numbers, in digits.safetensors: the notebook shows them.
"""
import os
import struct
import sys
import zlib

import torch

import networks
import safetensors_file


def draw(weights_path, noise):
    weights, _ = safetensors_file.load(weights_path)
    model = networks.generator(latent_size=noise.shape[1])
    model.load_state_dict(weights)
    model.eval()
    with torch.no_grad():
        return model(noise)


def save_png(path, pictures, columns=4):
    """A grey PNG of 28 x 28 pixels for each picture, in rows."""
    rows = pictures.reshape(-1, columns, 28, 28).permute(0, 2, 1, 3).reshape(-1, columns * 28)
    grey = (rows * 255).round().to(torch.uint8)
    height, width = grey.shape

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines = b"".join(b"\0" + line.numpy().tobytes() for line in grey)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
                   + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b""))


if __name__ == "__main__":
    weights_path, sixteen_path, png_path = sys.argv[1:]
    sixteen, _ = safetensors_file.load(sixteen_path)
    pictures = draw(weights_path, sixteen["noise"])
    save_png(png_path, pictures)
    safetensors_file.save(os.path.splitext(png_path)[0] + ".safetensors", {"images": pictures})
    print(f"PyTorch {torch.__version__} drew {len(pictures)} digits; "
          f"no pixel is off by more than {(pictures - sixteen['images']).abs().max().item():.1e}")
