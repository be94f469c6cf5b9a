using DigitForge.Data;
using DigitForge.Models;
using TorchSharp;

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
    /// <exception cref="RecipeException">A setting of the recipe is out of its range.</exception>
    /// <exception cref="DataFileException">The images are not of the size that the networks work with.</exception>
    public VaeTrainer(VariationalAutoencoder vae, ImageDataSet data, torch.Generator random, VaeRecipe? recipe = null)
        : base(recipe ?? VaeRecipe.Standard, data, random, vae.LatentSize, vae.parameters().First().device)
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
        var elbo = Elbo.Of(vae, RealBatch(), Noise(Recipe.BatchSize));
        adam.Minimize(elbo.Loss(Recipe.DivergenceWeight));
        return elbo.Mean();
    }

    /// <inheritdoc/>
    protected override torch.Tensor Generate(torch.Tensor noise) => vae.Generate(noise);
}
