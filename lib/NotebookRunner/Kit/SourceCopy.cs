namespace NotebookRunner.Kit;

/// <summary>Copies a repository without what a build, an editor or git has put there.</summary>
internal static class SourceCopy
{
    private static readonly HashSet<string> LeftOut = new(StringComparer.OrdinalIgnoreCase) { ".git", ".vs", ".idea", "artifacts", "bin", "obj", "TestResults" };

    /// <summary>Copies the files.</summary>
    /// <param name="from">The repository.</param>
    /// <param name="to">The folder to make; the copy never goes into itself, should it lie within the repository.</param>
    /// <returns>How many files there are.</returns>
    public static int Copy(string from, string to)
    {
        string[] files = [.. Files(from, Path.GetFullPath(to))];
        foreach (string file in files)
        {
            string place = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Copy(file, place);
        }

        return files.Length;
    }

    private static IEnumerable<string> Files(string folder, string except) => Directory.GetFiles(folder).Concat(
        Directory.GetDirectories(folder)
            .Where(inner => !LeftOut.Contains(Path.GetFileName(inner)) && Path.GetFullPath(inner) != except)
            .SelectMany(inner => Files(inner, except)));
}
