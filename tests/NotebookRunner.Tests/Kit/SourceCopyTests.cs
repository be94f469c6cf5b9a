using System.ComponentModel;
using System.Diagnostics;
using NotebookRunner.Kit;
using Shared;
using Xunit;

namespace NotebookRunner.Tests.Kit;

public sealed class SourceCopyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task In_a_git_checkout_the_files_that_git_tracks_are_found()
    {
        Write("notebooks/01.ipynb", "é and space.txt", ".own", "deleted.txt", ".env", ".venv/secret", "artifacts/x", "mine.txt");
        Assert.SkipUnless(Git("init", "-q"), "There is no git.");
        Assert.True(Git("add", "notebooks", "é and space.txt", ".own", "deleted.txt"));
        File.Delete(folder.File("deleted.txt"));

        var files = await SourceCopy.TrackedFilesAsync(folder.Path, TestContext.Current.CancellationToken);

        Assert.Equal([".own", "notebooks/01.ipynb", "é and space.txt"], Names(files!));
    }

    [Fact]
    public async Task Where_git_tracks_nothing_it_does_not_say_what_belongs_to_the_folder()
    {
        Write("a.txt");
        Assert.Null(await SourceCopy.TrackedFilesAsync(folder.Path, TestContext.Current.CancellationToken));
        Assert.SkipUnless(Git("init", "-q"), "There is no git.");
        Assert.Null(await SourceCopy.TrackedFilesAsync(folder.Path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Without_git_what_may_be_secret_or_was_made_by_programs_is_left_out()
    {
        Write(
            "a.txt", "notebooks/01.ipynb", ".gitignore", ".config/dotnet-tools.json", "kit/a.txt",
            ".env", ".env.local", ".venv/a", ".ssh/id", ".git/config", "env/pyvenv.cfg", "env/a", "venv/a", "node_modules/a", "lib/obj/a", "artifacts/a", "notebooks/.ipynb_checkpoints/a");

        var files = SourceCopy.FilesWithoutGit(folder.Path, except: folder.File("kit"));

        Assert.Equal([".config/dotnet-tools.json", ".gitignore", "a.txt", "notebooks/01.ipynb"], Names(files));
    }

    [Fact]
    public void Links_are_left_out()
    {
        Write("inner/a.txt");
        try
        {
            Directory.CreateSymbolicLink(folder.File("inner/loop"), folder.Path);
            File.CreateSymbolicLink(folder.File("inner/broken.txt"), folder.File("gone.txt"));
            File.CreateSymbolicLink(folder.File("inner/itself.txt"), folder.File("inner/itself.txt"));
        }
        catch (Exception refused) when (OperatingSystem.IsWindows() && refused is IOException or UnauthorizedAccessException)
        {
            Assert.Skip("This user may not make links.");
        }

        Assert.Equal(["inner/a.txt"], Names(SourceCopy.FilesWithoutGit(folder.Path, except: "")));
    }

    [Fact]
    public async Task All_that_this_repository_tracks_is_also_found_without_git()
    {
        var tracked = await SourceCopy.TrackedFilesAsync(RepositoryFolder.Path, TestContext.Current.CancellationToken);
        Assert.SkipWhen(tracked is null, "This is no git checkout.");
        Assert.Empty(tracked.Select(Path.GetFullPath).Except(SourceCopy.FilesWithoutGit(RepositoryFolder.Path, except: "").Select(Path.GetFullPath)));
    }

    [Fact]
    public void Files_are_copied_to_the_same_places()
    {
        Write("from/a.txt", "from/b/c.txt", "to/a.txt");
        File.WriteAllText(folder.File("from/a.txt"), "new");
        string[] files = [folder.File("from/a.txt"), folder.File("from/b/c.txt")];

        Assert.Equal(2, SourceCopy.Copy(files, folder.File("from"), folder.File("to"), CancellationToken.None));

        Assert.Equal("new", File.ReadAllText(folder.File("to/a.txt")));
        Assert.True(File.Exists(folder.File("to/b/c.txt")));
        Assert.Throws<OperationCanceledException>(() => SourceCopy.Copy(files, folder.File("from"), folder.File("to"), new CancellationToken(canceled: true)));
    }

    private void Write(params string[] files)
    {
        foreach (string file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(file))!);
            File.WriteAllText(folder.File(file), "");
        }
    }

    private IEnumerable<string> Names(IEnumerable<string> files) =>
        files.Select(file => Path.GetRelativePath(folder.Path, file).Replace('\\', '/')).Order(StringComparer.Ordinal);

    private bool Git(params string[] arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder.Path })!;
            git.WaitForExit();
            return git.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
