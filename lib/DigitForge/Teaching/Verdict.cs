using System.Net;
using DigitForge.Display;

namespace DigitForge.Teaching;

/// <summary>How an exercise went.</summary>
/// <param name="IsRight">Whether the answer is right; null where there is none yet.</param>
/// <param name="Message">A sentence for the reader.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record Verdict(bool? IsRight, string Message) : IHtmlView
{
    /// <inheritdoc/>
    public string ToHtml() => $"""
        <p style="border-left:4px solid {Colour};padding:4px 12px;margin:4px 0">{WebUtility.HtmlEncode(ToString())}</p>
        """;

    /// <summary>One line for a console.</summary>
    public override string ToString() => $"{Sign} {Message}";

    private string Sign => IsRight switch { true => "\u2714", false => "\u2718", null => "\u270e" };

    private string Colour => IsRight switch { true => "#009e73", false => "#d55e00", null => "#888888" };
}
