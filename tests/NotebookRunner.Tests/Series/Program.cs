using System.Diagnostics;
using Shared;

namespace NotebookRunner.Tests.Series;

/// <summary>The program as a user starts it.</summary>
internal static class Program
{
    /// <summary>Starts it and waits for its end.</summary>
    public static async Task<(int ExitCode, string Out, string Error)> RunAsync(TemporaryFolder folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Starts it in a folder.</summary>
    public static Process Start(TemporaryFolder folder, params string[] arguments)
    {
        string program = typeof(NotebookRunner.Series.SeriesRun).Assembly.Location;
        return Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
