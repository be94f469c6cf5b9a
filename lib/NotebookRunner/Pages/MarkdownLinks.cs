using System.Text;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace NotebookRunner.Pages;

/// <summary>Makes links that start from a notebook's folder start from the folder of the Markdown pages.</summary>
/// <param name="notebookFolder">Where the links start from now.</param>
/// <param name="pageFolder">Where they shall start from.</param>
internal sealed partial class MarkdownLinks(string notebookFolder, string pageFolder)
{
    private const string NotebookEnding = ".ipynb";

    private static readonly MarkdownPipeline Markdown =
        new MarkdownPipelineBuilder().UseAdvancedExtensions().UsePreciseSourceLocation().Build();

    /// <summary>A link's target, seen from the pages. A notebook beside the linking one becomes its page.</summary>
    public string Retarget(string target)
    {
        var parts = Target.Match(target);
        string path = Uri.UnescapeDataString(parts.Groups["path"].Value);
        if (path.Length == 0 || path.StartsWith('/') || HasScheme.IsMatch(target))
            return target;

        string file = Path.GetFullPath(Path.Combine(notebookFolder, path));
        bool isNeighbour = path.EndsWith(NotebookEnding, StringComparison.Ordinal)
            && Path.GetDirectoryName(file) == Path.GetFullPath(notebookFolder);
        string slash = path.EndsWith('/') ? "/" : "";
        string address = isNeighbour ? Uri.EscapeDataString(Path.GetFileNameWithoutExtension(file)) + ".md" : AddressOf(file) + slash;
        return address + parts.Groups["rest"].Value;
    }

    /// <summary>A file's address, seen from the pages.</summary>
    public string AddressOf(string file)
    {
        string relative = Path.GetRelativePath(Path.GetFullPath(pageFolder), Path.TrimEndingDirectorySeparator(file));
        return string.Join('/', relative.Replace('\\', '/').Split('/').Select(Uri.EscapeDataString));
    }

    /// <summary>Prose with its links seen from the pages; all else stays as it is.</summary>
    public string RetargetAll(string prose)
    {
        var document = Markdig.Markdown.Parse(prose, Markdown);
        var text = new StringBuilder(prose);
        var places = document.Descendants().SelectMany(part => Places(part, prose)).Distinct();
        foreach (var place in places.OrderByDescending(place => place.Start))
        {
            string target = prose.Substring(place.Start, place.Length);
            text.Remove(place.Start, place.Length).Insert(place.Start, Retarget(target));
        }

        return text.ToString();
    }

    private static IEnumerable<SourceSpan> Places(MarkdownObject part, string prose) => part switch
    {
        LinkInline { Reference: null, UrlSpan.IsEmpty: false } link => [WithoutBrackets(link.UrlSpan, prose)],
        LinkReferenceDefinition { UrlSpan.IsEmpty: false } definition => [WithoutBrackets(definition.UrlSpan, prose)],
        HtmlBlock or HtmlInline => Attribute.Matches(prose.Substring(part.Span.Start, part.Span.Length))
            .Select(match => match.Groups["target"])
            .Select(target => new SourceSpan(part.Span.Start + target.Index, part.Span.Start + target.Index + target.Length - 1)),
        _ => [],
    };

    private static SourceSpan WithoutBrackets(SourceSpan place, string prose) =>
        prose[place.Start] == '<' ? new SourceSpan(place.Start + 1, place.End - 1) : place;

    [GeneratedRegex("^(?<path>[^?#]*)(?<rest>.*)$", RegexOptions.Singleline)]
    private static partial Regex Target { get; }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*:")]
    private static partial Regex HasScheme { get; }

    [GeneratedRegex("""\s(?:src|href)=(?<quote>["'])(?<target>.+?)\k<quote>""")]
    private static partial Regex Attribute { get; }
}
