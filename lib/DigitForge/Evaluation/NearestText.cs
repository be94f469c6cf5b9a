using DigitForge.Runtime;

namespace DigitForge.Evaluation;

/// <summary>
/// The longest passage of a generated text that occurs word for word in the training text: what a model has memorized. Unseen text shares passages
/// with the training text, too, but shorter ones.
/// </summary>
/// <param name="Text">The passage.</param>
/// <param name="Start">Its position in the generated text.</param>
/// <param name="Place">The position of its first occurrence in the training text.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record NearestText(string Text, int Start, int Place)
{
    /// <summary>The length of the passage in characters.</summary>
    public int Length => Text.Length;

    /// <summary>Finds the longest passage; of several of the same length, the first.</summary>
    /// <param name="written">The generated text.</param>
    /// <param name="training">The text that it was trained on.</param>
    public static NearestText Find(string written, string training)
    {
        var longest = new NearestText("", 0, 0);
        for (int start = 0; start + longest.Length < written.Length; start++)
        {
            // Looks for a passage here that is longer than the longest so far, and extends it as far as it matches.
            int length = longest.Length;
            for (int place; start + length < written.Length && (place = Place(start, length + 1)) >= 0; length++)
                longest = new NearestText(written.Substring(start, length + 1), start, place);
        }

        return longest;

        int Place(int start, int length) => training.AsSpan().IndexOf(written.AsSpan(start, length), StringComparison.Ordinal);
    }

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text($"{Length:N0} characters occur word for word in the training text: {Text.ReplaceLineEndings(" ")}");
}
