using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Teaching;

/// <summary>Compares a reader's answer with the right one, and says whether it is right.</summary>
public static class Exercise
{
    private static string Untouched => Language.Text("Not answered yet. Put your answer in the place of null, then run the cell again.");

    /// <summary>Checks a number.</summary>
    /// <param name="answer">The reader's number; null if there is none yet.</param>
    /// <param name="expected">The right number.</param>
    /// <param name="hint">A hint for a reader whose number is wrong.</param>
    /// <param name="tolerance">The largest error that still counts as right.</param>
    public static Verdict Check(double? answer, double expected, string hint, double tolerance = 0)
    {
        if (answer is not { } number)
            return new Verdict(null, Untouched);
        return Math.Abs(number - expected) <= tolerance
            ? new Verdict(true, Language.Text($"Right: {expected:#,0.####}."))
            : new Verdict(false, Language.Text($"{number:#,0.####} is not it. {hint}"));
    }

    /// <summary>Checks pictures, or any other tensor.</summary>
    /// <param name="answer">The reader's tensor; null if there is none yet. The caller owns it.</param>
    /// <param name="expected">The right tensor. The caller owns it.</param>
    /// <param name="hint">A hint for a reader whose tensor is wrong.</param>
    /// <param name="tolerance">The largest error of each number that still counts as right.</param>
    public static Verdict Check(torch.Tensor? answer, torch.Tensor expected, string hint, double tolerance = 1e-5)
    {
        if (answer is null)
            return new Verdict(null, Untouched);
        if (!answer.shape.SequenceEqual(expected.shape))
            return new Verdict(false, Language.Text($"The shape is [{ShapeText.Join(answer.shape)}], and should be [{ShapeText.Join(expected.shape)}]. {hint}"));
        using var scope = torch.NewDisposeScope();
        double furthest = answer.numel() == 0 ? 0 : (answer.detach().to(torch.float64) - expected.detach().to(torch.float64)).abs().max().item<double>();
        return furthest <= tolerance
            ? new Verdict(true, Language.Text("Right: the same numbers, every one."))
            : new Verdict(false, Language.Text($"The shape is right, but a number is off by {furthest:G3}. {hint}"));
    }

    /// <summary>Checks whether the reader's work does what it should.</summary>
    /// <param name="holds">Whether it does; null if there is nothing yet.</param>
    /// <param name="praise">The message if it does.</param>
    /// <param name="hint">The message if it does not.</param>
    public static Verdict Check(bool? holds, string praise, string hint) =>
        holds is { } right ? new Verdict(right, right ? praise : hint) : new Verdict(null, Untouched);
}

/// <summary>The result of an exercise.</summary>
/// <param name="IsRight">Whether the answer is right; null if there is none yet.</param>
/// <param name="Message">A sentence for the reader.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record Verdict(bool? IsRight, string Message) : IHtmlView
{
    /// <inheritdoc/>
    public string ToHtml() => $"""
        <p style="border-left:4px solid {Colour};padding:4px 12px;margin:4px 0">{HtmlText.Escape(ToString())}</p>
        """;

    /// <summary>One line for a console.</summary>
    public override string ToString() => $"{Sign} {Message}";

    private string Sign => IsRight switch { true => "\u2714", false => "\u2718", null => "\u270e" };

    private string Colour => IsRight switch { true => "#009e73", false => "#d55e00", null => "#888888" };
}
