using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using TorchSharp.Modules;

namespace DigitForge.Export;

/// <summary>
/// A page that carries a generator and runs it in the reader's browser: one HTML file, no server, no network. Sliders and a pad move
/// through the latent space, and the picture follows.
/// </summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class LatentExplorer
{
    // The JSON holds numbers and this library's own words only. The default encoder would write each plus sign of the weights' Base64 in six bytes.
    private static readonly JsonSerializerOptions NoEscaping = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string html;

    private LatentExplorer(string title, string html)
    {
        Title = title;
        this.html = html;
    }

    /// <summary>The page's heading.</summary>
    public string Title { get; }

    /// <summary>Puts a generator on a page. It is copied: what happens to it later does not change the page.</summary>
    /// <param name="generator">The generator, with labels or without.</param>
    /// <param name="title">The page's heading.</param>
    /// <exception cref="OneSentenceException">The generator has a layer that the page cannot compute, or draws another number of pixels.</exception>
    public static LatentExplorer Create(GeneratorNetwork generator, string title = "What the generator can draw") =>
        Create(generator, generator.LatentSize, generator.LabelCount, title);

    /// <summary>Puts any network on a page that takes noise, and beside it perhaps a one-hot label.</summary>
    internal static LatentExplorer Create(Sequential generator, int latentSize, int labelCount = 0, string title = "What the generator can draw")
    {
        using var scope = torch.NewDisposeScope();
        var weights = new PageWeights();
        var layers = PageLayers.Describe(generator, latentSize + labelCount, weights);
        var directions = LatentDirections.Find(generator, latentSize);
        var network = new JsonObject
        {
            ["latentSize"] = latentSize,
            ["labelCount"] = labelCount,
            ["directions"] = new JsonArray([.. Enumerable.Range(0, (int)directions.shape[0]).Select(i => Numbers(directions[i]))]),
            ["layers"] = layers,
            ["weights"] = weights.ToBase64(),
        };
        string page = Resource("explorer.html")
            .Replace("{{title}}", WebUtility.HtmlEncode(title), StringComparison.Ordinal)
            .Replace("{{count}}", weights.Count.ToString("N0", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{{style}}", Resource("explorer.css"), StringComparison.Ordinal)
            .Replace("{{script}}", string.Join('\n', Resource("network.js"), Resource("latent.js"), Resource("explorer.js")), StringComparison.Ordinal)
            .Replace("{{network}}", network.ToJsonString(NoEscaping), StringComparison.Ordinal);
        return new LatentExplorer(title, page);
    }

    /// <summary>The whole page, as text.</summary>
    public string ToPage() => html;

    /// <summary>Writes the page, whole or not at all. Folders that are missing are made.</summary>
    /// <param name="path">The file; by convention it ends in <c>.html</c>.</param>
    /// <returns>Where it is, in a sentence.</returns>
    public string Save(string path)
    {
        WholeFile.Write(path, beside => File.WriteAllText(beside, html));
        return string.Create(CultureInfo.InvariantCulture, $"{path}: {new FileInfo(path).Length / 1e6:F1} MB. Open it in any browser.");
    }

    /// <summary>One line for a console.</summary>
    public override string ToString() => $"A page with a generator to play with: {Title}";

    private static JsonArray Numbers(torch.Tensor row) => new([.. row.data<float>().Select(number => JsonValue.Create(number))]);

    private static string Resource(string name)
    {
        using var stream = typeof(LatentExplorer).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The library lacks its resource {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>The directions of a latent space along which the pictures change most.</summary>
/// <remarks>
/// The first layer multiplies the noise z by its weights W, so among all steps of length 1 those along the first right singular vectors of
/// W move its output farthest (Shen and Zhou 2021, "Closed-Form Factorization of Latent Semantics in GANs", arXiv:2007.06600). In a
/// space of a few numbers each number is a direction of its own.
/// </remarks>
internal static class LatentDirections
{
    private const int MaxDirections = 8;

    /// <summary>Finds up to eight directions, each of length 1 and at right angles to the others.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="latentSize">How many numbers of noise it takes, before the label's.</param>
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
