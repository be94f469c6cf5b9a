namespace DigitForge.Training;

/// <summary>All the numbers that decide how a GAN is trained. Change one with <c>GanRecipe.Article with { BatchSize = 64 }</c>.</summary>
public sealed record GanRecipe : TrainingRecipe
{
    /// <summary>
    /// The article's recipe with every default that Keras brings. Its author means the discriminator to learn in its own
    /// updates and to stand still in the generator's: Keras 2 did that.
    /// </summary>
    public static GanRecipe Article { get; } = new() { Name = "article" };

    /// <summary>
    /// The same lines under Keras 3, where <c>discriminator.trainable = False</c> also silences the discriminator's own updates:
    /// it never learns, and the generator plays against a random judge.
    /// </summary>
    public static GanRecipe ArticleOnKeras3 { get; } = Article with { Name = "article on Keras 3", DiscriminatorLearns = false };

    /// <summary>
    /// The article's two networks, trained so that they do not collapse, in about the article's time per iteration: an optimizer
    /// without momentum, one step of the discriminator from real images and fakes, fakes that serve both networks, a penalty on
    /// steep verdicts, and the generator's average to draw with.
    /// </summary>
    /// <remarks>
    /// The penalty and Adam's betas are StyleGAN2's (Karras et al. 2019, arXiv:1912.04958). What each change does is measured in
    /// notebook 8.
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
    /// The steady recipe for the convolutional pair, with labels or without: larger steps that become smaller in the second half of
    /// the run, and a smaller penalty on steep verdicts.
    /// </summary>
    public static GanRecipe Convolution { get; } = Steady with
    {
        Name = "convolution",
        BatchSize = 64,
        LearningRate = 4e-3,
        DecayFrom = 0.5,
        GradientPenalty = 0.05,
        PenaltyInterval = 8,
    };

    /// <summary>Whether the discriminator's own updates change it. They should.</summary>
    public bool DiscriminatorLearns { get; init; } = true;

    /// <summary>What the networks play for.</summary>
    public GanLoss Loss { get; init; } = GanLoss.CrossEntropy;

    /// <summary>
    /// The probability of "real" that the discriminator should state for real images, above 0.5 up to 1. Below 1 it does not get
    /// too sure of itself: one-sided label smoothing (Salimans et al. 2016, arXiv:1606.03498).
    /// </summary>
    public double RealLabel { get; init; } = 1;

    /// <summary>
    /// Whether the discriminator learns from real images and fakes in one step, as in most papers, or in two, one after the
    /// other, as in the article. One costs less, and Adam's mean does not swing between the two.
    /// </summary>
    public bool JointStep { get; init; }

    /// <summary>Whether the generator learns from the fakes that the discriminator has just seen; or else from fresh ones, which cost more.</summary>
    public bool SharedFakes { get; init; }

    /// <summary>
    /// How much a steep verdict around real images costs the discriminator, 0 for nothing: R1's gamma (Mescheder et al. 2018,
    /// arXiv:1801.04406).
    /// </summary>
    public double GradientPenalty { get; init; }

    /// <summary>
    /// N: the penalty is applied every N iterations and scaled by N, because computing it costs as much time as a step (lazy
    /// regularization, Karras et al. 2019, arXiv:1912.04958).
    /// </summary>
    public int PenaltyInterval { get; init; } = 1;

    /// <summary>Whether steep verdicts around fakes cost as much (R2).</summary>
    public bool PenaltyOnFakes { get; init; }

    /// <summary>
    /// How much of its running average a step of the generator keeps, 0 to below 1; 0 for no average. Where there is one, it draws
    /// all pictures but those of the training itself (Yazici et al. 2018, arXiv:1806.04498).
    /// </summary>
    public double AverageDecay { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require(BatchSize >= 2, nameof(BatchSize), BatchSize, "at least 2, because batch normalization compares the images of a batch");
        Require(Enum.IsDefined(Loss), nameof(Loss), Loss, $"one of {string.Join(", ", Enum.GetNames<GanLoss>())}");
        Require(RealLabel is > 0.5 and <= 1, nameof(RealLabel), RealLabel, "above 0.5 and up to 1");
        Require(GradientPenalty is >= 0 and < double.PositiveInfinity, nameof(GradientPenalty), GradientPenalty, "0 or more");
        AtLeastOne(nameof(PenaltyInterval), PenaltyInterval);
        Require(AverageDecay is >= 0 and < 1, nameof(AverageDecay), AverageDecay, "0 or more and below 1");
        Require(!SharedFakes || JointStep, nameof(SharedFakes), SharedFakes, "false, or JointStep as well, because the article's two steps draw their fakes without learning");
        Require(DecayFrom == 1 || JointStep, nameof(DecayFrom), DecayFrom, "1, or JointStep as well, so that both networks take one step an iteration");
        if (Loss == GanLoss.Relativistic)
        {
            Require(JointStep, nameof(JointStep), JointStep, "true with a relativistic loss, which compares real images with fakes");
            Require(RealLabel == 1, nameof(RealLabel), RealLabel, "1 with a relativistic loss, which states no probability");
        }
    }
}
