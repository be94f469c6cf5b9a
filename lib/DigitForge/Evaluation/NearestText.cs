using DigitForge.Runtime;

namespace DigitForge.Evaluation;

/// <summary>
/// The longest piece of a written text that stands in the training text word for word: what a model has learned by heart. Unseen text has
/// such pieces too, only shorter ones.
/// </summary>
/// <param name="Text">The piece.</param>
/// <param name="Start">Where it begins in the written text.</param>
/// <param name="Place">Where it first stands in the training text.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record NearestText(string Text, int Start, int Place)
{
    /// <summary>How many characters the piece has.</summary>
    public int Length => Text.Length;

    /// <summary>Looks for the longest piece; of several that are as long, the first.</summary>
    /// <param name="written">What a model wrote.</param>
    /// <param name="training">The text that it was trained on.</param>
    public static NearestText Find(string written, string training)
    {
        var longest = new NearestText("", 0, 0);
        for (int start = 0; start + longest.Length < written.Length; start++)
        {
            // A piece that begins here and is longer than the longest so far; then as long as it goes on.
            int length = longest.Length;
            for (int place; start + length < written.Length && (place = Place(start, length + 1)) >= 0; length++)
                longest = new NearestText(written.Substring(start, length + 1), start, place);
        }

        return longest;

        int Place(int start, int length) => training.AsSpan().IndexOf(written.AsSpan(start, length), StringComparison.Ordinal);
    }

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text($"{Length:N0} characters stand in the training text word for word: {Text.ReplaceLineEndings(" ")}");
}
