using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Helpers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using NotebookRunner.Documents;

namespace NotebookRunner.Pages;

/// <summary>Makes a notebook's links, which are relative to its folder, relative to the folder of its page, in HTML and in Markdown.</summary>
/// <remarks>
/// A link to a notebook of the same run leads to its page. So does a link to a notebook beside the linking one whose page exists from an
/// earlier run. Every other link leads to the same file as before, whether that file exists or not: pages stay in the repository, or in
/// a copy of it.
/// </remarks>
/// <param name="notebook">The notebook whose links these are.</param>
/// <param name="pageFolder">The folder that the page is for.</param>
/// <param name="pageEnding">The ending of the pages' files, with its dot.</param>
/// <param name="run">The notebooks of the run.</param>
internal sealed partial class Links(Notebook notebook, string pageFolder, string pageEnding, IReadOnlyCollection<Notebook> run)
{
    private const string NotebookEnding = ".ipynb";

    private static readonly MarkdownPipeline Markdown =
        new MarkdownPipelineBuilder().UseAdvancedExtensions().UsePreciseSourceLocation().Build();

    /// <summary>A link's target, relative to the page. Absolute addresses stay as they are.</summary>
    public string Retarget(string target)
    {
        var parts = Target.Match(target);
        string query = parts.Groups["query"].Value;
        string anchor = parts.Groups["anchor"].Value;
        if (parts.Groups["path"].Length == 0 && !HasScheme.IsMatch(target))
            return query + AnchorOn(notebook, anchor);
        if (FullPath(target) is not { } file)
            return target;

        var member = run.FirstOrDefault(other => other.Path == file);
        if (member is not null || IsNeighbourWithPage(file))
            return PageOf(file) + query + (member is null ? anchor : AnchorOn(member, anchor));
        string slash = parts.Groups["path"].Value.EndsWith('/') ? "/" : "";
        return AddressOf(file) + slash + query + anchor;
    }

    /// <summary>The file that a target leads to; null if there is none.</summary>
    public string? FileOf(string target) => FullPath(target) is { } file && File.Exists(file) ? file : null;

    /// <summary>A file's address, relative to the page.</summary>
    public string AddressOf(string file)
    {
        string relative = Path.GetRelativePath(Path.GetFullPath(pageFolder), Path.TrimEndingDirectorySeparator(file));
        return Path.IsPathRooted(relative)
            ? new Uri(file).AbsoluteUri // On another drive.
            : string.Join('/', relative.Replace('\\', '/').Split('/').Select(Uri.EscapeDataString));
    }

    /// <summary>Markdown with its links made relative to the page; everything else stays as it is.</summary>
    /// <param name="prose">The Markdown.</param>
    /// <param name="picture">Converts a picture's target; null to treat it as a link.</param>
    public string RetargetAll(string prose, Func<string, string>? picture = null)
    {
        var document = Markdig.Markdown.Parse(prose, Markdown);
        var text = new StringBuilder(prose);
        var changes = document.Descendants().SelectMany(part => Changes(part, prose, picture ?? Retarget)).Distinct();
        foreach (var (place, target) in changes.OrderByDescending(change => change.Place.Start))
            text.Remove(place.Start, place.Length).Insert(place.Start, target);
        return text.ToString();
    }

    /// <summary>HTML with its links made relative to the page; everything else stays as it is, scripts too.</summary>
    /// <param name="html">The HTML.</param>
    /// <param name="picture">Converts a picture's target.</param>
    public string RetargetHtml(string html, Func<string, string> picture) => Tag.Replace(html, tag => tag.Groups["linking"].Success
        ? Attribute.Replace(tag.Value, attribute => attribute.Groups["before"].Value + InAttribute(attribute, picture) + attribute.Groups["quote"].Value)
        : tag.Value);

    private string? FullPath(string target)
    {
        string path = Uri.UnescapeDataString(Target.Match(target).Groups["path"].Value);
        bool isRelative = path.Length > 0 && !path.StartsWith('/') && !path.Contains('\0', StringComparison.Ordinal) && !HasScheme.IsMatch(target);
        return isRelative ? Path.GetFullPath(Path.Combine(notebook.Folder, path)) : null;
    }

    private bool IsNeighbourWithPage(string file) => file.EndsWith(NotebookEnding, StringComparison.Ordinal)
        && Path.GetDirectoryName(file) == notebook.Folder
        && File.Exists(Path.Combine(pageFolder, Path.GetFileNameWithoutExtension(file) + pageEnding));

    private string PageOf(string file) => Uri.EscapeDataString(Path.GetFileNameWithoutExtension(file)) + pageEnding;

