using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using static TorchSharp.torch.nn.functional;

namespace DigitForge.Training;

/// <summary>Trains a variational autoencoder. An iteration computes the evidence lower bound of a batch and takes one step of Adam.</summary>
/// <remarks>Kingma and Welling 2013, arXiv:1312.6114, algorithm 1. Owns the samples; dispose it when they are no longer needed.</remarks>
public sealed class VaeTrainer : PictureTrainer<ElboRecord>
{
    private readonly VariationalAutoencoder vae;
    private readonly KerasAdam adam;

    /// <summary>Prepares a run. Nothing is trained yet.</summary>
    /// <param name="vae">Encoder and decoder; the caller owns them.</param>
    /// <param name="data">The pictures to train on; the caller owns them.</param>
    /// <param name="random">Draws the batches and all noise; the caller owns it.</param>
    /// <param name="recipe">The recipe; by default <see cref="VaeRecipe.Standard"/>.</param>
    /// <exception cref="OneSentenceException">A setting of the recipe is out of range.</exception>
    /// <exception cref="OneSentenceException">The images do not have the size that the networks expect.</exception>
    public VaeTrainer(VariationalAutoencoder vae, ImageDataSet data, torch.Generator random, VaeRecipe? recipe = null)
        : base(recipe ?? VaeRecipe.Standard, data, random, vae.LatentSize)
    {
        this.vae = vae;
        Recipe = recipe ?? VaeRecipe.Standard;
        adam = new KerasAdam(vae, Recipe);
    }

    /// <summary>The recipe of this run.</summary>
    public VaeRecipe Recipe { get; }

    /// <inheritdoc/>
    public override void Dispose()
    {
        adam.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override ElboRecord TrainIteration()
    {
        using var scope = torch.NewDisposeScope();
        var elbo = Elbo.Compute(vae, RealBatch(), Noise(Recipe.BatchSize));
        adam.Minimize(elbo.Loss(Recipe.DivergenceWeight));
        return elbo.Mean();
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<(string Name, torch.nn.Module Network)> Networks => [("autoencoder", vae)];

    /// <inheritdoc/>
    private protected override IReadOnlyDictionary<string, KerasAdam> Optimizers => new Dictionary<string, KerasAdam> { ["autoencoder"] = adam };

    /// <inheritdoc/>
    protected override torch.Tensor Generate(torch.Tensor noise) => vae.Generate(noise);
}

/// <summary>
/// All settings for training a variational autoencoder. Change one with <c>VaeRecipe.Standard with { Iterations = 500 }</c>.
/// </summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record VaeRecipe : TrainingRecipe
{
    /// <summary>The evidence lower bound, with the same Adam settings from Keras as the GAN's recipe.</summary>
    public static VaeRecipe Standard { get; } = new() { Name = "VAE" };

    /// <summary>
    /// The recipe for the convolutional decoder: a smaller weight of the divergence, so that the pictures are clearer and the distributions
    /// lie further apart, and a learning rate that decays. A fitted prior, <see cref="LatentMixture"/>, takes care of the gaps between the
    /// distributions.
    /// </summary>
    public static VaeRecipe Convolution { get; } = new() { Name = "convolutional VAE", DivergenceWeight = 0.3, DecayFrom = 0.5, Iterations = 4_000 };

    /// <summary>
    /// The weight of the divergence of the distributions in latent space, relative to the reconstruction: 1 for the evidence lower
    /// bound, 0 for an autoencoder that cannot generate, above 1 for a beta-VAE (Higgins et al. 2017, "beta-VAE", ICLR).
    /// </summary>
    public double DivergenceWeight { get; init; } = 1;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Setting.Require(double.IsFinite(DivergenceWeight) && DivergenceWeight >= 0, nameof(DivergenceWeight), DivergenceWeight, "0 or more");
    }
}

/// <summary>
/// The evidence lower bound (ELBO) of some pictures: a lower bound for the logarithm of the probability that a variational autoencoder
/// assigns to them. Training maximizes the bound, that is, it minimizes the sum of the two terms here, which is its negative.
/// </summary>
/// <remarks>
/// Kingma and Welling 2013, "Auto-encoding variational Bayes", arXiv:1312.6114, formula 10 with one sample from each distribution. The
/// decoder's distribution is that of their appendix C.1, with each pixel's brightness as the probability that it is white. Owns its
/// tensors.
/// </remarks>
public sealed class Elbo : IDisposable
{
    private Elbo(torch.Tensor reconstruction, torch.Tensor divergence) => (Reconstruction, Divergence) = (reconstruction, divergence);

