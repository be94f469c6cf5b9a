using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace DigitForge.Evaluation;

/// <summary>
/// A critic that is trained for one set of pictures. A small network learns to tell real pictures from generated ones on one half of each,
/// and is scored on the other half. If it does no better than a coin toss, it has found nothing that distinguishes the generated pictures.
/// </summary>
/// <remarks>
/// The classifier two-sample test of Lopez-Paz and Oquab 2017, arXiv:1610.06545. The critic is a GAN's discriminator, newly initialized and trained
/// on pictures that no longer change. With the same seed, machine and thread count its score is the same. Owns its network: dispose it.
/// </remarks>
public sealed class FreshCritic : IDisposable
{
    /// <summary>How many times it sees each training picture: some thousand steps for 5,000 pictures of each kind.</summary>
    public const int Passes = 13;

    private const int HalfBatch = 64;
    private const double LearningRate = 1e-3;
    private const int ScoringBlock = 1_000;

    // Each step hides this fraction of the convolutions' outputs (Srivastava et al. 2014, "Dropout", JMLR 15). Without dropout, a critic memorizes a
    // few thousand pictures.
    private const double Hidden = 0.3;

    private readonly ConvDiscriminator network;
    private readonly Module<torch.Tensor, torch.Tensor>[] layers;
    private readonly int firstDense;

    private FreshCritic(torch.Generator random)
    {
        network = new ConvDiscriminator(random);
        layers = [.. network.children().SkipLast(1).Cast<Module<torch.Tensor, torch.Tensor>>()];
        firstDense = Array.FindIndex(layers, layer => layer is Linear);
    }

    /// <summary>How often it was right about the held-out pictures.</summary>
    public CriticScore Score { get; private set; } = new(0, 0, 0);

    /// <summary>Trains a critic on half of the pictures and scores it on the other half.</summary>
    /// <param name="real">float32 [N, 784], 0 to 1: real pictures that no generator was trained on.</param>
    /// <param name="drawn">
    /// float32 [M, 784], 0 to 1: generated pictures. Both kinds are cut to the smaller number. Use 10,000 of each for figures that can be
    /// compared with the project's, because a critic that sees fewer learns less.
    /// </param>
    /// <param name="seed">Determines the critic's weights and its choice of pictures.</param>
    /// <returns>The critic with its score; the caller disposes it.</returns>
    /// <exception cref="OneSentenceException">
    /// The pictures have another shape or range, contain NaN, or there are fewer than four of a kind.
    /// </exception>
    public static FreshCritic Train(torch.Tensor real, torch.Tensor drawn, int seed = 1)
    {
        PictureCheck.Require(real);
        PictureCheck.Require(drawn);
        long half = Math.Min(real.shape[0], drawn.shape[0]) / 2;
        if (half < 2)
            throw new OneSentenceException($"Found {real.shape[0]} real pictures and {drawn.shape[0]} drawn ones, expected at least 4 of each: half of them to learn from, half to be judged.");

        using var scope = torch.NewDisposeScope();
        using var random = TorchRuntime.Random(seed);
        // The files of MNIST are sorted: the writers with the clearer handwriting come first.
        var (realHalves, drawnHalves) = (Halves(real, half, random), Halves(drawn, half, random));
        var critic = new FreshCritic(random);
        critic.Learn(realHalves.Seen, drawnHalves.Seen, random);
        critic.Score = new CriticScore(
            critic.PartAbove(realHalves.Unseen, isReal: true), critic.PartAbove(drawnHalves.Unseen, isReal: false), (int)(2 * half));
        return critic;
    }

    /// <summary>The critic's verdict.</summary>
    /// <param name="images">float32 [B, 784], 0 to 1.</param>
    /// <returns>float32 [B, 1], above 0 for "real"; the caller owns it.</returns>
    /// <exception cref="OneSentenceException">The pictures have another shape or range.</exception>
    public torch.Tensor Logits(torch.Tensor images)
    {
        PictureCheck.Require(images);
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        return Logits(DigitImage.Rounded(images), hidden: null).MoveToOuterDisposeScope();
    }

