using System.Diagnostics;
using Shared;
using Xunit;

namespace DigitForge.Tests.PyTorch;

/// <summary>A Python that has torch, where there is one.</summary>
internal static class Python
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private static readonly Lazy<string?> WithTorch = new(() => new[] { "python3", "/usr/bin/python3", "python" }.FirstOrDefault(HasTorch));

    /// <summary>The folder of the scripts that readers are given.</summary>
    public static string Scripts { get; } = RepositoryFolder.File("notebooks", "pytorch");

    /// <summary>Runs a script, or skips the test where torch is not installed.</summary>
    public static async Task<(int ExitCode, string Out, string Error)> RunAsync(params string[] arguments)
    {
        Assert.SkipWhen(WithTorch.Value is null, "There is no Python with torch and numpy on this machine.");
        using var process = Start(WithTorch.Value!, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Longest))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The script did not end within {Longest.TotalMinutes:F0} minutes.");
        }

        return (process.ExitCode, await output, await error);
    }

    /// <summary>Runs a script that must succeed.</summary>
    public static async Task<string> RequireAsync(params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync(arguments);
        Assert.True(exitCode == 0, error);
        return output;
    }

    private static Process Start(string python, string[] arguments)
    {
        var start = new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // The scripts' folder is the repository's: no compiled copies are left in it.
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["OMP_NUM_THREADS"] = "1";
        return Process.Start(start)!;
    }

    private static bool HasTorch(string python)
    {
        try
        {
            using var process = Start(python, ["-c", "import torch, numpy, torch.distributed.run"]);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
