"""The transformer in PyTorch: the same layers under the same names, so that it loads the weights that were trained in C#, and the other way round."""
import math

import torch
from torch import nn
from torch.nn import functional


class Transformer(nn.Module):
    """Which token may come next, after each: [B, T] -> [B, T, vocabulary], logits."""

    def __init__(self, vocabulary, context, width=128, layers=4, heads=4):
        super().__init__()
        self.token = nn.Embedding(vocabulary, width)
        self.position = nn.Embedding(context, width)
        self.blocks = [TransformerBlock(width, heads) for _ in range(layers)]
        for number, block in enumerate(self.blocks, 1):
            self.add_module(f"block{number}", block)
        self.norm = nn.LayerNorm(width)

    @staticmethod
    def from_weights(weights, heads=4):
        """The transformer that such weights belong to, with these weights. They do not tell the number of heads."""
        vocabulary, width = weights["token.weight"].shape
        layers = sum(name.endswith(".expand.weight") for name in weights)
        transformer = Transformer(vocabulary, len(weights["position.weight"]), width, layers, heads)
        transformer.load_state_dict(weights)
        return transformer

    def forward(self, tokens):
        stream = self.token(tokens) + self.position.weight[:tokens.shape[1]]
        for block in self.blocks:
            stream = block(stream)
        # The output layer has the weights of the token embedding.
        return functional.linear(self.norm(stream), self.token.weight)


class TransformerBlock(nn.Module):
    """First each token gathers what it needs from those before it, then each is worked on alone: [B, T, width] -> [B, T, width]."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1 = nn.LayerNorm(width)
        self.queryKeyValue = nn.Linear(width, 3 * width)
        self.project = nn.Linear(width, width)
        self.norm2 = nn.LayerNorm(width)
        self.expand = nn.Linear(width, 4 * width)
        self.shrink = nn.Linear(4 * width, width)

    def forward(self, stream):
        stream = stream + self.project(self.attend(self.queryKeyValue(self.norm1(stream))))
        return stream + self.shrink(functional.gelu(self.expand(self.norm2(stream))))

    def attend(self, all_three):
        batch, length, _ = all_three.shape
        query, key, value = all_three.view(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        scores = query @ key.transpose(2, 3) / math.sqrt(key.shape[3])
        future = torch.ones(length, length, dtype=torch.bool, device=scores.device).triu(1)
        weights = scores.masked_fill(future, -math.inf).softmax(-1)
        return (weights @ value).transpose(1, 2).flatten(2)