    // JupyterLab writes "#1.-What-it-is" where VS Code and code hosts write "#1-what-it-is", which is what the pages have.
    private static string AnchorOn(Notebook target, string anchor)
    {
        if (anchor.Length < 2)
            return anchor;
        var ids = HeadingIds.Of(target);
        string id = Uri.UnescapeDataString(anchor[1..]);
        string slug = LinkHelper.UrilizeAsGfm(id);
        return !ids.Contains(id) && ids.Contains(slug) ? "#" + Uri.EscapeDataString(slug) : anchor;
    }

    private IEnumerable<(SourceSpan Place, string Target)> Changes(MarkdownObject part, string prose, Func<string, string> picture) => part switch
    {
        LinkInline { Reference: null, UrlSpan.IsEmpty: false } link => Change(link.UrlSpan, link.Url, link.IsImage ? picture : Retarget, prose),
        LinkReferenceDefinition { UrlSpan.IsEmpty: false } definition =>
            Change(definition.UrlSpan, definition.Url, IsAttachment(definition.Url) ? picture : Retarget, prose),
        HtmlBlock or HtmlInline => Attribute.Matches(prose.Substring(part.Span.Start, part.Span.Length)).Select(match =>
        {
            var target = match.Groups["target"];
            int start = part.Span.Start + target.Index;
            return (new SourceSpan(start, start + target.Length - 1), InAttribute(match, picture));
        }),
        _ => [],
    };

    private static bool IsAttachment(string? target) => target?.StartsWith(Media.AttachmentScheme, StringComparison.Ordinal) == true;

    private static IEnumerable<(SourceSpan Place, string Target)> Change(SourceSpan place, string? target, Func<string, string> retarget, string prose)
    {
        var inner = prose[place.Start] == '<' ? new SourceSpan(place.Start + 1, place.End - 1) : place;
        string changed = retarget(target ?? "");
        return changed == target ? [] : [(inner, changed)];
    }

    private string InAttribute(Match attribute, Func<string, string> picture)
    {
        string target = WebUtility.HtmlDecode(attribute.Groups["target"].Value);
        string changed = attribute.Groups["name"].Value.Equals("src", StringComparison.OrdinalIgnoreCase) ? picture(target) : Retarget(target);
        return changed == target ? attribute.Groups["target"].Value : Html.Escape(changed);
    }

    [GeneratedRegex("^(?<path>[^?#]*)(?<query>[^#]*)(?<anchor>.*)$", RegexOptions.Singleline)]
    private static partial Regex Target { get; }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*:")]
    private static partial Regex HasScheme { get; }

    [GeneratedRegex("""(?<before>\s(?<name>src|href)\s*=\s*(?<quote>["']))(?<target>.+?)\k<quote>""", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Attribute { get; }

    // A whole comment, script or style, or one tag that may link.
    [GeneratedRegex(
        """<!--.*?-->|<(?<raw>script|style)\b.*?</\k<raw>\s*>|(?<linking><(?:a|area|img|source|video|audio|iframe)\s(?>[^"'>]+|"[^"]*"|'[^']*')*>)""",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Tag { get; }
}

/// <summary>Gives a page's headings their ids, in the style of code hosts and VS Code; a repeated heading gets a number.</summary>
internal sealed class HeadingIds
{
    private readonly HashSet<string> taken = [];

    /// <summary>How a notebook's prose is parsed.</summary>
    /// <remarks>The order matters: the advanced extensions add ids of another style, but only if there are none yet.</remarks>
    public static MarkdownPipeline Markdown { get; } =
        new MarkdownPipelineBuilder().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).UseAdvancedExtensions().Build();

    /// <summary>All ids of a notebook's headings.</summary>
    public static IReadOnlySet<string> Of(Notebook notebook)
    {
        var ids = new HeadingIds();
        foreach (var cell in notebook.Cells.Where(cell => cell.Kind == CellKind.Markdown))
            ids.Assign(Markdig.Markdown.Parse(cell.Source, Markdown));
        return ids.taken;
    }

    /// <summary>Makes the ids of a piece of prose different from all before it.</summary>
    /// <param name="prose">The prose, parsed with <see cref="Markdown"/>.</param>
    public void Assign(MarkdownDocument prose)
    {
        foreach (var heading in prose.Descendants<HeadingBlock>())
        {
            if (heading.TryGetAttributes() is not { Id: { } id } attributes)
                continue;
            for (int i = 1; !taken.Add(attributes.Id!); i++)
                attributes.Id = $"{id}-{i}";
        }
    }
}
