using TorchSharp;

namespace DigitForge.Training;

/// <summary>
/// Keeps the discriminator's verdict from changing steeply around a picture: half of gamma times the squared length of the
/// verdict's gradient by the pixels.
/// </summary>
/// <remarks>
/// R1 on real pictures, R2 on fakes: Mescheder et al. 2018, "Which training methods for GANs do actually converge?",
/// arXiv:1801.04406, formulas 9 and 10.
/// </remarks>
internal static class GradientPenalty
{
    /// <summary>The penalty, ready to be added to the discriminator's loss.</summary>
    /// <param name="logits">float32 [B, 1], the verdicts on some of the images; each depends on its own image alone.</param>
    /// <param name="images">The images, requiring a gradient.</param>
    /// <param name="gamma">How much a steep verdict costs.</param>
    public static torch.Tensor Of(torch.Tensor logits, torch.Tensor images, double gamma)
    {
        var slopes = torch.autograd.grad([logits.sum()], [images], retain_graph: true, create_graph: true)[0];
        return slopes.square().sum() * (gamma / 2 / logits.shape[0]);
    }
}
