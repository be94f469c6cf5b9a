using NotebookRunner.Documents;
using NotebookRunner.Kernel;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Something that a cell has shown and may change in place.</summary>
public sealed class DisplayedValue
{
    private readonly Action<CellEvent> send;
    private readonly IReadOnlyCollection<string> mimeTypes;

    internal DisplayedValue(Action<CellEvent> send, object? value, IReadOnlyCollection<string> mimeTypes)
    {
        this.send = send;
        this.mimeTypes = mimeTypes;
        send(new DisplayedData(DisplayId, Format(value)));
    }

    internal DisplayedValue(Action<CellEvent> send, string content, string mimeType)
    {
        this.send = send;
        mimeTypes = [mimeType];
        send(new DisplayedData(DisplayId, new Dictionary<string, string> { [mimeType] = content }));
    }

    /// <summary>By which an update finds it.</summary>
    public string DisplayId { get; } = Guid.NewGuid().ToString();

    /// <summary>Shows another value in the same place.</summary>
    public void Update(object? updatedValue) => send(new UpdatedData(DisplayId, Format(updatedValue)));

    private IReadOnlyDictionary<string, string> Format(object? value)
    {
        if (value is string text && mimeTypes.Count == 1)
            return new Dictionary<string, string> { [mimeTypes.Single()] = text };
        var data = ValueFormatter.Format(value ?? "null");
        return mimeTypes.Count == 0
            ? data
            : data.Where(pair => mimeTypes.Contains(pair.Key)).ToDictionary();
    }
}

/// <summary>A text that is HTML.</summary>
/// <param name="Content">The HTML.</param>
public sealed record HtmlText(string Content)
{
    /// <summary>The HTML.</summary>
    public string ToHtml() => Content;

    /// <inheritdoc/>
    public override string ToString() => Content;
}
