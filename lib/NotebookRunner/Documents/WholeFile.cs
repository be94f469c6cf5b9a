using System.Text;

namespace NotebookRunner.Documents;

/// <summary>Writes files whole or not at all: beside their place first, then renamed into it.</summary>
internal static class WholeFile
{
    /// <summary>Writes a text file in UTF-8; folders that are missing are made.</summary>
    /// <exception cref="OneSentenceException">The file cannot be written; what was there before is still there.</exception>
    public static void Write(string path, string content) => Write(path, Encoding.UTF8.GetBytes(content));

    /// <summary>Writes a file; folders that are missing are made.</summary>
    /// <exception cref="OneSentenceException">The file cannot be written; what was there before is still there.</exception>
    public static void Write(string path, byte[] content)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            string beside = $"{path}.{Path.GetRandomFileName()}.part";
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
        catch (Exception reason) when (IsRefusal(reason))
        {
            throw new OneSentenceException($"{path} cannot be written: {Reason(reason)}.", reason);
        }
    }

    /// <summary>Makes a folder where it is missing, and makes sure that files can be written there.</summary>
    /// <exception cref="OneSentenceException">They cannot.</exception>
    public static void RequireWritable(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, $"{Path.GetRandomFileName()}.part");
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose))
            {
            }
        }
        catch (Exception reason) when (IsRefusal(reason))
        {
            throw new OneSentenceException($"Files cannot be written to the folder {folder}: {Reason(reason)}.", reason);
        }
    }

    /// <summary>Whether an exception says that the system refuses to read or write a file.</summary>
    public static bool IsRefusal(Exception exception) => exception is IOException or UnauthorizedAccessException or NotSupportedException;

    /// <summary>Why the system refuses, as the end of a sentence.</summary>
    public static string Reason(Exception exception) => exception is UnauthorizedAccessException
        ? Language.Text("access is denied")
        : WithoutPath(exception.Message).TrimEnd('.', ' ');

    // .NET appends the path, here often a temporary one: "No space left on device : '/book/a.html.x7f.part'".
    private static string WithoutPath(string message) =>
        message.IndexOf(" : '", StringComparison.Ordinal) is > 0 and var end ? message[..end] : message;
}
