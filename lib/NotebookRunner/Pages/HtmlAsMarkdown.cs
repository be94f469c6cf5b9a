using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace NotebookRunner.Pages;

/// <summary>
/// Converts a cell's HTML output to Markdown that any code host shows: text, tables, and pictures as files. Everything that does
/// nothing without a script is left out: scripts, controls, and each element with the attribute <c>data-needs-script</c>, by which an
/// output marks its interactive parts, with all its content.
/// </summary>
/// <param name="addPicture">Stores a picture, given its bytes and its file's ending, and returns its address.</param>
/// <param name="retarget">Makes a relative address relative to the page.</param>
/// <param name="words">The page's language.</param>
internal sealed partial class HtmlAsMarkdown(Func<byte[], string, string> addPicture, Func<string, string> retarget, Translation words)
{
    private const string LeftOut =
        "script, style, template, link, meta, title, progress, meter, input, button, select, textarea, canvas, iframe, object, "
        + "embed, video, audio, [data-needs-script], [hidden], [style*='display:none'], [style*='display: none']";

    private static readonly HashSet<string> BlockNames =
    [
        "address", "article", "aside", "blockquote", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure",
        "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "noscript", "ol", "p", "pre",
        "section", "summary", "table", "ul",
    ];

    /// <summary>The HTML as Markdown; empty if nothing of it remains.</summary>
    public string Convert(string html)
    {
        using var document = new HtmlParser().ParseDocument(html);
        var body = document.Body!;
        foreach (var element in body.QuerySelectorAll(LeftOut).Where(element => !BelongsToDrawing(element)))
            element.Remove();
        return string.Join("\n\n", Blocks(body));
    }

    /// <summary>A picture with a width: Markdown has no syntax for it, but allows the HTML element.</summary>
    public static string Picture(string address, string description, string? width)
    {
        string size = width is null ? "" : $" width=\"{MarkdownText.Attribute(width)}\"";
        return $"<img src=\"{MarkdownText.Attribute(address)}\" alt=\"{MarkdownText.Attribute(description)}\"{size}>";
    }

    // A drawing's style and title are part of the drawing.
    private static bool BelongsToDrawing(IElement element) => element.LocalName is "style" or "title" && element.Closest("svg") is not null;

    private List<string> Blocks(INode parent)
    {
        var blocks = new List<string>();
        var line = new StringBuilder();
        foreach (var child in parent.ChildNodes)
        {
            if (child is not IElement element || !IsBlock(element))
            {
                line.Append(Inline(child));
                continue;
            }

            EndLine();
            blocks.AddRange(Block(element).Where(block => block.Length > 0));
        }

        EndLine();
        return blocks;

        void EndLine()
        {
            string paragraph = MarkdownText.Paragraph(line.ToString());
            if (paragraph.Length > 0)
                blocks.Add(paragraph);
            line.Clear();
        }
    }

    private static bool IsBlock(IElement element) =>
        element.LocalName != "svg" && (BlockNames.Contains(element.LocalName) || element.Children.Any(IsBlock));

    private IEnumerable<string> Block(IElement element) => element.LocalName switch
    {
        "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "summary" or "dt" => [Surround("**", Line(element))],
        "figcaption" => [Surround("*", Line(element))],
        "pre" => [Preformatted(element)],
        "hr" => ["---"],
        "blockquote" => [Prefix(string.Join("\n\n", Blocks(element)), "> ", "> ")],
        "ul" => [List(element, _ => "- ")],
        "ol" => [List(element, number => $"{number}. ")],
        "table" => Table((IHtmlTableElement)element),
        _ => Blocks(element),
    };

