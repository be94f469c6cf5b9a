using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;
using static TorchSharp.torch.nn.functional;

namespace DigitForge.Training;

/// <summary>Trains a variational autoencoder: a batch of pictures, their evidence lower bound, one step of Adam.</summary>
/// <remarks>Kingma and Welling 2013, arXiv:1312.6114, algorithm 1. Owns the samples; dispose it when they are no longer needed.</remarks>
public sealed class VaeTrainer : Trainer<ElboRecord>
{
    private readonly VariationalAutoencoder vae;
    private readonly KerasAdam adam;

    /// <summary>Prepares a run. Nothing is trained yet.</summary>
    /// <param name="vae">Encoder and decoder; they stay the caller's.</param>
    /// <param name="data">The pictures to learn from; they stay the caller's.</param>
    /// <param name="random">Draws the batches and all noise; it stays the caller's.</param>
    /// <param name="recipe">How to train; by default <see cref="VaeRecipe.Standard"/>.</param>
    /// <exception cref="OneSentenceException">A setting of the recipe is out of its range.</exception>
    /// <exception cref="OneSentenceException">The images are not of the size that the networks work with.</exception>
    public VaeTrainer(VariationalAutoencoder vae, ImageDataSet data, torch.Generator random, VaeRecipe? recipe = null)
        : base(recipe ?? VaeRecipe.Standard, data, random, vae.LatentSize)
    {
        this.vae = vae;
        Recipe = recipe ?? VaeRecipe.Standard;
        adam = new KerasAdam(vae, Recipe);
    }

    /// <summary>The recipe that it follows.</summary>
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
    protected override torch.Tensor Generate(torch.Tensor noise) => vae.Generate(noise);
}

/// <summary>
/// All the numbers that decide how a variational autoencoder is trained. Change one with <c>VaeRecipe.Standard with { Iterations = 500 }</c>.
/// </summary>
public sealed record VaeRecipe : TrainingRecipe
{
    /// <summary>Adam with Keras's settings on the evidence lower bound, as the GAN's recipe has them.</summary>
    public static VaeRecipe Standard { get; } = new() { Name = "VAE" };

    /// <summary>
    /// How much the divergence of the clouds in latent space counts against the difference of the pictures: 1 for the evidence lower
    /// bound, 0 for an autoencoder that cannot generate, above 1 for a beta-VAE (Higgins et al. 2017, "beta-VAE", ICLR).
    /// </summary>
    public double DivergenceWeight { get; init; } = 1;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require(double.IsFinite(DivergenceWeight) && DivergenceWeight >= 0, nameof(DivergenceWeight), DivergenceWeight, "0 or more");
    }
}

/// <summary>
/// The evidence lower bound of some pictures, ELBO for short: at most the logarithm of the probability that a variational autoencoder
/// gives them. Training it makes the bound as high as it can, or its two negative parts as low.
/// </summary>
/// <remarks>
/// Kingma and Welling 2013, "Auto-encoding variational Bayes", arXiv:1312.6114, formula 10 with one sample of each cloud; the decoder's
/// distribution is their appendix C.1, each pixel's brightness taken for the probability that it is white. Owns its tensors.
/// </remarks>
public sealed class Elbo : IDisposable
{
    private Elbo(torch.Tensor reconstruction, torch.Tensor divergence) => (Reconstruction, Divergence) = (reconstruction, divergence);

    /// <summary>Binary cross-entropy of the pictures, summed over the pixels: float32 [B], in nats. Owned by this object.</summary>
    public torch.Tensor Reconstruction { get; }

    /// <summary>The clouds' divergence from the standard normal distribution: float32 [B], in nats. Owned by this object.</summary>
    public torch.Tensor Divergence { get; }

    /// <summary>Squeezes pictures into latent space, takes a point of each cloud, and rebuilds the pictures from those.</summary>
    /// <param name="vae">The networks; gradients reach both.</param>
    /// <param name="images">float32 [B, 784], 0 to 1.</param>
    /// <param name="noise">float32 [B, latent size], standard normal: it chooses the points.</param>
    /// <returns>Both parts; the caller owns them.</returns>
    public static Elbo Compute(VariationalAutoencoder vae, torch.Tensor images, torch.Tensor noise)
    {
        using var scope = torch.NewDisposeScope();
        var clouds = vae.Encode(images);
        var rebuilt = vae.Decoder.Logits(clouds.Sample(noise));
        var crossEntropy = binary_cross_entropy_with_logits(rebuilt, images, reduction: torch.nn.Reduction.None);
        return new Elbo(
            crossEntropy.sum([1]).MoveToOuterDisposeScope(),
            clouds.DivergenceFromStandard().MoveToOuterDisposeScope());
    }

    /// <summary>What training makes small: the mean of both parts' sum.</summary>
    /// <param name="divergenceWeight">How much the divergence counts; 1 for the ELBO itself.</param>
    /// <returns>float32, one number, in nats for each picture; the caller owns it.</returns>
    public torch.Tensor Loss(double divergenceWeight = 1)
    {
        using var scope = torch.NewDisposeScope();
        return (Reconstruction + (Divergence * divergenceWeight)).mean().MoveToOuterDisposeScope();
    }

    /// <summary>Both parts' means over the pictures.</summary>
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

/// <summary>What one iteration of a variational autoencoder measured: both parts of its loss, in nats for each picture.</summary>
/// <param name="Reconstruction">How much the rebuilt pictures differ from the originals: cross-entropy, summed over the pixels.</param>
/// <param name="Divergence">How far the clouds in latent space are from the standard normal distribution.</param>
public readonly record struct ElboRecord(float Reconstruction, float Divergence) : IIterationRecord<ElboRecord>
{
    /// <summary>The sum of both: the negative of the evidence lower bound.</summary>
    public float NegativeElbo => Reconstruction + Divergence;

    /// <inheritdoc/>
    public bool IsFinite => float.IsFinite(NegativeElbo);

    /// <inheritdoc/>
    public static ElboRecord Mean(IReadOnlyCollection<ElboRecord> records) => records.Count == 0
        ? default
        : new ElboRecord(records.Average(record => record.Reconstruction), records.Average(record => record.Divergence));

    /// <summary>One line for a console.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"negative ELBO {NegativeElbo:F2} nats a picture: reconstruction {Reconstruction:F2}, divergence {Divergence:F2}");
}
