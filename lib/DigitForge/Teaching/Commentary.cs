using DigitForge.Training;

namespace DigitForge.Teaching;

/// <summary>Says in one plain sentence how the game between generator and discriminator stands.</summary>
public static class Commentary
{
    /// <summary>The sentence.</summary>
    /// <param name="recent">The mean of the last iterations.</param>
    /// <param name="iteration">How many iterations there have been.</param>
    /// <param name="discriminatorLearns">Whether the recipe lets the discriminator learn.</param>
    public static string On(IterationRecord recent, int iteration, bool discriminatorLearns = true)
    {
        string fakes = FormattableString.Invariant($"{recent.AccuracyOnFake:P0} of the fakes");
        if (iteration == 0)
            return "Nothing has been learned yet: the generator draws dust.";
        if (!discriminatorLearns)
            return $"The discriminator never learns: it is a random judge, and spots {fakes}. The generator's loss says nothing about its pictures.";
        if (recent.AccuracyOnFake > 0.95)
            return $"The discriminator is winning: it spots {fakes}, and the generator gets little to learn from.";
        if (recent.AccuracyOnFake < 0.4)
            return $"The generator is winning: the discriminator spots only {fakes}.";
        return $"An even game: the discriminator spots {fakes} and {FormattableString.Invariant($"{recent.AccuracyOnReal:P0}")} of the real digits.";
    }
}
