namespace DigitForge.Training;

/// <summary>All the numbers that decide how a GAN is trained. Change one with <c>GanRecipe.Article with { BatchSize = 64 }</c>.</summary>
public sealed record GanRecipe
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

    /// <summary>The recipe's name, for titles and files.</summary>
    public required string Name { get; init; }

    /// <summary>How many iterations a run has. One iteration trains on one batch; the article calls it an epoch.</summary>
    public int Iterations { get; init; } = 10_000;

    /// <summary>How many real images and how many fakes one iteration shows the discriminator.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>A sample is drawn before the first iteration and after every so many.</summary>
    public int SampleInterval { get; init; } = 1_000;

    /// <summary>How many pictures a sample has: the article's 4 x 4.</summary>
    public int SampleCount { get; init; } = 16;

    /// <summary>Adam's step size (Kingma and Ba 2014, arXiv:1412.6980: alpha), for both networks.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>How slowly Adam's mean of the gradients forgets, 0 to below 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>How slowly Adam's mean of the squared gradients forgets, 0 to below 1.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Keeps Adam from dividing by zero; added where Keras adds it. Keras's default is 1e-7, torch's is 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-7;

    /// <summary>Whether the discriminator's own updates change it. They should.</summary>
    public bool DiscriminatorLearns { get; init; } = true;

    /// <summary>Checks every setting.</summary>
    /// <exception cref="RecipeException">A setting is out of its range; the message names it.</exception>
    public void Validate()
    {
        AtLeastOne(nameof(Iterations), Iterations);
        AtLeastOne(nameof(BatchSize), BatchSize);
        AtLeastOne(nameof(SampleInterval), SampleInterval);
        AtLeastOne(nameof(SampleCount), SampleCount);
        Require(BatchSize >= 2, nameof(BatchSize), BatchSize, "at least 2, because batch normalization compares the images of a batch");
        Require(LearningRate > 0, nameof(LearningRate), LearningRate, "a number above 0");
        Require(Beta1 is >= 0 and < 1, nameof(Beta1), Beta1, "0 or more and below 1");
        Require(Beta2 is >= 0 and < 1, nameof(Beta2), Beta2, "0 or more and below 1");
        Require(Epsilon > 0, nameof(Epsilon), Epsilon, "a number above 0");
    }

    private static void AtLeastOne(string setting, int value) => Require(value >= 1, setting, value, "at least 1");

    private static void Require(bool holds, string setting, object value, string expected)
    {
        if (!holds)
            throw new RecipeException(FormattableString.Invariant($"{setting} is {value}; expected {expected}."));
    }
}
