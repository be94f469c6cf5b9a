namespace DigitForge.Training;

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
