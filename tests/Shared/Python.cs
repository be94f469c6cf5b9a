using System.Diagnostics;
using Xunit;

namespace Shared;

/// <summary>A Python with certain modules, if there is one.</summary>
/// <param name="name">What it has, as a reader would call it.</param>
/// <param name="modules">The modules that a script imports.</param>
internal sealed class Python(string name, string modules)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly Lazy<string?> program = new(() => new[] { "python3", "/usr/bin/python3", "python" }.FirstOrDefault(candidate => Has(candidate, modules)));

    /// <summary>A Python that runs the scripts in <c>notebooks/pytorch</c>.</summary>
    public static Python WithTorch { get; } = new("torch and numpy", "torch, numpy, torch.distributed.run");

    /// <summary>A Python that draws as the article does.</summary>
    public static Python WithMatplotlib { get; } = new("matplotlib and numpy", "matplotlib, numpy");

    /// <summary>Any Python 3.</summary>
    public static Python Plain { get; } = new("nothing but itself", "tempfile");

    /// <summary>The folder of the scripts that load and save models in PyTorch.</summary>
    public static string PyTorchScripts { get; } = RepositoryFolder.File("notebooks", "pytorch");

    /// <summary>The folder of the scripts that show what the article's program does.</summary>
    public static string EvidenceScripts { get; } = RepositoryFolder.File("notebooks", "evidence");

    /// <summary>Runs a script, or skips the test if the modules are not installed.</summary>
    public async Task<(int ExitCode, string Out, string Error)> RunAsync(params string[] arguments)
    {
        Assert.SkipWhen(program.Value is null, $"There is no Python with {name} on this machine.");
        using var process = Start(program.Value!, arguments);
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
    public async Task<string> RequireAsync(params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync(arguments);
        Assert.True(exitCode == 0, error);
        return output;
    }

    private static Process Start(string python, string[] arguments)
    {
        var start = new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // The scripts' folder belongs to the repository, so Python must leave no compiled copies in it.
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["OMP_NUM_THREADS"] = "1";
        return Process.Start(start)!;
    }

    private static bool Has(string python, string modules)
    {
        try
        {
            using var process = Start(python, ["-c", $"import {modules}"]);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
