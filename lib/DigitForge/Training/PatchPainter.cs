using DigitForge.Checkpoints;
using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Training;

/// <summary>A transformer that draws: its prompt is a digit's name, and it writes the digit as 49 words of a codebook.</summary>
/// <remarks>
/// Its tokens are the words, followed by a name for each of the ten digits. Owns the network and the codebook: dispose it when they are no
/// longer needed.
/// </remarks>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class PatchPainter : IDisposable
{
    private const int BlockSize = 1_000;

    /// <summary>Combines a network and a codebook.</summary>
    /// <param name="transformer">The network; this object disposes it.</param>
    /// <param name="codebook">The codebook of the words that it writes; this object disposes it.</param>
    /// <exception cref="OneSentenceException">The network has another number of tokens, or its context is shorter than 49.</exception>
    public PatchPainter(Transformer transformer, PatchCodebook codebook)
    {
        var expected = SizeFor(codebook);
        if (transformer.Size.Vocabulary != expected.Vocabulary || transformer.Size.Context < expected.Context)
            throw new OneSentenceException($"Found a transformer with {transformer.Size.Vocabulary} tokens and a context of {transformer.Size.Context}, expected {expected.Vocabulary} and at least {expected.Context}.");
        (Transformer, Codebook) = (transformer, codebook);
    }

    /// <summary>The network. Owned by this object.</summary>
    public Transformer Transformer { get; }

    /// <summary>The codebook. Owned by this object.</summary>
    public PatchCodebook Codebook { get; }

    /// <summary>The size of a transformer that writes the words of a codebook.</summary>
    /// <param name="codebook">The codebook.</param>
    public static TransformerSize SizeFor(PatchCodebook codebook) => new(codebook.Count + DigitClassifier.DigitCount, PatchCodebook.WordsPerPicture);

    /// <summary>Encodes digits as words, each preceded by its name.</summary>
    /// <param name="codebook">The codebook.</param>
    /// <param name="data">The digits; the caller owns them.</param>
    /// <returns>Sequences of 50 tokens; the caller owns them.</returns>
    public static TokenSequences Sequences(PatchCodebook codebook, ImageDataSet data)
    {
        using var scope = torch.NewDisposeScope();
        var rows = torch.empty(data.Count, 1 + PatchCodebook.WordsPerPicture, dtype: torch.int64);
        rows.narrow(1, 0, 1).copy_((data.Labels + codebook.Count).unsqueeze(1));
        foreach (var (start, length) in Blocks.Split(data.Count, BlockSize))
        {
            using var block = torch.NewDisposeScope();
            rows.narrow(0, start, length).narrow(1, 1, PatchCodebook.WordsPerPicture).copy_(codebook.Encode(data.Batch(torch.arange(start, start + length))));
        }

        return TokenSequences.FromRows(rows, FormattableString.Invariant($"{data.Name} in {codebook.Count} words"));
    }

    /// <summary>Loads a network and a codebook.</summary>
    /// <param name="transformerPath">The file that <see cref="Save"/> wrote.</param>
    /// <param name="codebookPath">The codebook's file, written by <see cref="ModuleWeights.SaveWeights"/>.</param>
    /// <returns>The painter; the caller owns it.</returns>
    /// <exception cref="CheckpointException">A file is damaged or belongs to another model.</exception>
    public static PatchPainter Load(string transformerPath, string codebookPath)
    {
        PatchCodebook? codebook = null;
        Transformer? transformer = null;
        try
        {
            codebook = LoadCodebook(codebookPath);
            (transformer, _) = TransformerFile.Load(transformerPath);
            return new PatchPainter(transformer, codebook);
        }
        catch (OneSentenceException)
        {
            codebook?.Dispose();
            transformer?.Dispose();
            throw;
        }
    }

    /// <summary>Loads a codebook of any number of words.</summary>
    /// <param name="path">The codebook's file, written by <see cref="ModuleWeights.SaveWeights"/>.</param>
    /// <returns>The codebook; the caller owns it.</returns>
    /// <exception cref="CheckpointException">The file is damaged or belongs to another model.</exception>
    public static PatchCodebook LoadCodebook(string path)
    {
        using var file = SafeTensorsFile.Load(path);
        if (!file.Tensors.TryGetValue("words", out var words) || words.dim() != 2 || words.shape[0] == 0)
            throw new CheckpointException($"{Path.GetFileName(path)}: found other tensors in it, expected the words of a codebook.");
        var codebook = new PatchCodebook((int)words.shape[0]);
        try
        {
            codebook.LoadWeights(path);
            return codebook;
        }
        catch (CheckpointException)
        {
            codebook.Dispose();
            throw;
        }
    }

    /// <summary>Draws digits.</summary>
    /// <param name="labels">int64 [N], the digits to draw: each 0 to 9.</param>
    /// <param name="random">Draws the words: the same seed draws the same digits.</param>
    /// <param name="sampling">How words are drawn; by default with the probabilities that the network predicts.</param>
    /// <returns>float32 [N, 784], 0 to 1; the caller owns it.</returns>
    /// <exception cref="OneSentenceException">The labels have another type or shape, or a label or a setting is out of range.</exception>
    public torch.Tensor Draw(torch.Tensor labels, torch.Generator random, Sampling? sampling = null)
    {
        using var tokens = Write(labels, random, sampling);
        return Codebook.Decode(tokens);
    }

    /// <summary>Writes digits as words.</summary>
    /// <param name="labels">int64 [N], the digits to write: each 0 to 9.</param>
    /// <param name="random">Draws the words: the same seed writes the same words.</param>
    /// <param name="sampling">How words are drawn; by default with the probabilities that the network predicts.</param>
    /// <returns>int64 [N, 49], row by row; the caller owns it.</returns>
    /// <exception cref="OneSentenceException">The labels have another type or shape, or a label or a setting is out of range.</exception>
    public torch.Tensor Write(torch.Tensor labels, torch.Generator random, Sampling? sampling = null)
    {
        using var scope = torch.NewDisposeScope();
        if (labels.dtype != torch.int64 || labels.dim() != 1 || labels.numel() == 0
            || labels.min().item<long>() < 0 || labels.max().item<long>() >= DigitClassifier.DigitCount)
        {
            throw new OneSentenceException($"Found labels as {labels.dtype} of the shape [{ShapeText.Join(labels.shape)}], expected Int64 of the shape [N], each 0 to {DigitClassifier.DigitCount - 1}.");
        }

        // A digit's name is never written.
        var drawn = (sampling ?? new Sampling()) with { Below = Codebook.Count };
        torch.Tensor[] blocks = [.. labels.split(BlockSize).Select(block =>
            Transformer.Generate((block + Codebook.Count).unsqueeze(1), PatchCodebook.WordsPerPicture, random, drawn))];
        return torch.cat(blocks).MoveToOuterDisposeScope();
    }

    /// <summary>Writes the transformer's weights to a safetensors file. The codebook has its own file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="halfPrecision">Whether to write 16-bit floats.</param>
    /// <exception cref="CheckpointException">The file cannot be written.</exception>
    public void Save(string path, bool halfPrecision = false) => TransformerFile.Save(Transformer, path, halfPrecision);

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text($"A transformer that draws: {Transformer.Size}");

    /// <inheritdoc/>
    public void Dispose()
    {
        Transformer.Dispose();
        Codebook.Dispose();
    }
}
