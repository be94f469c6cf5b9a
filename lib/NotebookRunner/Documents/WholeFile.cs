using System.Text;

namespace NotebookRunner.Documents;

/// <summary>Writes files whole or not at all: beside their place first, then renamed into it.</summary>
internal static class WholeFile
{
    /// <summary>Writes a text file in UTF-8; folders that are missing are made.</summary>
    public static void Write(string path, string content) => Write(path, Encoding.UTF8.GetBytes(content));

    /// <summary>Writes a file; folders that are missing are made.</summary>
    public static void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string beside = $"{path}.{Environment.ProcessId}.part";
        try
        {
            File.WriteAllBytes(beside, content);
            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
