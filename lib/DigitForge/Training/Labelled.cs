using TorchSharp;

namespace DigitForge.Training;

/// <summary>A batch with what it shows, or is to show.</summary>
/// <param name="Values">Pictures, float32 [B, 784], or noise, float32 [B, latent size].</param>
/// <param name="Labels">int64 [B]; null for networks without labels.</param>
internal readonly record struct Labelled(torch.Tensor Values, torch.Tensor? Labels)
{
    /// <summary>The same numbers, through which no gradient passes.</summary>
    public Labelled Detached => this with { Values = Values.detach() };

    /// <summary>One batch behind the other.</summary>
    public Labelled Then(Labelled other) => new(
        torch.cat([Values, other.Values]),
        Labels is null || other.Labels is null ? null : torch.cat([Labels, other.Labels]));
}
