namespace DigitForge.Runtime;

/// <summary>Writes a file whole or not at all: writes a temporary file beside it, then renames that file.</summary>
internal static class WholeFile
{
    /// <summary>Writes a file for the reader. Another program sees the old content or the new, never a part.</summary>
    /// <param name="path">The file. Missing folders are created.</param>
    /// <param name="write">Writes the content to the given path.</param>
    /// <exception cref="OneSentenceException">
    /// The file cannot be written, for example because the disk is full or the folder is read-only.
    /// </exception>
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

    /// <summary>Does the same as <see cref="Write"/>, for a caller that handles the failure itself.</summary>
    /// <inheritdoc cref="Write" path="/param"/>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be written.</exception>
    public static void Replace(string path, Action<string> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        // The temporary name is random, so that threads and programs that write the same file do not collide.
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
