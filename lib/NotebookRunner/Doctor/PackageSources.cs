using System.ComponentModel;
using System.Diagnostics;

namespace NotebookRunner.Doctor;

/// <summary>Looks whether the package sources that this machine is told to use can be reached.</summary>
/// <remarks>
/// This program runs, so its packages and the library's are there already. A source that is out of reach only matters for what is not:
/// the packages of the tests, or of a notebook that asks for one.
/// </remarks>
internal static class PackageSources
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks the SDK for its sources, and each source for a sign of life.</summary>
    public static async Task<IReadOnlyList<Finding>> FindAsync()
    {
        string? listed = await Tool.AskAsync("dotnet", "nuget", "list", "source", "--format", "Short").ConfigureAwait(false);
        if (listed is null)
            return [new(Mark.Error, "Package sources: the SDK does not list them -> Run 'dotnet nuget list source' and fix the NuGet.Config that it names.")];
        string[] sources = Enabled(listed);
        if (sources.Length == 0)
            return [new(Mark.Warning, "Package sources: none is switched on -> Run 'dotnet nuget add source https://api.nuget.org/v3/index.json --name nuget.org' before the tests.")];
        using var client = new HttpClient { Timeout = Patience };
        return await Task.WhenAll(sources.Select(source => LookAtAsync(client, source))).ConfigureAwait(false);
    }

    /// <summary>The sources that are switched on, of a list in NuGet's short format: a line each, <c>E</c> for enabled, then the source.</summary>
    internal static string[] Enabled(string listed) =>
        [.. listed.Split('\n', StringSplitOptions.TrimEntries).Where(line => line.StartsWith('E') && line.Contains(' ')).Select(line => line[(line.IndexOf(' ') + 1)..])];

    /// <summary>Looks at one source: a folder, or an address.</summary>
    internal static async Task<Finding> LookAtAsync(HttpClient client, string source)
    {
        if (!Uri.TryCreate(source, UriKind.Absolute, out var address) || address.IsFile)
            return Directory.Exists(source) ? Reached(source) : OutOfReach(source, "there is no such folder");
        try
        {
            using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? Reached(source) : OutOfReach(source, $"it answers {(int)answer.StatusCode}");
        }
        catch (HttpRequestException reason)
        {
            return OutOfReach(source, reason.Message.TrimEnd('.'));
        }
        catch (TaskCanceledException)
        {
            return OutOfReach(source, $"no answer within {client.Timeout.TotalSeconds:0} seconds");
        }
    }

    private static Finding Reached(string source) => new(Mark.Fine, $"Package source: {source}");

    private static Finding OutOfReach(string source, string reason) => new(
        Mark.Warning,
        $"Package source: {source} cannot be reached ({reason}) -> What is built here runs without it; for the tests' packages connect to the network or name another source with 'dotnet nuget update source'.");
}

/// <summary>Asks another program something.</summary>
internal static class Tool
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Runs a program and reads what it says.</summary>
    /// <returns>What it wrote to standard output; null where it is not there, fails, or takes longer than half a minute.</returns>
    public static async Task<string?> AskAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            using var limit = new CancellationTokenSource(Patience);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            try
            {
                string said = await process.StandardOutput.ReadToEndAsync(limit.Token).ConfigureAwait(false);
                await errors.ConfigureAwait(false);
                await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
                return process.ExitCode == 0 ? said : null;
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return null;
            }
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
