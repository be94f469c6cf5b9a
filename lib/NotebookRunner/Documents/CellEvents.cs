using System.Text.Json.Serialization;

namespace NotebookRunner.Documents;

/// <summary>Something that a running cell produces: text, a picture, its value, its failure, its end.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(StreamText), "stream")]
[JsonDerivedType(typeof(DisplayedData), "display")]
[JsonDerivedType(typeof(UpdatedData), "update")]
[JsonDerivedType(typeof(ResultData), "result")]
[JsonDerivedType(typeof(CellError), "error")]
[JsonDerivedType(typeof(CellDone), "done")]
internal abstract record CellEvent;

/// <summary>Text written to the console.</summary>
/// <param name="Name"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="Text">The text.</param>
internal sealed record StreamText(string Name, string Text) : CellEvent;

/// <summary>Something shown while the cell runs.</summary>
/// <param name="Id">By which a later update finds it.</param>
/// <param name="Data">The same thing in each media type.</param>
internal sealed record DisplayedData(string Id, IReadOnlyDictionary<string, string> Data) : CellEvent;

/// <summary>Something shown earlier, changed in place.</summary>
/// <param name="Id">Of what was shown.</param>
/// <param name="Data">The new content in each media type.</param>
internal sealed record UpdatedData(string Id, IReadOnlyDictionary<string, string> Data) : CellEvent;

/// <summary>The value of the cell's last expression.</summary>
/// <param name="Data">The value in each media type.</param>
internal sealed record ResultData(IReadOnlyDictionary<string, string> Data) : CellEvent;

/// <summary>The cell failed.</summary>
/// <param name="Name">The exception's type, or <c>compilation error</c>.</param>
/// <param name="Message">What went wrong.</param>
/// <param name="Trace">The same at length, line by line.</param>
internal sealed record CellError(string Name, string Message, IReadOnlyList<string> Trace) : CellEvent
{
    /// <summary>The name where the run was interrupted while the cell ran, or before it.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>What this program says of the failure; null where the cell or its kernel says it.</summary>
    [JsonIgnore]
    public Phrase? Sentence { get; private init; }

    /// <summary>A failure that this program tells, in the reader's language, and perhaps more lines.</summary>
    public static CellError Say(string name, Phrase sentence, params IEnumerable<string> more) =>
        Create(name, Language.Text(sentence), more) with { Sentence = sentence };

    /// <summary>A failure whose trace is its message, and perhaps more lines.</summary>
    public static CellError Create(string name, string message, params IEnumerable<string> more) => new(name, message, [.. message.Split('\n'), .. more]);

    /// <summary>The same failure in another language; what the cell or its kernel says stays as it is.</summary>
    public CellError In(Translation language) => Sentence is null
        ? this
        : Create(Name, language.Text(Sentence), Trace.Skip(Message.Split('\n').Length)) with { Sentence = Sentence };
}

/// <summary>The cell has ended; nothing more comes from it.</summary>
internal sealed record CellDone : CellEvent;
