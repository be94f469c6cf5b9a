using TorchSharp;

namespace DigitForge.Evaluation;

/// <summary>
/// Whether each picture is clearly some digit, and all digits come up: exp of the mean Kullback-Leibler divergence of the single
/// verdicts p(y|x) from their mean p(y).
/// </summary>
/// <remarks>
/// Salimans et al. 2016, "Improved techniques for training GANs", arXiv:1606.03498, section 4. They take an Inception network and call
/// the figure Inception score; here a digit classifier decides, so the two must not be compared.
/// </remarks>
public static class ClassifierScore
{
    /// <summary>Computes it from a classifier's verdicts.</summary>
    /// <param name="logits">float64 [N, classes]: the verdicts before the softmax.</param>
    /// <returns>1 (every verdict the same, or none clear) to the number of classes (each clear, all equally frequent).</returns>
    public static double Of(torch.Tensor logits)
    {
        using var scope = torch.NewDisposeScope();
        var logVerdicts = logits.log_softmax(1);
        var verdicts = logVerdicts.exp();
        // The mean's logarithm, computed so that a class that nobody chose does not become minus infinity.
        var logMean = logVerdicts.logsumexp(0, keepdim: true) - Math.Log(logits.shape[0]);
        return Math.Exp((verdicts * (logVerdicts - logMean)).sum([1]).mean().item<double>());
    }
}
