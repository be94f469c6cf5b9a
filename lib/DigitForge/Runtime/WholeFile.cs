namespace DigitForge.Runtime;

/// <summary>Writes files whole or not at all: beside their place first, then renamed into it.</summary>
internal static class WholeFile
{
    /// <summary>Writes a file for a reader; another program sees the old content or the new, never a part.</summary>
    /// <param name="path">The file. Folders that are missing are made.</param>
    /// <param name="write">Writes the content to the path that it is given.</param>
    /// <exception cref="OneSentenceException">The file cannot be written: the disk is full, say, or the folder is read-only.</exception>
    public static void Write(string path, Action<string> write)
    {
        try
        {
            Replace(path, write);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OneSentenceException($"{Path.GetFileName(path)}: the file cannot be written ({failure.Message.TrimEnd('.')}).", failure);
        }
    }

    /// <summary>The same, for code that has its own answer to a file that cannot be written.</summary>
    /// <inheritdoc cref="Write" path="/param"/>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be written.</exception>
    public static void Replace(string path, Action<string> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        // The name is random, so that threads and programs that write the same file do not write to the same place.
        string beside = $"{path}.{Path.GetRandomFileName()}.part";
        try
        {
            write(beside);
            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
