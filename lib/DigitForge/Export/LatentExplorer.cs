using System.Text.Json.Nodes;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using TorchSharp.Modules;

namespace DigitForge.Export;

/// <summary>
/// A page that contains a generator and runs it in the reader's browser: one HTML file, no server, no network connection. Sliders and a pad move
/// through the latent space, and the picture follows.
/// </summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class LatentExplorer : ExplorerPage
{
    private LatentExplorer(string title, PageLayers network, JsonObject description)
        : base(title, "latent.html", network, description, "network.js", "noise.js", "latent.js", "controls.js", "latent-page.js")
    {
    }

    /// <summary>Creates a page from a generator. The generator is copied: later changes to it do not change the page.</summary>
    /// <param name="generator">The generator, with labels or without.</param>
    /// <param name="title">The page's heading; "What the generator can draw" by default.</param>
    /// <exception cref="OneSentenceException">The generator has a layer that the page cannot compute, or draws another number of pixels.</exception>
    public static LatentExplorer Create(GeneratorNetwork generator, string? title = null) =>
        Create(generator, generator.LatentSize, generator.LabelCount, title);

    /// <summary>Creates a page from any network that takes noise, optionally followed by a one-hot label.</summary>
    internal static LatentExplorer Create(Sequential generator, int latentSize, int labelCount = 0, string? title = null)
    {
        using var scope = torch.NewDisposeScope();
        var network = PageLayers.Describe(generator, latentSize + labelCount);
        var directions = LatentDirections.Find(generator, latentSize);
        return new LatentExplorer(title ?? Language.Text("What the generator can draw"), network, new JsonObject
        {
            ["latentSize"] = latentSize,
            ["labelCount"] = labelCount,
            ["directions"] = new JsonArray([.. Enumerable.Range(0, (int)directions.shape[0]).Select(i => PageLayers.Numbers(directions[i]))]),
        });
    }

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text($"A page with a generator to play with: {Title}");
}

/// <summary>The directions of a latent space along which the pictures change most.</summary>
/// <remarks>
/// The first layer multiplies the noise z by its weights W. Among all steps of length 1, those along the first right singular vectors of W
/// therefore change its output most (Shen and Zhou 2021, "Closed-Form Factorization of Latent Semantics in GANs", arXiv:2007.06600). In a
/// latent space of a few dimensions, each dimension is a direction of its own.
/// </remarks>
internal static class LatentDirections
{
    private const int MaxDirections = 8;

    /// <summary>Finds up to eight orthogonal directions of length 1.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="latentSize">The number of noise values in its input, before the label's.</param>
    /// <returns>float32 [directions, latent size], the strongest first; the caller owns it.</returns>
    public static torch.Tensor Find(Sequential generator, int latentSize)
    {
        using var scope = torch.NewDisposeScope();
        if (latentSize <= MaxDirections || generator.children().First() is not Linear first)
            return torch.eye(latentSize)[..Math.Min(latentSize, MaxDirections)].MoveToOuterDisposeScope();
        var weight = first.weight.detach()[.., ..latentSize];
        var (_, _, rows) = torch.linalg.svd(weight, fullMatrices: false);
        return rows[..MaxDirections].contiguous().MoveToOuterDisposeScope();
    }
}