    private string Inline(INode node) => node switch
    {
        IText text => MarkdownText.Escape(WhiteSpace.Replace(text.Data, " ")),
        IHtmlImageElement image => Image(image),
        IElement { LocalName: "svg" } svg => Drawing(svg),
        IElement { LocalName: "br" } => "\n",
        IElement { LocalName: "code" or "kbd" or "samp" } code => code.TextContent.Trim() is { Length: > 0 } text ? MarkdownText.Code(text) : "",
        IElement { LocalName: "b" or "strong" } bold => Emphasis(bold, "**"),
        IElement { LocalName: "i" or "em" or "cite" or "var" } italic => Emphasis(italic, "*"),
        IElement { LocalName: "sub" or "sup" } small => $"<{small.LocalName}>{Inlines(small)}</{small.LocalName}>",
        IHtmlAnchorElement anchor => Link(anchor),
        IElement other => Inlines(other),
        _ => "",
    };

    private string Inlines(INode parent) => string.Concat(parent.ChildNodes.Select(Inline));

    private string Line(IElement element) => string.Join(" ", Blocks(element)).Replace("\\\n", " ", StringComparison.Ordinal);

    private string Image(IHtmlImageElement image)
    {
        string description = image.AlternativeText ?? "";
        string source = image.GetAttribute("src") ?? "";
        if (DataUri.Match(source) is { Success: true } parts)
            return Embedded(parts) is { } embedded ? Shown(embedded) : $"*{MarkdownText.Escape(words.Text(Media.Damaged(TypeOf(parts))))}*";
        return Shown(source.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? null : retarget(source));

        string Shown(string? address) => string.IsNullOrEmpty(address) ? MarkdownText.Escape(description) : Picture(address, description, image.GetAttribute("width"));
    }

    private static string TypeOf(Match dataUri) => dataUri.Groups["type"].Value.ToLowerInvariant();

    // Null where the data is damaged.
    private string? Embedded(Match dataUri)
    {
        string data = Uri.UnescapeDataString(dataUri.Groups["data"].Value);
        var picture = new Media(TypeOf(dataUri), data);
        byte[]? content = dataUri.Groups["base64"].Success ? picture.Bytes() : Encoding.UTF8.GetBytes(data);
        return content is null ? null : addPicture(content, picture.PictureEnding!);
    }

    private string Drawing(IElement svg) => Picture(addPicture(SvgFile.Bytes(svg), "svg"), SvgFile.Description(svg), SvgFile.Width(svg));

