using TorchSharp;

namespace DigitForge.Training;

/// <summary>What the generator made of the same noise at some point of its training.</summary>
/// <param name="Iteration">After how many iterations; 0 is before the first.</param>
/// <param name="Images">float32 [count, 784], 0 to 1, on the processor. Owned by the trainer.</param>
public sealed record Sample(int Iteration, torch.Tensor Images);
