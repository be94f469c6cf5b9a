using System.Diagnostics;
using System.Text.Json.Nodes;

namespace DigitForge.Benchmarks;

/// <summary>Starts other programs and times them.</summary>
internal static class Programs
{
    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it wrote to standard output, and how long it took; null where it is not there or fails.</returns>
    public static (string Output, TimeSpan Elapsed)? Run(string program, IEnumerable<string> arguments)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            _ = errors.GetAwaiter().GetResult();
            process.WaitForExit();
            return process.ExitCode == 0 ? (output, clock.Elapsed) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Runs a program whose last line is JSON.</summary>
    public static JsonObject? Json(string program, IEnumerable<string> arguments) =>
        Run(program, arguments) is { Output: var output } ? JsonNode.Parse(output.Trim().Split('\n')[^1])!.AsObject() : null;
}
