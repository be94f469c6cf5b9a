using System.Globalization;
using System.Text;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Evaluation;

/// <summary>Compares the digits that were requested with the digits that a classifier reads in the generated pictures.</summary>
/// <param name="Counts">The numbers of pictures: ten rows for the requested digit, ten columns for the digit read.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record ConfusionTable(IReadOnlyList<IReadOnlyList<long>> Counts) : IHtmlView
{
    /// <summary>The number of pictures.</summary>
    public long Total => Counts.Sum(row => row.Sum());

    /// <summary>The fraction of the pictures that show the requested digit, 0 to 1.</summary>
    public double Obeyed => Counts.Select((row, digit) => row[digit]).Sum() / (double)Total;

    /// <summary>The same fraction for each requested digit: ten numbers; NaN for a digit that was never requested.</summary>
    public IReadOnlyList<double> ObeyedByDigit => [.. Counts.Select((row, digit) => row[digit] / (double)row.Sum())];

    /// <summary>Classifies the pictures and counts.</summary>
    /// <param name="classifier">The classifier; it is left in inference mode. It also misreads a few real digits.</param>
    /// <param name="images">float32 [N, 784], 0 to 1, at least one.</param>
    /// <param name="requested">int64 [N], the requested digits, 0 to 9.</param>
    /// <exception cref="OneSentenceException">The pictures have another shape or range, or the number of requests differs.</exception>
    public static ConfusionTable Compute(DigitClassifier classifier, torch.Tensor images, torch.Tensor requested)
    {
        using var scope = torch.NewDisposeScope();
        using var seen = DigitFeatures.Extract(classifier, images);
        DigitCheck.Require(requested, "requests", seen.Count);
        var cells = (requested * DigitClassifier.DigitCount) + seen.Digits();
        var counts = cells.bincount(null, minlength: DigitClassifier.DigitCount * DigitClassifier.DigitCount);
        return new ConfusionTable([.. counts.data<long>().ToArray().Chunk(DigitClassifier.DigitCount)]);
    }

    /// <inheritdoc/>
    public string ToHtml()
    {
        string[] heads = [Language.Text("asked for"), .. Enumerable.Range(0, Counts.Count).Select(digit => Language.Text($"read as {digit}")), Language.Text("obeyed")];
        var rows = Counts.Select((row, digit) => (string[])
            [Language.Text($"{digit}"), .. row.Select(count => Language.Text($"{count:N0}")), Language.Text($"{ObeyedByDigit[digit]:P1}")]);
        return HtmlTable.Html(heads, rows, words: 1) + $"<p>{HtmlText.Escape(Language.Text($"Obeyed: {Obeyed:P2} of {Total:N0}."))}</p>";
    }

    /// <summary>A table for a console: the requested digit in the rows, the digit read in the columns.</summary>
    public override string ToString()
    {
        string asked = Language.Text("asked  read:"), obeyed = Language.Text("obeyed");
        var text = new StringBuilder(asked);
        for (int digit = 0; digit < Counts.Count; digit++)
            text.Append(CultureInfo.InvariantCulture, $"{digit,6}");
        text.Append("   ").Append(obeyed).Append('\n');
        foreach (var (digit, row) in Counts.Index())
        {
            text.Append(Language.Text($"  {digit}").InColumns(TextColumns.Width(asked)));
            foreach (long count in row)
                text.Append(CultureInfo.InvariantCulture, $"{count,6}");
            text.Append(TextColumns.PadLeft(Language.Text($"{ObeyedByDigit[digit]:P1}"), TextColumns.Width(obeyed) + 3)).Append('\n');
        }

        return text.Append(Language.Text($"obeyed: {Obeyed:P2} of {Total:N0}")).ToString();
    }
}
