namespace NotebookRunner.Documents;

/// <summary>Where the series is: the folder that holds <c>notebooks</c>, this one or the nearest above it.</summary>
internal static class SeriesFolder
{
    /// <summary>The edition whose notebooks lie in no folder of their own.</summary>
    public const string English = Translation.English;

    /// <summary>The Chinese edition, and its folder's name.</summary>
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

    /// <summary>The edition that a notebook belongs to: the folder that it lies in is named after a language, or it is English.</summary>
    /// <param name="path">The notebook's file.</param>
    public static string EditionOf(string path)
    {
        string folder = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path)))!;
        return Translation.All.Contains(folder) ? folder : English;
    }

    /// <summary>The edition in a language; the English one where there is none.</summary>
    /// <param name="language">The language.</param>
    public static string EditionIn(string language) => Directory.Exists(Path.Combine(Root, NotebookFolder, Within(language))) ? language : English;

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
