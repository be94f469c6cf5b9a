using System.Globalization;
using DigitForge.Checkpoints;
using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Training;

/// <summary>A language model: a transformer, and the characters that its tokens stand for.</summary>
/// <remarks>Owns the network: dispose it when it is no longer needed.</remarks>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class TextModel : IDisposable
{
    private const string VocabularyKey = "vocabulary";

    /// <summary>Combines a network and a vocabulary.</summary>
    /// <param name="transformer">The network; this object disposes it.</param>
    /// <param name="vocabulary">The characters that its tokens stand for.</param>
    /// <exception cref="OneSentenceException">The network has another number of tokens.</exception>
    public TextModel(Transformer transformer, CharacterVocabulary vocabulary)
    {
        if (transformer.Size.Vocabulary != vocabulary.Count)
            throw new OneSentenceException($"Found a vocabulary of {vocabulary.Count} tokens, expected {transformer.Size.Vocabulary}, as the network has.");
        (Transformer, Vocabulary) = (transformer, vocabulary);
    }

    /// <summary>The network. Owned by this object.</summary>
    public Transformer Transformer { get; }

    /// <summary>The characters that its tokens stand for.</summary>
    public CharacterVocabulary Vocabulary { get; }

    /// <summary>Loads a model that <see cref="Save"/> wrote, together with its vocabulary.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The model; the caller owns it.</returns>
    /// <exception cref="CheckpointException">The file is damaged or belongs to another model.</exception>
    public static TextModel Load(string path)
    {
        var (transformer, metadata) = TransformerFile.Load(path);
        if (!metadata.TryGetValue(VocabularyKey, out string? characters))
        {
            transformer.Dispose();
            throw new CheckpointException($"{Path.GetFileName(path)}: found no vocabulary in it, expected the weights of a model of text.");
        }

        return new TextModel(transformer, new CharacterVocabulary(characters));
    }

    /// <summary>Continues a prompt.</summary>
    /// <param name="prompt">The text to continue: at least one character.</param>
    /// <param name="count">The number of characters to write.</param>
    /// <param name="random">Draws the characters: the same seed writes the same text.</param>
    /// <param name="sampling">How characters are drawn; by default with the probabilities that the network predicts.</param>
    /// <returns>The continuation, without the prompt.</returns>
    /// <exception cref="OneSentenceException">The prompt is empty, or a setting is out of range.</exception>
    public string Write(string prompt, int count, torch.Generator random, Sampling? sampling = null)
    {
        if (prompt.Length == 0)
            throw new OneSentenceException("Found an empty prompt, expected at least one character: the network needs something to continue.");
        using var scope = torch.NewDisposeScope();
        // The unknown token is never written.
        var drawn = (sampling ?? new Sampling()) with { Below = Vocabulary.Unknown };
        return Vocabulary.Decode(Transformer.Generate(Vocabulary.Encode(prompt).unsqueeze(0), count, random, drawn)[0]);
    }

    /// <summary>Writes the weights to a safetensors file, with the vocabulary in its metadata.</summary>
    /// <param name="path">The file.</param>
    /// <param name="halfPrecision">Whether to write 16-bit floats.</param>
    /// <exception cref="CheckpointException">The file cannot be written.</exception>
    public void Save(string path, bool halfPrecision = false) =>
        TransformerFile.Save(Transformer, path, halfPrecision, (VocabularyKey, Vocabulary.Characters));

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text($"A model of text: {Transformer.Size}");

    /// <inheritdoc/>
    public void Dispose() => Transformer.Dispose();
}

/// <summary>A file from which a transformer can be restored: its weights, and in the metadata what their shapes do not show.</summary>
internal static class TransformerFile
{
    private const string HeadsKey = "heads";

    /// <summary>Writes the weights.</summary>
    public static void Save(Transformer transformer, string path, bool halfPrecision, params IEnumerable<(string Name, string Text)> metadata) =>
        transformer.SaveWeights(
            path,
            halfPrecision,
            metadata.Append((HeadsKey, FormattableString.Invariant($"{transformer.Size.Heads}"))).ToDictionary());

    /// <summary>Creates a transformer whose size matches the file's weights, and loads them.</summary>
    /// <returns>The transformer, which the caller owns, and the file's metadata.</returns>
    /// <exception cref="CheckpointException">The file is damaged or belongs to another model.</exception>
    public static (Transformer Transformer, IReadOnlyDictionary<string, string> Metadata) Load(string path)
    {
        using var file = SafeTensorsFile.Load(path);
        using var random = TorchRuntime.Random(seed: 0);
        var transformer = new Transformer(random, Size(file, Path.GetFileName(path)));
        try
        {
            transformer.LoadWeights(path);
            return (transformer, file.Metadata);
        }
        catch (CheckpointException)
        {
            transformer.Dispose();
            throw;
        }
    }

    private static TransformerSize Size(SafeTensorsFile file, string name)
    {
        if (!file.Tensors.TryGetValue("token.weight", out var token) || token.dim() != 2
            || !file.Tensors.TryGetValue("position.weight", out var position) || position.dim() != 2
            || !file.Metadata.TryGetValue(HeadsKey, out string? heads) || !int.TryParse(heads, CultureInfo.InvariantCulture, out int headCount))
        {
            throw new CheckpointException($"{name}: found other tensors or metadata in it, expected the weights of a transformer.");
        }

        int layers = file.Tensors.Keys.Select(key => key.Split('.')[0]).Distinct().Count(key => key.StartsWith("block", StringComparison.Ordinal));
        var size = new TransformerSize((int)token.shape[0], (int)position.shape[0], (int)token.shape[1], layers, headCount);
        try
        {
            size.Validate();
            return size;
        }
        catch (OneSentenceException fault)
        {
            throw new CheckpointException($"{name}: {fault.Message}", fault);
        }
    }
}
