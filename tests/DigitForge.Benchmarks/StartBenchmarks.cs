using Shared;

namespace DigitForge.Benchmarks;

/// <summary>How long a reader waits for the first picture, with the library built.</summary>
internal static class StartBenchmarks
{
    private const int Times = 3;

    /// <summary>
    /// The runner on a notebook that only loads and shows data, behind <c>dotnet run</c>, which first looks whether anything is to be built, and by
    /// itself; and on one that trains a grid's worth.
    /// </summary>
    public static Report Run()
    {
        using var folder = new TemporaryFolder();
        string[] runner = [RepositoryFolder.File("artifacts", "bin", "NotebookRunner", "release", "NotebookRunner.dll")];
        string[] command = ["run", "-c", "Release", "--project", RepositoryFolder.File("lib", "NotebookRunner"), "--"];
        return new("start",
        [
            new("dotnet_run_on_notebook_1", Seconds(folder, command, "01-data"), "s"),
            new("runner_on_notebook_1", Seconds(folder, runner, "01-data"), "s"),
            new("dotnet_run_to_first_trained_grid", Seconds(folder, command, "05-train", "-p", "Iterations=1"), "s"),
        ]);
    }

    // The first time builds what is not built, and does not count.
    private static double? Seconds(TemporaryFolder folder, string[] program, string notebook, params string[] options)
    {
        string[] arguments = [.. program, RepositoryFolder.File("notebooks", notebook + ".ipynb"), "--out", folder.File("book"), .. options];
        var times = Enumerable.Range(0, Times + 1).Select(_ => Programs.Run("dotnet", arguments)?.Elapsed.TotalSeconds).ToArray();
        return times.Contains(null) ? null : Median.Compute(times.Skip(1).Select(seconds => seconds!.Value));
    }
}
