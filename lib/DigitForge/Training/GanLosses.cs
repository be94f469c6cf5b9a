using TorchSharp;
using static TorchSharp.torch.nn.functional;

namespace DigitForge.Training;

/// <summary>The formulas behind <see cref="GanLoss"/>, each the mean over a batch, in nats.</summary>
internal static class GanLosses
{
    /// <summary>How near to 0 and 1 a clipped probability may come; Keras's epsilon.</summary>
    private const double Clip = 1e-7;

    /// <summary>How far verdicts are from what they should be.</summary>
    /// <param name="loss">One of the cross-entropies.</param>
    /// <param name="logits">float32 [B, 1], the verdicts.</param>
    /// <param name="target">The probability of "real" that they should state, 0 to 1.</param>
    /// <exception cref="RecipeException">The loss compares real pictures with fakes.</exception>
    public static torch.Tensor Of(GanLoss loss, torch.Tensor logits, double target) => loss switch
    {
        GanLoss.CrossEntropy => binary_cross_entropy_with_logits(logits, torch.full_like(logits, target)),
        GanLoss.ClippedCrossEntropy => OfProbability(logits.sigmoid().clamp(Clip, 1 - Clip), target),
        _ => throw new RecipeException($"Loss is {loss}, which compares real pictures with fakes; expected {nameof(GanTrainer)} to train with it, or a loss of one batch."),
    };

    /// <summary>The relativistic loss: how far the first verdicts are from being above the second.</summary>
    /// <param name="higher">float32 [B, 1], the verdicts that should be higher: on real pictures for the discriminator, on fakes for the generator.</param>
    /// <param name="lower">float32 [B, 1], those that should be lower.</param>
    public static torch.Tensor Above(torch.Tensor higher, torch.Tensor lower) => softplus(lower - higher).mean();

    private static torch.Tensor OfProbability(torch.Tensor probability, double target) =>
        -((target * probability.log()) + ((1 - target) * (1 - probability).log())).mean();
}
