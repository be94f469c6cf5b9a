using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace NotebookRunner.Kit;

/// <summary>Finds the files that belong to a repository, and copies files.</summary>
/// <remarks>Symbolic links are left out: one to a folder may lead in a circle, and most sticks cannot store any.</remarks>
internal static class SourceCopy
{
    // Made by builds and other programs.
    private static readonly HashSet<string> LeftOut = new(StringComparer.OrdinalIgnoreCase)
    {
        "artifacts", "bin", "obj", "TestResults", "node_modules", "__pycache__", "venv",
    };

    // Without git only these names with a leading dot are taken: any other may hold passwords.
    private static readonly HashSet<string> OwnDotNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ".ci", ".config", ".devcontainer", ".editorconfig", ".gitattributes", ".github", ".gitignore", ".vscode",
    };

    // Git sets these for the programs that it starts; they may name another repository.
    private static readonly string[] GitVariables = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"];

    /// <summary>The files that git tracks in a folder and that exist.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The files' paths; null if git is missing or tracks nothing there.</returns>
    public static async Task<IReadOnlyList<string>?> TrackedFilesAsync(string folder, CancellationToken cancellationToken)
    {
        // Git refuses a folder that another user owns; listing its files runs nothing in it, so that is safe here.
        var start = new ProcessStartInfo("git", ["-c", "safe.directory=*", "-c", "core.fsmonitor=false", "ls-files", "-z"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (string variable in GitVariables)
            start.Environment.Remove(variable);
        try
        {
            using var git = Process.Start(start)!;
            git.StandardInput.Close();
            var errors = git.StandardError.ReadToEndAsync(cancellationToken);
            string listed = await git.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await errors.ConfigureAwait(false);
            await git.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            string[] files = [.. listed.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(file => Path.Combine(folder, file)).Where(IsFile)];
            return git.ExitCode == 0 && files.Length > 0 ? files : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>The files of a folder, without those that builds and other programs make.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="except">A folder to leave out, as an absolute path.</param>
    /// <returns>The files' paths.</returns>
    public static IEnumerable<string> FilesWithoutGit(string folder, string except)
    {
        foreach (string file in Directory.GetFiles(folder).Where(file => BelongsToIt(file) && IsFile(file)))
            yield return file;
        foreach (string inner in Directory.GetDirectories(folder).Where(inner => BelongsToIt(inner) && Path.GetFullPath(inner) != except))
        {
            bool isLink = new DirectoryInfo(inner).LinkTarget is not null;
            bool isPythonEnvironment = File.Exists(Path.Combine(inner, "pyvenv.cfg"));
            if (isLink || isPythonEnvironment)
                continue;
            foreach (string file in FilesWithoutGit(inner, except))
                yield return file;
        }
    }

    /// <summary>Copies files to the same places below another folder.</summary>
    /// <param name="files">The files' paths.</param>
    /// <param name="from">The folder that they are in.</param>
    /// <param name="to">The other folder.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <returns>How many files there are.</returns>
    public static int Copy(IEnumerable<string> files, string from, string to, CancellationToken cancellationToken)
    {
        string[] all = [.. files];
        foreach (string file in all)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string place = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Copy(file, place, overwrite: true);
        }

        return all.Length;
    }

    private static bool BelongsToIt(string path)
    {
        string name = Path.GetFileName(path);
        bool isOwnName = !name.StartsWith('.') || OwnDotNames.Contains(name);
        return isOwnName && !LeftOut.Contains(name);
    }

    private static bool IsFile(string path) => new FileInfo(path) is { Exists: true, LinkTarget: null };
}
