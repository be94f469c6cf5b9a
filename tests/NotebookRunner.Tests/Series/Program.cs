using System.Diagnostics;
using System.Text;
using Shared;

namespace NotebookRunner.Tests.Series;

/// <summary>The program as a user starts it.</summary>
internal static class Program
{
    /// <summary>Starts it and waits for its end.</summary>
    public static async Task<(int ExitCode, string Out, string Error)> RunAsync(TemporaryFolder folder, params string[] arguments)
    {
        return await EndAsync(StartInfo(folder, arguments));
    }

    /// <summary>Starts it and waits for its end.</summary>
    public static async Task<(int ExitCode, string Out, string Error)> EndAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Starts it in a folder.</summary>
    public static Process Start(TemporaryFolder folder, params string[] arguments) => Process.Start(StartInfo(folder, arguments))!;

    /// <summary>How to start it in a folder.</summary>
    public static ProcessStartInfo StartInfo(TemporaryFolder folder, params string[] arguments) =>
        new("dotnet", [typeof(NotebookRunner.Series.SeriesRun).Assembly.Location, .. arguments])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
}
