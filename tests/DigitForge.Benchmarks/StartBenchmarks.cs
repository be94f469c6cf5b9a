using Shared;

namespace DigitForge.Benchmarks;

/// <summary>How long a reader waits for the first picture, with the library built.</summary>
internal static class StartBenchmarks
{
    private const int Times = 3;

    /// <summary>The runner on a notebook that only loads and shows data, and on one that trains a grid's worth.</summary>
    public static Report Run()
    {
        using var folder = new TemporaryFolder();
        return new("start",
        [
            new("runner_on_notebook_1", Seconds(folder, "01-data"), "s"),
            new("dotnet_run_to_first_trained_grid", Seconds(folder, "05-train", "-p", "Iterations=1"), "s"),
        ]);
    }

    private static double? Seconds(TemporaryFolder folder, string notebook, params string[] options)
    {
        string[] arguments =
        [
            "run", "-c", "Release", "--project", RepositoryFolder.File("lib", "NotebookRunner"), "--",
            RepositoryFolder.File("notebooks", notebook + ".ipynb"), "--out", folder.File("book"), .. options,
        ];
        var times = Enumerable.Range(0, Times + 1).Select(_ => Programs.Run("dotnet", arguments)?.Elapsed.TotalSeconds).ToArray();
        return times.Contains(null) ? null : Median.Of(times.Skip(1).Select(seconds => seconds!.Value));
    }
}
