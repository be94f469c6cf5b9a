namespace NotebookRunner.Series;

/// <summary>Where the series is: the folder that holds <c>notebooks</c>, this one or the nearest above it.</summary>
internal static class SeriesFolder
{
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

    /// <summary>The series' notebooks, in the order of their names.</summary>
    /// <exception cref="WrongUseException">There are none.</exception>
    public static string[] Notebooks
    {
        get
        {
            string folder = Path.Combine(Root, NotebookFolder);
            string[] found = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.ipynb") : [];
            if (found.Length == 0)
                throw new WrongUseException($"There are no notebooks in {folder}; name the ones to run.");
            return [.. found.Order(StringComparer.Ordinal)];
        }
    }
}
