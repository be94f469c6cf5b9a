using System.Diagnostics;
using System.Text.Json.Nodes;

namespace DigitForge.Benchmarks;

/// <summary>Starts other programs and times them.</summary>
internal static class Programs
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables that it gets in addition; null takes one away. By default it gets this program's.</param>
    /// <returns>What it wrote to standard output, and how long it took; null where it is not there or fails, and then standard error says why.</returns>
    public static (string Output, TimeSpan Elapsed)? Run(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var clock = Stopwatch.StartNew();
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            string why = errors.GetAwaiter().GetResult();
            process.WaitForExit();
            return process.ExitCode == 0 ? (output, clock.Elapsed) : Failure(program, arguments, why);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return Failure(program, arguments, missing.Message);
        }
    }

    /// <summary>Runs a program whose last line is JSON.</summary>
    /// <inheritdoc cref="Run" path="/param"/>
    public static JsonObject? Json(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null) =>
        Run(program, arguments, environment) is { Output: var output } ? JsonNode.Parse(output.Trim().Split('\n')[^1])!.AsObject() : null;

    private static (string, TimeSpan)? Failure(string program, IEnumerable<string> arguments, string why)
    {
        Console.Error.WriteLine($"Not measured: {program} {Path.GetFileName(arguments.First())} ({why.Trim().Split('\n')[^1]}).");
        return null;
    }
}
