using System.Text.Json.Serialization;

namespace DigitForge.Training;

/// <summary>What generator and discriminator play for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GanLoss>))]
public enum GanLoss
{
    /// <summary>
    /// Binary cross-entropy computed from logits, the generator's in the non-saturating form: Goodfellow et al. 2014,
    /// arXiv:1406.2661. What Keras does behind a final sigmoid.
    /// </summary>
    CrossEntropy,

    /// <summary>
    /// Binary cross-entropy of probabilities that were clipped to 1e-7 and 1 - 1e-7 so that no logarithm is infinite. A verdict
    /// beyond the clip has a gradient of exactly zero: a trap, kept to be shown.
    /// </summary>
    ClippedCrossEntropy,

    /// <summary>
    /// Not "is it real?" but "which of the two is more so?": each fake's verdict against a real picture's. Jolicoeur-Martineau
    /// 2018, arXiv:1807.00734; Huang et al. 2025, "The GAN is dead; long live the GAN!", arXiv:2501.05441, formula 2.
    /// </summary>
    Relativistic,
}
