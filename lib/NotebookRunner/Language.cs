namespace NotebookRunner;

/// <summary>The language of whoever reads what this process says: English, until the arguments or the system say otherwise.</summary>
/// <remarks>
/// The runner speaks the language of the person at the console, a worker that of its notebook. What a page says around a notebook is in the
/// notebook's language, whoever reads the console: <see cref="Documents.Notebook.Words"/>.
/// </remarks>
internal static class Language
{
    private static volatile Translation current = Translation.Of(Translation.English);

    /// <summary>The language that is spoken now.</summary>
    public static Translation Current => current;

    /// <summary>Speaks a language from now on.</summary>
    /// <param name="language">Its code, one of <see cref="Translation.All"/>.</param>
    public static void Use(string language) => current = Translation.Of(language);

    /// <summary>A text in the reader's language.</summary>
    /// <param name="english">The English text.</param>
    public static string Text([English] string english) => current.Text(english);

    /// <summary>A text with values in it, in the reader's language.</summary>
    /// <param name="phrase">The English text, as an interpolated string.</param>
    public static string Text(Phrase phrase) => current.Text(phrase);
}