    /// <summary>Shows which pixels give a picture away: how the verdict would change with each pixel's brightness.</summary>
    /// <param name="images">float32 [B, 784], 0 to 1.</param>
    /// <returns>
    /// float32 [B, 784]: the gradient of each verdict. It is above 0 where more ink would look more real, and below 0 where less ink would.
    /// The caller owns it.
    /// </returns>
    /// <exception cref="OneSentenceException">The pictures have another shape or range.</exception>
    public torch.Tensor Advice(torch.Tensor images)
    {
        PictureCheck.Require(images);
        using var gradients = torch.enable_grad();
        using var scope = torch.NewDisposeScope();
        var seen = DigitImage.Rounded(images).detach().requires_grad_();
        return torch.autograd.grad([Logits(seen, hidden: null).sum()], [seen])[0].MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    private void Learn(torch.Tensor real, torch.Tensor drawn, torch.Generator random)
    {
        using var gradients = torch.enable_grad();
        using var adam = torch.optim.Adam(network.parameters(), LearningRate);
        using var target = torch.cat([torch.ones(HalfBatch, 1), torch.zeros(HalfBatch, 1)]);
        for (long left = Passes * real.shape[0]; left > 0; left -= HalfBatch)
        {
            using var scope = torch.NewDisposeScope();
            var loss = functional.binary_cross_entropy_with_logits(Logits(torch.cat([Choose(real), Choose(drawn)]), random), target);
            adam.zero_grad();
            loss.backward();
            adam.step();
        }

        torch.Tensor Choose(torch.Tensor pictures) =>
            pictures.index_select(0, torch.randint(pictures.shape[0], [HalfBatch], dtype: torch.int64, generator: random));
    }

    // If a generator is given, dropout hides part of the convolutions' outputs. torch's own dropout draws from a global generator that all
    // code shares.
    private torch.Tensor Logits(torch.Tensor images, torch.Generator? hidden)
    {
        using var scope = torch.NewDisposeScope();
        var found = images;
        foreach (var layer in layers[..firstDense])
            found = layer.call(found);
        if (hidden is not null)
            found = found * torch.rand(found.shape, generator: hidden).ge(Hidden) / (1 - Hidden);
        foreach (var layer in layers[firstDense..])
            found = layer.call(found);
        return found.MoveToOuterDisposeScope();
    }

    private double PartAbove(torch.Tensor pictures, bool isReal)
    {
        long right = 0;
        foreach (var (start, length) in Blocks.Split(pictures.shape[0], ScoringBlock))
        {
            using var scope = torch.NewDisposeScope();
            var saidReal = Logits(pictures.narrow(0, start, length)).gt(0);
            right += saidReal.eq(isReal).sum().item<long>();
        }

        return (double)right / pictures.shape[0];
    }

    private static (torch.Tensor Seen, torch.Tensor Unseen) Halves(torch.Tensor pictures, long half, torch.Generator random)
    {
        var order = torch.randperm(pictures.shape[0], generator: random);
        // Real pictures have 256 grey levels. Pictures with more levels would be recognized by that alone.
        var rounded = DigitImage.Rounded(pictures);
        return (rounded.index_select(0, order[..(int)half]), rounded.index_select(0, order[(int)half..(int)(2 * half)]));
    }
}

/// <summary>How often a fresh critic was right about the held-out pictures.</summary>
/// <param name="OnReal">The fraction of the real pictures that it classified as real, 0 to 1.</param>
/// <param name="OnDrawn">The fraction of the generated pictures that it classified as generated, 0 to 1.</param>
/// <param name="Count">The number of held-out pictures, half of them real.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record CriticScore(double OnReal, double OnDrawn, int Count)
{
    /// <summary>The fraction of all held-out pictures that it classified correctly: 0.5 for guessing, 1 if every picture gives itself away.</summary>
    public double Accuracy => (OnReal + OnDrawn) / 2;

    /// <summary>
    /// The standard deviation of a coin's accuracy around 0.5: 0.005 for 10,000 pictures. A smaller difference means nothing.
    /// </summary>
    public double Chance => Math.Sqrt(0.25 / Count);

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text(
        $"fresh critic: right about {Accuracy:P1} of {Count:N0} pictures ({OnReal:P1} of the real, {OnDrawn:P1} of the drawn)");
}
