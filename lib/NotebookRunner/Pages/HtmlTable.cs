using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace NotebookRunner.Pages;

/// <summary>Lays a table out as rows of equal length, the first of them its heading.</summary>
internal static class HtmlTable
{
    /// <summary>The rows; none where the table is empty. A cell that spans several places fills the first and leaves the rest blank.</summary>
    /// <param name="table">The table.</param>
    /// <param name="content">What a cell holds.</param>
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