    /// <summary>Binary cross-entropy of the pictures, summed over the pixels: float32 [B], in nats. Owned by this object.</summary>
    public torch.Tensor Reconstruction { get; }

    /// <summary>
    /// The divergence of the distributions in latent space from the standard normal distribution: float32 [B], in nats. Owned by this object.
    /// </summary>
    public torch.Tensor Divergence { get; }

    /// <summary>Encodes pictures, samples a point from each distribution, and reconstructs the pictures from these points.</summary>
    /// <param name="vae">The networks; gradients flow to both.</param>
    /// <param name="images">float32 [B, 784], 0 to 1.</param>
    /// <param name="noise">float32 [B, latent size], standard normal: it determines the points.</param>
    /// <returns>Both terms; the caller owns them.</returns>
    public static Elbo Compute(VariationalAutoencoder vae, torch.Tensor images, torch.Tensor noise)
    {
        using var scope = torch.NewDisposeScope();
        var latent = vae.Encode(images);
        var rebuilt = vae.Decoder.Logits(latent.Sample(noise));
        var crossEntropy = binary_cross_entropy_with_logits(rebuilt, images, reduction: torch.nn.Reduction.None);
        return new Elbo(
            crossEntropy.sum([1]).MoveToOuterDisposeScope(),
            latent.DivergenceFromStandard().MoveToOuterDisposeScope());
    }

    /// <summary>The loss that training minimizes: the mean of the sum of both terms.</summary>
    /// <param name="divergenceWeight">The weight of the divergence; 1 for the ELBO itself.</param>
    /// <returns>float32, a scalar, in nats per picture; the caller owns it.</returns>
    public torch.Tensor Loss(double divergenceWeight = 1)
    {
        using var scope = torch.NewDisposeScope();
        return (Reconstruction + (Divergence * divergenceWeight)).mean().MoveToOuterDisposeScope();
    }

    /// <summary>Computes the means of both terms over the pictures.</summary>
    public ElboRecord Mean()
    {
        using var scope = torch.NewDisposeScope();
        return new ElboRecord(Reconstruction.mean().item<float>(), Divergence.mean().item<float>());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Reconstruction.Dispose();
        Divergence.Dispose();
    }
}

/// <summary>The measurements of one iteration of a variational autoencoder: both terms of its loss, in nats per picture.</summary>
/// <param name="Reconstruction">How much the reconstructed pictures differ from the originals: binary cross-entropy, summed over the pixels.</param>
/// <param name="Divergence">How far the distributions in latent space are from the standard normal distribution.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public readonly record struct ElboRecord(float Reconstruction, float Divergence) : IIterationRecord<ElboRecord>, IHtmlView
{
    /// <summary>The sum of both: the negative of the evidence lower bound.</summary>
    public float NegativeElbo => Reconstruction + Divergence;

    /// <inheritdoc/>
    public bool IsFinite => float.IsFinite(NegativeElbo);

    /// <inheritdoc/>
    public static ElboRecord Mean(IReadOnlyCollection<ElboRecord> records) => records.Count == 0
        ? default
        : new ElboRecord(records.Average(record => record.Reconstruction), records.Average(record => record.Divergence));

    /// <inheritdoc/>
    public static int NumberCount => 2;

    /// <inheritdoc/>
    public static ElboRecord FromNumbers(IReadOnlyList<float> numbers) => new(numbers[0], numbers[1]);

    /// <inheritdoc/>
    public IReadOnlyList<float> ToNumbers() => [Reconstruction, Divergence];

    /// <inheritdoc/>
    public string ToHtml() => HtmlTable.Facts(
        "nats a picture",
        new("negative ELBO", $"{NegativeElbo:F2}"),
        new("reconstruction", $"{Reconstruction:F2}"),
        new("divergence", $"{Divergence:F2}"));

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text(
        $"negative ELBO {NegativeElbo:F2} nats a picture: reconstruction {Reconstruction:F2}, divergence {Divergence:F2}");
}
