using NotebookRunner.Documents;

namespace NotebookRunner.Doctor;

/// <summary>Checks whether the package sources that this machine is configured to use can be reached.</summary>
/// <remarks>
/// This program runs, so its packages and the library's are there already. A source that cannot be reached matters only for other packages:
/// those of the tests, or of a notebook that asks for one.
/// </remarks>
internal static class PackageSources
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan SdkPatience = TimeSpan.FromSeconds(30);

    /// <summary>Asks the SDK for its sources, and each source for an answer.</summary>
    public static async Task<IReadOnlyList<Finding>> FindAsync()
    {
        string? listed = await ListAsync().ConfigureAwait(false);
        if (listed is null)
            return [new(Mark.Error, Language.Text("Package sources: the SDK does not list them -> Run 'dotnet nuget list source' and fix the NuGet.Config that it names."))];
        string[] sources = Enabled(listed);
        if (sources.Length == 0)
            return [new(Mark.Warning, Language.Text("Package sources: none is enabled -> Run 'dotnet nuget add source https://api.nuget.org/v3/index.json --name nuget.org' before the tests."))];
        using var client = new HttpClient { Timeout = Patience };
        return await Task.WhenAll(sources.Select(source => CheckAsync(client, source))).ConfigureAwait(false);
    }

    // Null where the SDK is not there, fails, or does not answer in time.
    private static async Task<string?> ListAsync()
    {
        using var limit = new CancellationTokenSource(SdkPatience);
        try
        {
            var (exitCode, text) = await Dotnet.RunAsync(
                ["nuget", "list", "source", "--format", "Short"], Directory.GetCurrentDirectory(), cancellationToken: limit.Token).ConfigureAwait(false);
            return exitCode == 0 ? text : null;
        }
        catch (Exception failure) when (failure is OneSentenceException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>The sources that are enabled, of a list in NuGet's short format: a line each, <c>E</c> for enabled, then the source.</summary>
    internal static string[] Enabled(string listed) =>
        [.. listed.Split('\n', StringSplitOptions.TrimEntries).Where(line => line.StartsWith('E') && line.Contains(' ')).Select(line => line[(line.IndexOf(' ') + 1)..])];

    /// <summary>Checks one source: a folder, or an address.</summary>
    internal static async Task<Finding> CheckAsync(HttpClient client, string source)
    {
        if (!Uri.TryCreate(source, UriKind.Absolute, out var address) || address.IsFile)
            return Directory.Exists(source) ? Reached(source) : Unreachable(source, Language.Text("there is no such folder"));
        try
        {
            using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? Reached(source) : Unreachable(source, Language.Text($"it answers {(int)answer.StatusCode}"));
        }
        catch (HttpRequestException reason)
        {
            return Unreachable(source, reason.Message.TrimEnd('.'));
        }
        catch (TaskCanceledException)
        {
            return Unreachable(source, Language.Text($"no answer within {client.Timeout.TotalSeconds:0} seconds"));
        }
    }

    private static Finding Reached(string source) => new(Mark.Fine, Language.Text($"Package source: {source}"));

    private static Finding Unreachable(string source, string reason) => new(
        Mark.Warning,
        Language.Text($"Package source: {source} cannot be reached ({reason}) -> What is built here runs without it; for the tests' packages connect to the network, or set another source with 'dotnet nuget update source'."));
}
