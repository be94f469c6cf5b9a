using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Translations;

/// <summary>
/// A text for the reader with values in it. The compiler makes one of an interpolated string, <c>$"{count} pictures"</c>, wherever one is
/// expected; it keeps the text and the values apart, so that the text can be translated: <c>{0} pictures</c>.
/// </summary>
[InterpolatedStringHandler]
internal sealed class Phrase
{
    private readonly StringBuilder format;
    private readonly List<object?> values;

    /// <summary>Begins a text.</summary>
    /// <param name="literalLength">How many characters are written as they are.</param>
    /// <param name="formattedCount">How many values there are.</param>
    public Phrase(int literalLength, int formattedCount)
    {
        format = new StringBuilder(literalLength + (8 * formattedCount));
        values = new List<object?>(formattedCount);
    }

    /// <summary>The English text, as a composite format.</summary>
    public string Format => format.ToString();

    /// <summary>The values; one that is a phrase itself is said in the same language.</summary>
    public object?[] Values => [.. values];

    /// <summary>Adds characters that are written as they are.</summary>
    public void AppendLiteral(string value) =>
        format.Append(value.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));

    /// <summary>Adds a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="format">How it is written.</param>
    public void AppendFormatted<T>(T value, string? format = null) => AppendFormatted(value, alignment: 0, format);

    /// <summary>Adds a value that stands in a column.</summary>
    /// <param name="value">The value.</param>
    /// <param name="alignment">How many characters wide the column is; below 0, the value begins at its left.</param>
    /// <param name="format">How it is written.</param>
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
