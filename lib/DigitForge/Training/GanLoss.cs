using System.Text.Json.Serialization;
using DigitForge.Runtime;
using TorchSharp;
using static TorchSharp.torch.nn.functional;

namespace DigitForge.Training;

/// <summary>The losses of generator and discriminator.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GanLoss>))]
public enum GanLoss
{
    /// <summary>
    /// Binary cross-entropy computed from logits, with the non-saturating form for the generator: Goodfellow et al. 2014,
    /// arXiv:1406.2661. Keras computes it in this way for a model that ends in a sigmoid.
    /// </summary>
    CrossEntropy,

    /// <summary>
    /// Binary cross-entropy of probabilities that are clipped to 1e-7 and 1 - 1e-7, so that no logarithm is infinite. Beyond the clip
    /// the gradient is exactly zero: a trap, included to demonstrate it.
    /// </summary>
    ClippedCrossEntropy,

    /// <summary>
    /// Not "is it real?" but "which of the two is more real?": the logit of each fake is compared with that of a real picture.
    /// Jolicoeur-Martineau 2018, arXiv:1807.00734; Huang et al. 2025, "The GAN is dead; long live the GAN!", arXiv:2501.05441,
    /// formula 2.
    /// </summary>
    Relativistic,
}

/// <summary>The formulas of <see cref="GanLoss"/>. Each is the mean over a batch, in nats.</summary>
internal static class GanLosses
{
    /// <summary>The smallest distance of a clipped probability from 0 and 1; Keras's epsilon.</summary>
    private const double Clip = 1e-7;

    /// <summary>The cross-entropy between logits and a target probability.</summary>
    /// <param name="loss">One of the cross-entropies.</param>
    /// <param name="logits">float32 [B, 1].</param>
    /// <param name="target">The target probability of "real", 0 to 1.</param>
    /// <exception cref="OneSentenceException">The loss compares real pictures with fakes.</exception>
    public static torch.Tensor Compute(GanLoss loss, torch.Tensor logits, double target) => loss switch
    {
        GanLoss.CrossEntropy => binary_cross_entropy_with_logits(logits, torch.full_like(logits, target)),
        GanLoss.ClippedCrossEntropy => BinaryCrossEntropy(logits.sigmoid().clamp(Clip, 1 - Clip), target),
        _ => throw new OneSentenceException($"Loss is {loss}, which compares real pictures with fakes; expected a loss that is computed from one batch, or training with {nameof(GanTrainer)}."),
    };

    /// <summary>The relativistic loss: low where the first logits are well above the second.</summary>
    /// <param name="shouldRise">
    /// float32 [B, 1], the logits that training should raise: on real pictures for the discriminator, on fakes for the generator.
    /// </param>
    /// <param name="shouldFall">float32 [B, 1], the logits that training should lower.</param>
    public static torch.Tensor Relativistic(torch.Tensor shouldRise, torch.Tensor shouldFall) => softplus(shouldFall - shouldRise).mean();

    private static torch.Tensor BinaryCrossEntropy(torch.Tensor probability, double target) =>
        -((target * probability.log()) + ((1 - target) * (1 - probability).log())).mean();
}

/// <summary>
/// Penalizes large gradients of the discriminator: half of gamma times the squared norm of the logit's gradient with respect to the pixels.
/// </summary>
/// <remarks>
/// R1 on real pictures, R2 on fakes: Mescheder et al. 2018, "Which training methods for GANs do actually converge?",
/// arXiv:1801.04406, formulas 9 and 10.
/// </remarks>
internal static class GradientPenalty
{
    /// <summary>The penalty, ready to be added to the discriminator's loss.</summary>
    /// <param name="logits">float32 [B, 1], the logits of some of the images; each depends on its own image alone.</param>
    /// <param name="images">The images; they must require a gradient.</param>
    /// <param name="gamma">The weight of the penalty.</param>
    public static torch.Tensor Compute(torch.Tensor logits, torch.Tensor images, double gamma)
    {
        var gradients = torch.autograd.grad([logits.sum()], [images], retain_graph: true, create_graph: true)[0];
        return gradients.square().sum() * (gamma / 2 / logits.shape[0]);
    }
}