    private string Link(IHtmlAnchorElement anchor)
    {
        string text = Inlines(anchor);
        string target = anchor.GetAttribute("href") ?? "";
        bool leadsSomewhere = target.Length > 0 && target[0] != '#' && !target.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase);
        return leadsSomewhere && text.Trim().Length > 0 ? $"[{text.Trim()}](<{retarget(target)}>)" : text;
    }

    // Markdown's marks for emphasis have rules for the characters around them; where these do not hold, the HTML element is used.
    private string Emphasis(IElement element, string mark)
    {
        string text = Inlines(element);
        string inner = text.Trim();
        if (inner.Length == 0)
            return text;
        string before = text[..^text.TrimStart().Length];
        string after = text[text.TrimEnd().Length..];
        bool isClear = (char.IsLetterOrDigit(inner[0]) && char.IsLetterOrDigit(inner[^1]))
            || ((before.Length > 0 || EndsWord(element.PreviousSibling, last: true)) && (after.Length > 0 || EndsWord(element.NextSibling, last: false)));
        string tag = mark == "**" ? "b" : "em";
        return before + (isClear ? $"{mark}{inner}{mark}" : $"<{tag}>{inner}</{tag}>") + after;
    }

    private static bool EndsWord(INode? neighbour, bool last) =>
        neighbour is null or IHtmlBreakRowElement || (neighbour is IElement element && IsBlock(element))
        || (neighbour is IText { Data.Length: > 0 } text && char.IsWhiteSpace(text.Data[last ? ^1 : 0]));

    private static string Preformatted(IElement element) =>
        element.TextContent.Trim('\n') is { Length: > 0 } text ? MarkdownText.Fence(text.TrimEnd(), "text") : "";

    private string List(IElement list, Func<int, string> mark)
    {
        var items = list.Children.Select(Blocks).Where(blocks => blocks.Count > 0)
            .Select((blocks, i) => Prefix(string.Join("\n\n", blocks), mark(i + 1), new string(' ', mark(i + 1).Length)));
        return string.Join('\n', items);
    }

    private static string Prefix(string text, string first, string rest) =>
        text.Length == 0 ? "" : first + string.Join('\n', text.Split('\n').Select((line, i) => i == 0 ? line : (rest + line).TrimEnd()));

    private static string Surround(string mark, string text) => text.Length == 0 ? "" : $"{mark}{text}{mark}";

    private IEnumerable<string> Table(IHtmlTableElement table)
    {
        if (table.Caption is { } caption)
            yield return Surround("*", Line(caption));
        if (HtmlTable.Rows(table, Cell) is { Count: > 0 } rows)
            yield return MarkdownText.Table(rows);
    }

    // A cell of a Markdown table is one line.
    private string Cell(IElement cell)
    {
        foreach (var table in cell.QuerySelectorAll("table").ToList())
            table.Replace(cell.Owner!.CreateTextNode(table.TextContent));
        foreach (var code in cell.QuerySelectorAll("pre").ToList())
            code.OuterHtml = string.Join("<br>", code.TextContent.Trim('\n').Split('\n').Select(line => $"<code>{Html.Escape(line)}</code>"));
        string text = string.Join("<br>", Blocks(cell)).Replace("\\\n", "<br>", StringComparison.Ordinal).Replace('\n', ' ');
        return LoosePipe.Replace(text, @"\|");
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace { get; }

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex LoosePipe { get; }

    [GeneratedRegex(@"^data:(?<type>image/(?:png|webp|gif|jpeg|svg\+xml))(?:;(?!base64)[^;,]*)*(?<base64>;base64)?,(?<data>.*)$",
        RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex DataUri { get; }
}

/// <summary>Reads a table as rows of equal length; the first is the heading.</summary>
internal static class HtmlTable
{
    /// <summary>The rows; none if the table is empty. A cell that spans several places fills the first of them; the others are blank.</summary>
    /// <param name="table">The table.</param>
    /// <param name="content">Converts a cell's content.</param>
    public static IReadOnlyList<IReadOnlyList<string>> Rows(IHtmlTableElement table, Func<IElement, string> content)
    {
        var source = table.Rows.Where(row => row.Cells.Length > 0).ToList();
        var rows = source.Select(_ => new List<string?>()).ToList();
        for (int y = 0; y < source.Count; y++)
        {
            bool isHeading = IsHeading(source[y]);
            int x = 0;
            foreach (var cell in source[y].Cells)
            {
                while (x < rows[y].Count && rows[y][x] is not null)
                    x++;
                string text = content(cell);
                bool isLabel = cell.LocalName == "th" && !isHeading && text.Length > 0;
                Fill(rows, x, y, cell, isLabel ? $"**{text}**" : text);
            }
        }

        if (rows.Count > 0 && !IsHeading(source[0]))
            rows.Insert(0, []);
        int width = rows.Select(row => row.Count).DefaultIfEmpty().Max();
        return [.. rows.Select(row => Enumerable.Range(0, width).Select(x => row.ElementAtOrDefault(x) ?? "").ToList())];
    }

    private static bool IsHeading(IHtmlTableRowElement row) =>
        row.ParentElement?.LocalName == "thead" || row.Cells.All(cell => cell.LocalName == "th");

    private static void Fill(List<List<string?>> rows, int left, int top, IHtmlTableCellElement cell, string text)
    {
        int bottom = Math.Min(rows.Count, top + Math.Max(1, cell.RowSpan));
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < left + Math.Max(1, cell.ColumnSpan); x++)
            {
                while (rows[y].Count <= x)
                    rows[y].Add(null);
                rows[y][x] = x == left && y == top ? text : "";
            }
        }
    }
}
