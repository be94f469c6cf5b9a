using System.Text.Json;
using System.Text.RegularExpressions;
using DigitForge.Runtime;

namespace DigitForge.Data;

/// <summary>The prose of this series: the text between the code cells of its notebooks, as running text.</summary>
/// <remarks>
/// Headings, lists and code blocks stay in Markdown. What only serves the layout is removed: tables, pictures, link targets, emphasis marks, and
/// the tags that fold the solutions. The lines of a paragraph are joined into one.
/// </remarks>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed partial class SeriesText
{
    private SeriesText(IReadOnlyList<SeriesPage> training, IReadOnlyList<SeriesPage> heldOut) => (TrainingPages, HeldOutPages) = (training, heldOut);

    /// <summary>
    /// The held-out notebooks, by the beginning of their file names. No model is trained on them: they measure how well a model predicts
    /// unseen text.
    /// </summary>
    public static IReadOnlyList<string> HeldOut { get; } = ["06-", "10-"];

    /// <summary>The pages to train on, in the series' order.</summary>
    public IReadOnlyList<SeriesPage> TrainingPages { get; }

    /// <summary>The pages to evaluate on, in the series' order.</summary>
    public IReadOnlyList<SeriesPage> HeldOutPages { get; }

    /// <summary>The text to train on.</summary>
    public string Training => Join(TrainingPages);

    /// <summary>The text to evaluate on.</summary>
    public string Unseen => Join(HeldOutPages);

    /// <summary>Reads all notebooks in a folder, in the order of their names.</summary>
    /// <param name="folder">The folder: <c>notebooks</c> for the English edition, <c>notebooks/zh</c> for the Chinese one.</param>
    /// <exception cref="OneSentenceException">There are no notebooks, a notebook is damaged, or a held-out notebook is missing.</exception>
    public static SeriesText Read(string folder)
    {
        SeriesPage[] pages = [.. (Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.ipynb") : [])
            .Order(StringComparer.Ordinal)
            .Select(ReadPage)];
        var held = pages.ToLookup(page => HeldOut.Any(start => page.Name.StartsWith(start, StringComparison.Ordinal)));
        if (!held[false].Any() || !held[true].Any())
            throw new OneSentenceException($"{folder}: found {pages.Length} notebooks, expected those of the series, {string.Join(Language.Text(" and "), HeldOut.Select(start => start + "*.ipynb"))} among them.");
        return new SeriesText([.. held[false]], [.. held[true]]);
    }

    /// <summary>Converts Markdown to running text.</summary>
    /// <param name="markdown">The Markdown.</param>
    internal static string Clean(string markdown)
    {
        var blocks = new List<string>();
        bool isCode = false, continues = false;
        foreach (string line in Fold.Replace(markdown.ReplaceLineEndings("\n"), "").Split('\n'))
        {
            string text = line.Trim();
            bool isFence = text.StartsWith("```", StringComparison.Ordinal);
            if (isCode)
                blocks[^1] += "\n" + (isFence ? text : line.TrimEnd());
            else if (isFence)
                blocks.Add(text);
            else if (text.Length > 0 && text[0] != '|')
                AddLine(blocks, WithoutMarks(text), continues);

            isCode ^= isFence;
            continues = text.Length > 0 && !isFence && text[0] is not ('|' or '#');
        }

        return string.Join("\n\n", blocks.Where(block => block.Length > 0));
    }

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text(
        $"{Training.Length:N0} characters to learn from on {TrainingPages.Count} pages, {Unseen.Length:N0} to measure on, on {HeldOutPages.Count}");

    private static string Join(IEnumerable<SeriesPage> pages) => string.Join("\n\n", pages.Select(page => page.Text)) + "\n";

    // A list item begins a new line; any other line continues the line before it.
    private static void AddLine(List<string> blocks, string text, bool continues)
    {
        if (!continues || blocks.Count == 0)
            blocks.Add(text);
        else if (Item.IsMatch(text))
            blocks[^1] += "\n" + text;
        else
            blocks[^1] += (IsSpaced(blocks[^1]) && IsSpaced(text) ? " " : "") + text;
    }

    // Chinese has no spaces between words, so a line that ends in Chinese continues without one.
    private static bool IsSpaced(string text) => text.Length > 0 && text[^1] < '\u2e80' && text[0] < '\u2e80';

    private static string WithoutMarks(string text)
    {
        string[] parts = Link.Replace(Picture.Replace(Quotation.Replace(text, ""), ""), "${text}").Split('`');
        // Text between backticks is code.
        for (int i = 0; i < parts.Length; i += 2)
            parts[i] = Emphasis.Replace(parts[i].Replace("**", "", StringComparison.Ordinal), "${text}");
        return string.Join('`', parts);
    }

    private static SeriesPage ReadPage(string path)
    {
        try
        {
            using var notebook = JsonDocument.Parse(File.ReadAllText(path));
            var cells = notebook.RootElement.GetProperty("cells").EnumerateArray()
                .Where(cell => cell.GetProperty("cell_type").GetString() == "markdown")
                .Select(cell => Clean(Source(cell.GetProperty("source"))));
            return new SeriesPage(Path.GetFileNameWithoutExtension(path), string.Join("\n\n", cells.Where(text => text.Length > 0)));
        }
        catch (Exception damage) when (damage is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new OneSentenceException($"{Path.GetFileName(path)}: found no cells in it, expected a notebook ({damage.Message.TrimEnd('.')}).", damage);
        }
    }

    // A cell's text is a string, or a list of lines that keep their line ends.
    private static string Source(JsonElement source) => source.ValueKind == JsonValueKind.Array
        ? string.Concat(source.EnumerateArray().Select(line => line.GetString()))
        : source.GetString()!;

    [GeneratedRegex(@"</?details>|<summary>.*?</summary>")]
    private static partial Regex Fold { get; }

    [GeneratedRegex(@"^(- |\d+\. )")]
    private static partial Regex Item { get; }

    [GeneratedRegex(@"^> ?")]
    private static partial Regex Quotation { get; }

    [GeneratedRegex(@"!\[[^\]]*\]\([^)]*\)")]
    private static partial Regex Picture { get; }

    [GeneratedRegex(@"\[(?<text>[^\]]+)\]\([^)]*\)")]
    private static partial Regex Link { get; }

    [GeneratedRegex(@"\*(?=\S)(?<text>[^*]+)(?<=\S)\*")]
    private static partial Regex Emphasis { get; }
}

/// <summary>The prose of one notebook.</summary>
/// <param name="Name">The notebook's file name, without its extension.</param>
/// <param name="Text">The prose.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record SeriesPage(string Name, string Text)
{
    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text($"{Name}: {Text.Length:N0} characters");
}
