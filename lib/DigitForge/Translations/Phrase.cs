using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Translations;

/// <summary>
/// A text for the reader that contains values. Where a method takes a phrase, the compiler creates it from an interpolated string such as
/// <c>$"{count} pictures"</c>. It keeps text and values apart, so that the text can be translated: <c>{0} pictures</c>.
/// </summary>
[InterpolatedStringHandler]
internal sealed class Phrase
{
    private readonly StringBuilder format;
    private readonly List<object?> values;

    /// <summary>Starts a text.</summary>
    /// <param name="literalLength">The number of literal characters.</param>
    /// <param name="formattedCount">The number of values.</param>
    public Phrase(int literalLength, int formattedCount)
    {
        format = new StringBuilder(literalLength + (8 * formattedCount));
        values = new List<object?>(formattedCount);
    }

    /// <summary>The English text as a composite format string.</summary>
    public string Format => format.ToString();

    /// <summary>The values; one that is a phrase itself is said in the same language.</summary>
    public object?[] Values => [.. values];

    /// <summary>Appends literal text.</summary>
    public void AppendLiteral(string value) =>
        format.Append(value.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));

    /// <summary>Appends a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="format">The value's format string.</param>
    public void AppendFormatted<T>(T value, string? format = null) => AppendFormatted(value, alignment: 0, format);

    /// <summary>Appends a value that is aligned in a column.</summary>
    /// <param name="value">The value.</param>
    /// <param name="alignment">The width of the column in characters; negative to align the value left.</param>
    /// <param name="format">The value's format string.</param>
    public void AppendFormatted<T>(T value, int alignment, string? format = null)
    {
        string column = alignment == 0 ? "" : FormattableString.Invariant($",{alignment}");
        string how = format is null ? "" : $":{format}";
        this.format.Append(CultureInfo.InvariantCulture, $"{{{values.Count}{column}{how}}}");
        values.Add(value);
    }

    /// <summary>The English text.</summary>
    public override string ToString() => Translation.Of(Translation.English).Text(this);
}
