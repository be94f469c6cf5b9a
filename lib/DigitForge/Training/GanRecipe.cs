using DigitForge.Runtime;

namespace DigitForge.Training;

/// <summary>All settings for training a GAN. Change one with <c>GanRecipe.Article with { BatchSize = 64 }</c>.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record GanRecipe : TrainingRecipe
{
    /// <summary>
    /// The article's recipe with Keras's defaults. Its author intends the discriminator to learn in its own updates and to be frozen in
    /// the generator's, as it was in Keras 2.
    /// </summary>
    public static GanRecipe Article { get; } = new() { Name = "article" };

    /// <summary>
    /// The same code under Keras 3, where <c>discriminator.trainable = False</c> also disables the discriminator's own updates: it
    /// never learns, and the generator is trained against a discriminator with random weights.
    /// </summary>
    public static GanRecipe ArticleOnKeras3 { get; } = Article with { Name = "article on Keras 3", DiscriminatorLearns = false };

    /// <summary>
    /// The article's two networks, trained without collapse in about the article's time per iteration: an optimizer without momentum,
    /// one step of the discriminator on real images and fakes together, the same fakes for both networks, a gradient penalty, and an
    /// averaged generator to draw with.
    /// </summary>
    /// <remarks>
    /// The penalty and Adam's betas are StyleGAN2's (Karras et al. 2019, arXiv:1912.04958). Notebook 8 measures the effect of each change.
    /// </remarks>
    public static GanRecipe Steady { get; } = new()
    {
        Name = "steady",
        Beta1 = 0,
        Beta2 = 0.99,
        JointStep = true,
        SharedFakes = true,
        GradientPenalty = 1,
        PenaltyInterval = 4,
        AverageDecay = 0.999,
    };

    /// <summary>
    /// The steady recipe for the convolutional pair, with labels or without: a higher learning rate that decays in the second half of
    /// the run, and a smaller gradient penalty.
    /// </summary>
    public static GanRecipe Convolution { get; } = Steady with
    {
        Name = "convolution",
        Iterations = 8_000,
        BatchSize = 64,
        SampleInterval = 800,
        LearningRate = 4e-3,
        DecayFrom = 0.5,
        GradientPenalty = 0.05,
        PenaltyInterval = 8,
    };

    /// <summary>
    /// The fastest way to good digits: the convolutional recipe with fewer iterations, a learning rate that begins to decay earlier, and a larger
    /// gradient penalty. In a longer run its average would also forget faster.
    /// </summary>
    /// <remarks>The benchmarks' command <c>race</c> measures the time until the pictures reach a quality bar.</remarks>
    public static GanRecipe Quick { get; } = Convolution with
    {
        Name = "quick",
        Iterations = 3_500,
        SampleInterval = 250,
        DecayFrom = 0.3,
        GradientPenalty = 0.1,
        AverageDecay = 0.998,
    };

    /// <summary>Whether the discriminator's own updates change its weights, as they should.</summary>
    public bool DiscriminatorLearns { get; init; } = true;

    /// <summary>The loss of both networks.</summary>
    public GanLoss Loss { get; init; } = GanLoss.CrossEntropy;

    /// <summary>
    /// The discriminator's target probability for real images, above 0.5 up to 1. A value below 1 keeps it from becoming overconfident:
    /// one-sided label smoothing (Salimans et al. 2016, arXiv:1606.03498).
    /// </summary>
    public double RealLabel { get; init; } = 1;

    /// <summary>
    /// Whether the discriminator learns from real images and fakes in one step, as in most papers, or in two consecutive steps, as in
    /// the article. One step takes less time, and Adam's mean does not swing between the two batches.
    /// </summary>
    public bool JointStep { get; init; }

    /// <summary>
    /// Whether the generator learns from the fakes that the discriminator has just seen. Otherwise it draws new ones, which takes more
    /// time.
    /// </summary>
    public bool SharedFakes { get; init; }

    /// <summary>
    /// The weight of the gradient penalty on real images, 0 for no penalty: R1's gamma (Mescheder et al. 2018,
    /// arXiv:1801.04406).
    /// </summary>
    public double GradientPenalty { get; init; }

    /// <summary>
    /// N: the penalty is applied every N iterations and scaled by N, because computing it takes as long as a step (lazy
    /// regularization, Karras et al. 2019, arXiv:1912.04958).
    /// </summary>
    public int PenaltyInterval { get; init; } = 1;

    /// <summary>Whether the same penalty also applies to fakes (R2).</summary>
    public bool PenaltyOnFakes { get; init; }

    /// <summary>
    /// The fraction of the generator's running average that each step keeps, from 0 to below 1; 0 for no average. All pictures except the fakes
    /// for training are drawn with the average (Yazici et al. 2018, arXiv:1806.04498).
    /// </summary>
    public double AverageDecay { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Setting.Require(BatchSize >= 2, nameof(BatchSize), BatchSize, "at least 2, because batch normalization compares the images of a batch");
        Setting.Require(Enum.IsDefined(Loss), nameof(Loss), Loss, $"one of {string.Join(", ", Enum.GetNames<GanLoss>())}");
        Setting.Require(RealLabel is > 0.5 and <= 1, nameof(RealLabel), RealLabel, "above 0.5 and up to 1");
        Setting.Require(GradientPenalty is >= 0 and < double.PositiveInfinity, nameof(GradientPenalty), GradientPenalty, "0 or more");
        Setting.AtLeastOne(nameof(PenaltyInterval), PenaltyInterval);
        Setting.Require(AverageDecay is >= 0 and < 1, nameof(AverageDecay), AverageDecay, "0 or more and below 1");
        Setting.Require(!SharedFakes || JointStep, nameof(SharedFakes), SharedFakes, "false, unless JointStep is true, because the article's two steps draw their fakes without gradients");
        Setting.Require(DecayFrom == 1 || JointStep, nameof(DecayFrom), DecayFrom, "1, unless JointStep is true, so that both networks take one step per iteration");
        if (Loss == GanLoss.Relativistic)
        {
            Setting.Require(JointStep, nameof(JointStep), JointStep, "true with a relativistic loss, which compares real images with fakes");
            Setting.Require(RealLabel == 1, nameof(RealLabel), RealLabel, "1 with a relativistic loss, which has no target probability");
        }
    }
}
