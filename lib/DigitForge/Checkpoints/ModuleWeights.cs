using System.Runtime.CompilerServices;
using DigitForge.Runtime;
using TorchSharp;
using TorchSharp.PyBridge;

// A script that references this library finds only those of the DLLs beside it that the library mentions. By this line a cell finds
// PyBridge, which reads and writes PyTorch's own files.
[assembly: TypeForwardedTo(typeof(PyBridgeModuleExtensions))]

namespace DigitForge.Checkpoints;

/// <summary>Saves and loads a model's weights, as Keras's <c>save_weights</c> and <c>load_weights</c> do.</summary>
public static class ModuleWeights
{
    // The Python library writes this entry for PyTorch, and some programs require it.
    private static readonly Dictionary<string, string> ForPyTorch = new() { ["format"] = "pt" };

    /// <summary>
    /// Writes all parameters and running statistics to a safetensors file, under their names in the model's <c>state_dict</c>. The same
    /// architecture in PyTorch can load the file unchanged.
    /// </summary>
    /// <param name="model">The model; it may live on any device.</param>
    /// <param name="path">The file; its name conventionally ends in <c>.safetensors</c>.</param>
    /// <param name="halfPrecision">
    /// Writes 16-bit floats: half the size, three decimal digits, numbers up to 65,504. Precise enough to draw pictures, too coarse to
    /// continue training.
    /// </param>
    /// <param name="metadata">Text to keep with the weights, by name; null for none.</param>
    /// <exception cref="CheckpointException">The file cannot be written, or a number is too large for half precision.</exception>
    public static void SaveWeights(
        this torch.nn.Module model, string path, bool halfPrecision = false, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var scope = torch.NewDisposeScope();
        var weights = model.state_dict();
        SafeTensorsFile.Save(
            path,
            halfPrecision ? weights.ToDictionary(pair => pair.Key, pair => ToHalf(path, pair.Key, pair.Value)) : weights,
            metadata is null ? ForPyTorch : ForPyTorch.Concat(metadata).ToDictionary());
    }

    /// <summary>Loads all parameters and running statistics from a safetensors file; other float types are converted.</summary>
    /// <param name="model">The model. If an exception is thrown, it is unchanged.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">
    /// The file is damaged or belongs to another model; the message names the tensors that do not match.
    /// </exception>
    public static void LoadWeights(this torch.nn.Module model, string path) => LoadAll((model, path));

    /// <summary>Loads the weights of several models. If an exception is thrown, all of them are unchanged.</summary>
    /// <param name="pairs">Each model with its file.</param>
    /// <exception cref="CheckpointException">A file is damaged or belongs to another model.</exception>
    internal static void LoadAll(params (torch.nn.Module Model, string Path)[] pairs)
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var copies = pairs.SelectMany(pair => MatchTensors(pair.Model, pair.Path)).ToList();
        foreach (var (to, from) in copies)
            to.copy_(from);
    }

    // The tensors belong to the caller's dispose scope.
    private static IEnumerable<(torch.Tensor To, torch.Tensor From)> MatchTensors(torch.nn.Module model, string path)
    {
        using var file = SafeTensorsFile.Load(path);
        var weights = model.state_dict();
        TensorMatch.Require(Path.GetFileName(path), file.Tensors, weights.ToDictionary(pair => pair.Key, pair => pair.Value.shape));
        return [.. weights.Select(pair => (pair.Value, file.Tensors[pair.Key].alias()))];
    }

    private static torch.Tensor ToHalf(string path, string name, torch.Tensor tensor)
    {
        if (!tensor.is_floating_point())
            return tensor;
        var half = tensor.detach().to(torch.float16);
        if (half.isinf().logical_and(tensor.isfinite()).any().item<bool>())
            throw new CheckpointException($"{Path.GetFileName(path)}: found a number in {Quote.Name(name)} that half precision cannot hold, expected none above {(float)Half.MaxValue:N0}: save in full precision.");
        return half;
    }
}

/// <summary>Compares the tensors of a file with those that are expected in it.</summary>
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

        var errors = new List<string>();
        if (missing.Length > 0)
            errors.Add(Language.Text($"missing {Quote.Names(missing)}"));
        if (unexpected.Length > 0)
            errors.Add(Language.Text($"unexpected {Quote.Names(unexpected)}"));
        if (misshaped.Length > 0)
        {
            string first = misshaped[0];
            string others = misshaped.Length > 1 ? Language.Text($" and {misshaped.Length - 1} more") : "";
            errors.Add(Language.Text($"mis-shaped {Quote.Name(first)} ({Quote.Shape(found[first].shape)}, expected {Quote.Shape(expected[first])}){others}"));
        }

        if (errors.Count > 0)
            throw new CheckpointException($"{file} does not fit: {Language.Join("; ", errors)}.");
    }
}
