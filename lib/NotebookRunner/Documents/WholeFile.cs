namespace NotebookRunner.Documents;

/// <summary>Writes text files whole or not at all: beside their place first, then renamed into it.</summary>
internal static class WholeFile
{
    /// <summary>Writes a file; folders that are missing are made.</summary>
    public static void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string beside = $"{path}.{Environment.ProcessId}.part";
        try
        {
            File.WriteAllText(beside, content);
            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
