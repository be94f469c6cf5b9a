namespace NotebookRunner.Documents;

/// <summary>Where the series is: the folder that holds <c>notebooks</c>, this one or the nearest above it.</summary>
internal static class SeriesFolder
{
    /// <summary>The language of the notebooks that lie in no folder of their own.</summary>
    public const string English = "en";

    /// <summary>The language of the Chinese edition, and its folder's name.</summary>
    public const string Chinese = "zh";

    private const string NotebookFolder = "notebooks";

    /// <summary>The folder; the current one where there is no series.</summary>
    public static string Root
    {
        get
        {
            string here = Directory.GetCurrentDirectory();
            for (string? folder = here; folder is not null; folder = Path.GetDirectoryName(folder))
            {
                if (Directory.Exists(Path.Combine(folder, NotebookFolder)))
                    return folder;
            }

            return here;
        }
    }

    /// <summary>The languages that there are editions in.</summary>
    public static IReadOnlyList<string> Languages { get; } = [English, Chinese];

    /// <summary>An edition's folder within one that holds all: the English one has none of its own.</summary>
    /// <param name="language">The edition.</param>
    public static string Within(string language) => language == English ? "" : language;

    /// <summary>An edition's notebooks, in the order of their names.</summary>
    /// <param name="language">The edition.</param>
    /// <exception cref="OneSentenceException">There are none.</exception>
    public static string[] Notebooks(string language)
    {
        string folder = Path.Combine(Root, NotebookFolder, Within(language));
        string[] found = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.ipynb") : [];
        if (found.Length == 0)
            throw new OneSentenceException($"There are no notebooks in {Path.TrimEndingDirectorySeparator(folder)}; name the ones to run.");
        return [.. found.Order(StringComparer.Ordinal)];
    }
}
