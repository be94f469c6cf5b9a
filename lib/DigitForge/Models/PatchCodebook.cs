using DigitForge.Runtime;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>
/// A vocabulary of small pictures. A digit is cut into 7 x 7 patches of 4 x 4 pixels, and each patch is replaced by the most similar word of the
/// codebook. A digit then is 49 words, row by row, and a network that writes words can draw.
/// </summary>
/// <remarks>
/// This is vector quantization. As the alphabet of a network that draws: van den Oord et al. 2017, "Neural discrete representation learning",
/// arXiv:1711.00937, where a network also learns the words. Here k-means finds them (Lloyd 1982, "Least squares quantization in PCM"). Word 0 is
/// exactly the empty patch. The codebook has no parameters, but its state holds one tensor, <c>words</c>: float32 [K, 16], 0 to 1.
/// </remarks>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class PatchCodebook : Module<torch.Tensor, torch.Tensor>
{
    /// <summary>The side length of a patch in pixels.</summary>
    public const int PatchSide = 4;

    /// <summary>The number of words in a picture: 7 x 7.</summary>
    public const int WordsPerPicture = PatchesPerSide * PatchesPerSide;

    private const int PatchesPerSide = DigitImage.Side / PatchSide;
    private const int BlockSize = 500;

    private readonly torch.Tensor words;

    /// <summary>Creates a codebook of empty words, into which one can be loaded.</summary>
    /// <param name="count">The number of words: K.</param>
    /// <exception cref="OneSentenceException">The number is below 1.</exception>
    public PatchCodebook(int count)
        : base(nameof(PatchCodebook))
    {
        Setting.AtLeastOne("The number of words", count);
        words = torch.zeros(count, PatchSide * PatchSide).DetachFromDisposeScope();
        register_buffer(nameof(words), words);
    }

    /// <summary>The number of words: K.</summary>
    public int Count => (int)words.shape[0];

    /// <summary>The words as small pictures: float32 [K, 16], 0 to 1. Owned by this object.</summary>
    public torch.Tensor Words => words;

    /// <summary>Finds the words that reconstruct the given pictures best, by k-means.</summary>
    /// <param name="images">float32 [N, 784], 0 to 1: the pictures to fit.</param>
    /// <param name="count">The number of words: K.</param>
    /// <param name="random">Chooses the initial patches: the same seed gives the same codebook.</param>
    /// <param name="rounds">
    /// The number of rounds. In a round every patch is assigned to a word, and every word becomes the mean of its patches.
    /// </param>
    /// <returns>The codebook; the caller owns it.</returns>
    /// <exception cref="OneSentenceException">The pictures have another shape, have too few different patches, or a setting is below 1.</exception>
    public static PatchCodebook Fit(torch.Tensor images, int count, torch.Generator random, int rounds = 20)
    {
        Setting.AtLeastOne("The number of words", count);
        Setting.AtLeastOne("The number of rounds", rounds);
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var patches = Cut(images);
        // The empty patch has a word of its own.
        var inked = patches.index_select(0, patches.sum([1]).nonzero().flatten());
        var start = Start(inked, count - 1, random);
        var codebook = new PatchCodebook(count);
        codebook.words.narrow(0, 1, count - 1).copy_(start);
        for (int round = 0; round < rounds; round++)
            codebook.Improve(inked);
        return codebook;
    }

    /// <summary>Encodes pictures as words.</summary>
    /// <param name="images">float32 [N, 784], 0 to 1.</param>
    /// <returns>int64 [N, 49], each 0 to K - 1; the caller owns it.</returns>
    /// <exception cref="OneSentenceException">The pictures have another shape.</exception>
    public torch.Tensor Encode(torch.Tensor images)
    {
        Require(images);
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var tokens = torch.empty(images.shape[0], WordsPerPicture, dtype: torch.int64);
        foreach (var (start, length) in Blocks.Split(images.shape[0], BlockSize))
        {
            using var block = torch.NewDisposeScope();
            tokens.narrow(0, start, length).copy_(Nearest(Cut(images.narrow(0, start, length))).view(length, WordsPerPicture));
        }

        return tokens.MoveToOuterDisposeScope();
    }

    /// <summary>Draws the pictures that words describe.</summary>
    /// <param name="tokens">int64 [N, 49], each 0 to K - 1.</param>
    /// <returns>float32 [N, 784], 0 to 1; the caller owns it.</returns>
    /// <exception cref="OneSentenceException">The words have another shape, or one of them is not in the codebook.</exception>
    public torch.Tensor Decode(torch.Tensor tokens)
    {
        if (tokens.dtype != torch.int64 || tokens.dim() != 2 || tokens.shape[1] != WordsPerPicture)
            throw new OneSentenceException($"Found words as {tokens.dtype} of the shape [{ShapeText.Join(tokens.shape)}], expected Int64 of the shape [N, {WordsPerPicture}].");
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        if (tokens.numel() > 0 && (tokens.min().item<long>() < 0 || tokens.max().item<long>() >= Count))
            throw new OneSentenceException($"Found words from {tokens.min().item<long>()} to {tokens.max().item<long>()}, expected 0 to {Count - 1}.");
        return words.index_select(0, tokens.reshape(-1))
            .view(-1, PatchesPerSide, PatchesPerSide, PatchSide, PatchSide)
            .transpose(2, 3)
            .reshape(-1, DigitImage.PixelCount)
            .MoveToOuterDisposeScope();
    }

    /// <summary>Reconstructs pictures from the words that are most similar to their patches.</summary>
    /// <param name="images">float32 [N, 784], 0 to 1.</param>
    /// <returns>float32 [N, 784], 0 to 1; the caller owns it.</returns>
    public override torch.Tensor forward(torch.Tensor images)
    {
        using var tokens = Encode(images);
        return Decode(tokens);
    }

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text($"A codebook of {Count:N0} words, each a patch of {PatchSide} x {PatchSide} pixels");

    // float32 [N x 49, 16], picture by picture and row by row.
    private static torch.Tensor Cut(torch.Tensor images)
    {
        Require(images);
        return images.view(-1, PatchesPerSide, PatchSide, PatchesPerSide, PatchSide).transpose(2, 3).reshape(-1, PatchSide * PatchSide);
    }

    // k-means++: each word is a patch, chosen with a probability in proportion to its squared distance from the nearest word chosen before
    // (Arthur and Vassilvitskii 2007, "k-means++: the advantages of careful seeding"). The empty word is the first.
    private static torch.Tensor Start(torch.Tensor patches, int count, torch.Generator random)
    {
        var chosen = torch.empty(count, patches.shape[1]);
        var distances = patches.square().sum([1]);
        for (int k = 0; k < count; k++)
        {
            using var scope = torch.NewDisposeScope();
            if (patches.shape[0] == 0 || distances.max().item<float>() == 0)
                throw new OneSentenceException($"Found {k} different patches with ink, expected at least {count}: one for each word but the empty one.");
            var word = patches.index_select(0, distances.multinomial(1, generator: random));
            chosen.narrow(0, k, 1).copy_(word);
            distances.copy_(distances.minimum((patches - word).square().sum([1])));
        }

        return chosen;
    }

    // Every word except the empty one becomes the mean of the patches that are nearest to it. A word without patches does not change.
    private void Improve(torch.Tensor patches)
    {
        using var scope = torch.NewDisposeScope();
        var sums = torch.zeros_like(words);
        var counts = torch.zeros(Count, 1);
        foreach (var block in patches.split(BlockSize * WordsPerPicture))
        {
            using var inner = torch.NewDisposeScope();
            var nearest = Nearest(block);
            sums.index_add_(0, nearest, block, alpha: 1);
            counts.index_add_(0, nearest, torch.ones(block.shape[0], 1), alpha: 1);
        }

        counts.narrow(0, 0, 1).zero_();
        words.copy_(torch.where(counts.gt(0), sums / counts.clamp(min: 1), words));
    }

    // int64 [P]. |p - w|^2 = |p|^2 + |w|^2 - 2 pw is smallest where |w|^2 / 2 - pw is, because |p|^2 is the same for all words.
    private torch.Tensor Nearest(torch.Tensor patches) =>
        torch.addmm(words.square().sum([1]) / 2, patches, words.t(), beta: 1, alpha: -1).argmin(1);

    private static void Require(torch.Tensor images)
    {
        if (images.dtype != torch.float32 || images.dim() != 2 || images.shape[1] != DigitImage.PixelCount)
            throw new OneSentenceException($"Found pictures as {images.dtype} of the shape [{ShapeText.Join(images.shape)}], expected Float32 of the shape [N, {DigitImage.PixelCount}].");
    }
}
