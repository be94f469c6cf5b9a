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

    /// <summary>Whether the discriminator's own updates change it. They should.</summary>
    public bool DiscriminatorLearns { get; init; } = true;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require(BatchSize >= 2, nameof(BatchSize), BatchSize, "at least 2, because batch normalization compares the images of a batch");
    }
}
