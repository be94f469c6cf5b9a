using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Evaluation;

/// <summary>The bar that pictures must reach to count as good digits: three criteria that must all be met.</summary>
/// <remarks>
/// The Frechet distance compares the pictures as a whole with the real ones, the shares show whether every digit occurs, and the critic tests whether
/// a single picture can be told from a real one. Each criterion can be deceived alone; together they are a goal for a race against the clock.
/// </remarks>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record QualityBar
{
    /// <summary>
    /// The bar of the race to good digits, for 10,000 pictures: a Frechet distance of at most 2.4, some five times the 0.47 between real
    /// digits and other real digits; 5 to 18 % of each digit; and a critic that is right about at most 70 %.
    /// </summary>
    public static QualityBar GoodDigits { get; } = new() { MaxDistance = 2.4 };

    /// <summary>The largest Frechet distance, above 0.</summary>
    public required double MaxDistance { get; init; }

    /// <summary>The smallest fraction of the pictures that must show each digit, 0 to 0.1.</summary>
    public double SmallestShare { get; init; } = 0.05;

    /// <summary>The largest fraction of the pictures that may show the same digit, 0.1 to 1.</summary>
    public double LargestShare { get; init; } = 0.18;

    /// <summary>
    /// The largest accuracy, 0.5 to 1, that a freshly trained critic may reach on real and generated pictures; 0.5 is guessing.
    /// </summary>
    public double MaxCriticAccuracy { get; init; } = 0.7;

    /// <summary>
    /// Measures pictures only as far as the decision requires. A critic, whose training takes most of the time, is trained only for pictures whose
    /// distance is small enough.
    /// </summary>
    /// <param name="evaluator">Measures the pictures.</param>
    /// <param name="images">float32 [N, 784], 0 to 1.</param>
    /// <exception cref="OneSentenceException">A limit is out of range, or the pictures have another shape or range.</exception>
    public QualityVerdict Judge(Evaluator evaluator, torch.Tensor images)
    {
        Validate();
        double distance = evaluator.Compare(images).FrechetDistance;
        return distance <= MaxDistance ? Judge(evaluator.Evaluate(images)) : NotYet([TooFar(distance)]);
    }

    /// <summary>Decides whether the pictures pass, and says what they lack if they do not.</summary>
    /// <param name="result">The measurements of the pictures.</param>
    /// <exception cref="OneSentenceException">A limit is out of range.</exception>
    public QualityVerdict Judge(EvaluationResult result)
    {
        Validate();
        var (shares, critic) = (result.DigitShares.Shares, result.Critic.Accuracy);
        var shortfalls = Shortfalls(result);
        return shortfalls.Count > 0 ? NotYet(shortfalls) : new QualityVerdict(true, Language.Text(
            $"Passed: the distance is {result.FrechetDistance:F2}, each digit has {shares.Min():P1} to {shares.Max():P1} of the pictures, and a fresh critic is right about {critic:P1}."));
    }

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text(
        $"distance at most {MaxDistance}, each digit {SmallestShare:P0} to {LargestShare:P0} of the pictures, a fresh critic right about at most {MaxCriticAccuracy:P0}");

    // Each comparison is written so that NaN fails it.
    private List<string> Shortfalls(EvaluationResult result)
    {
        var (distance, shares, criticAccuracy) = (result.FrechetDistance, result.DigitShares, result.Critic.Accuracy);
        var found = new List<string>();
        if (!(distance <= MaxDistance))
            found.Add(TooFar(distance));
        for (int digit = 0; digit < shares.Shares.Count; digit++)
        {
            if (!(shares.Shares[digit] >= SmallestShare && shares.Shares[digit] <= LargestShare))
                found.Add(Language.Text($"digit {digit} has {shares.Shares[digit]:P1} of the pictures, {SmallestShare:P0} to {LargestShare:P0} is asked"));
        }

        if (!(criticAccuracy <= MaxCriticAccuracy))
            found.Add(Language.Text($"a fresh critic is right about {criticAccuracy:P1}, at most {MaxCriticAccuracy:P0} is asked"));
        return found;
    }

    private string TooFar(double distance) => Language.Text($"the distance is {distance:F2}, at most {MaxDistance} is asked");

    private static QualityVerdict NotYet(IEnumerable<string> shortfalls) => new(false, Language.Text($"Not yet: {Language.Join("; ", shortfalls)}."));

    private void Validate()
    {
        Setting.Require(MaxDistance is > 0 and < double.PositiveInfinity, nameof(MaxDistance), MaxDistance, "a number above 0");
        Setting.Require(SmallestShare is >= 0 and <= 0.1, nameof(SmallestShare), SmallestShare, "0 to 0.1");
        Setting.Require(LargestShare is >= 0.1 and <= 1, nameof(LargestShare), LargestShare, "0.1 to 1");
        Setting.Require(MaxCriticAccuracy is >= 0.5 and <= 1, nameof(MaxCriticAccuracy), MaxCriticAccuracy, "0.5 to 1");
    }
}

/// <summary>The verdict on some pictures.</summary>
/// <param name="Passes">Whether they pass the bar.</param>
/// <param name="Sentence">The figures if they pass; otherwise what they lack.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record QualityVerdict(bool Passes, string Sentence)
{
    /// <summary>The sentence.</summary>
    public override string ToString() => Sentence;
}
