using System.Diagnostics;
using DigitForge.Runtime;

namespace DigitForge.Data;

/// <summary>Downloads a file of a data set from the first mirror that has it, whole and verified, or not at all.</summary>
internal static class DataFileDownload
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(20);
    private static readonly HttpClient Http = new() { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Downloads the file, checks it, and only then gives it its name.</summary>
    /// <returns>The path of the gzipped file.</returns>
    /// <exception cref="DataFileException">No mirror delivered the file; the message tells each one's answer.</exception>
    public static string Fetch(DataSetSource source, DataFile file, string folder, IProgress<DownloadProgress> progress)
    {
        var refusals = new List<string>();
        foreach (var mirror in source.Mirrors)
        {
            try
            {
                return FetchFrom(mirror, source, file, folder, progress);
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException or DataFileException)
            {
                refusals.Add($"{mirror.Host}: {failure.Message.ReplaceLineEndings(" ").TrimEnd('.')}");
            }
        }

        throw new DataFileException(
            $"{file.Name}.gz is not in {Path.GetFullPath(folder)} and cannot be downloaded ({string.Join("; ", refusals)}): "
          + "put the file there by hand, or try again with a network.");
    }

    private static string FetchFrom(
        Uri mirror, DataSetSource source, DataFile file, string folder, IProgress<DownloadProgress> progress)
    {
        string path = Path.Combine(folder, file.Name + ".gz");
        WholeFile.Write(path, beside =>
        {
            ReceiveAsync(new Uri(mirror, file.Name + ".gz"), beside, file.Name, progress).GetAwaiter().GetResult();
            source.Verify(IdxFile.ReadContent(beside), file, file.Name + ".gz");
        });
        return path;
    }

    private static async Task ReceiveAsync(Uri address, string path, string name, IProgress<DownloadProgress> progress)
    {
        using var silence = new CancellationTokenSource(LongestSilence);
        using var response = await Http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, silence.Token).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        using var incoming = await response.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
        using var file = File.Create(path);

        var clock = Stopwatch.StartNew();
        var buffer = new byte[1 << 16];
        long received = 0;
        for (int count; (count = await incoming.ReadAsync(buffer, silence.Token).ConfigureAwait(false)) > 0;)
        {
            silence.CancelAfter(LongestSilence);
            file.Write(buffer, 0, count);
            received += count;
            progress.Report(new DownloadProgress(name, received, response.Content.Headers.ContentLength, clock.Elapsed));
        }
    }
}
