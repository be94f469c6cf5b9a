namespace DigitForge.Runtime;

/// <summary>Writes files whole or not at all: beside their place first, then renamed into it.</summary>
internal static class WholeFile
{
    /// <summary>Writes a file; a reader sees the old content or the new, never a part.</summary>
    /// <param name="path">The file. Folders that are missing are made.</param>
    /// <param name="write">Writes the content to the path that it is given.</param>
    public static void Write(string path, Action<string> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string beside = $"{path}.{Environment.ProcessId}.part";
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
