using System.Text;

namespace DigitForge.Evaluation;

/// <summary>Results side by side, one a line, for comparing recipes.</summary>
/// <param name="Results">The results, in the order of the lines.</param>
public sealed record EvaluationTable(params IReadOnlyList<EvaluationResult> Results)
{
    /// <summary>The table as text.</summary>
    public override string ToString()
    {
        string[] titles = ["Frechet", "precision", "recall", "density", "coverage", "score", "divergence", "nearest"];
        int nameWidth = Results.Select(result => result.Name.Length).Append("pictures".Length).Max();
        var text = new StringBuilder();
        void Line(string name, IEnumerable<string> values) => text.Append(name.PadRight(nameWidth))
            .Append(string.Concat(values.Select((value, column) => value.PadLeft(Math.Max(titles[column].Length, 7) + 2)))).Append('\n');

        Line("pictures", titles);
        text.Append('-', text.Length - 1).Append('\n');
        foreach (var result in Results)
        {
            Line(result.Name,
            [
                FormattableString.Invariant($"{result.DigitFrechetDistance:F2}"),
                FormattableString.Invariant($"{result.PrecisionRecall.Precision:P1}"),
                FormattableString.Invariant($"{result.PrecisionRecall.Recall:P1}"),
                FormattableString.Invariant($"{result.DensityCoverage.Density:F3}"),
                FormattableString.Invariant($"{result.DensityCoverage.Coverage:P1}"),
                FormattableString.Invariant($"{result.ClassifierScore:F3}"),
                FormattableString.Invariant($"{result.DigitShares.DivergenceFromUniform:F4}"),
                FormattableString.Invariant($"{result.NearestTraining.Median:F2}"),
            ]);
        }

        return text.ToString();
    }
}
