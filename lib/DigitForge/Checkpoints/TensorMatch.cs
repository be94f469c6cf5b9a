using TorchSharp;

namespace DigitForge.Checkpoints;

/// <summary>Compares the tensors of a file with those that they are to become.</summary>
internal static class TensorMatch
{
    /// <summary>Requires the same names and shapes on both sides.</summary>
    /// <param name="file">The file's name, for the message.</param>
    /// <param name="found">The file's tensors.</param>
    /// <param name="expected">The shapes that they must have.</param>
    /// <exception cref="CheckpointException">They differ; the message names every kind of difference.</exception>
    public static void Require(
        string file, IReadOnlyDictionary<string, torch.Tensor> found, IReadOnlyDictionary<string, long[]> expected)
    {
        string[] missing = [.. expected.Keys.Where(name => !found.ContainsKey(name))];
        string[] unexpected = [.. found.Keys.Where(name => !expected.ContainsKey(name))];
        string[] misshaped = [.. expected.Keys.Where(name => found.TryGetValue(name, out var tensor) && !tensor.shape.AsSpan().SequenceEqual(expected[name]))];

        var troubles = new List<string>();
        if (missing.Length > 0)
            troubles.Add($"missing {Quote.Names(missing)}");
        if (unexpected.Length > 0)
            troubles.Add($"unexpected {Quote.Names(unexpected)}");
        if (misshaped.Length > 0)
        {
            string first = misshaped[0];
            troubles.Add($"{Quote.Names(misshaped)} mis-shaped ({Quote.Name(first)} has the shape {Quote.Shape(found[first].shape)}, expected {Quote.Shape(expected[first])})");
        }

        if (troubles.Count > 0)
            throw new CheckpointException($"{file} does not fit: {string.Join("; ", troubles)}.");
    }
}
