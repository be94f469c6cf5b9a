using System.Reflection;

namespace NotebookRunner.Pages;

/// <summary>What all HTML pages share.</summary>
internal static class Html
{
    private static readonly string Style = ReadStyle();

    /// <summary>A text as HTML, also as an attribute's value in double quotes.</summary>
    public static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>A complete page that needs no other file.</summary>
    public static string Page(string title, string body, string language) => $"""
        <!DOCTYPE html>
        <html lang="{language}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="icon" href="data:,">
        <title>{Escape(title)}</title>
        <style>
        {Style}
        </style>
        </head>
        <body>
        {body}
        </body>
        </html>

        """;

    private static string ReadStyle()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("book.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
