using System.Diagnostics;
using DigitForge.Runtime;

namespace DigitForge.Data;

/// <summary>Downloads a data file from the first mirror that has it. Only a complete, verified file is stored.</summary>
internal static class DataFileDownload
{
    // If a server sends nothing for this long, the next mirror is tried.
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(20);
    private static readonly HttpClient Http = new() { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Downloads and verifies the file, and only then stores it under its name.</summary>
    /// <returns>The path of the gzipped file.</returns>
    /// <exception cref="OneSentenceException">
    /// No mirror delivered the file (the message gives the reason for each), or the file cannot be written.
    /// </exception>
    public static string Fetch(DataSetSource source, DataFile file, string folder, IProgress<DownloadProgress> progress)
    {
        var failures = new List<string>();
        foreach (var mirror in source.Mirrors)
        {
            byte[] packed;
            try
            {
                packed = FetchFrom(mirror, source, file, progress);
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException or OneSentenceException)
            {
                failures.Add($"{mirror.Host}: {failure.Message.ReplaceLineEndings(" ").TrimEnd('.')}");
                continue;
            }

            string path = Path.Combine(folder, file.Name + ".gz");
            WholeFile.Write(path, beside => File.WriteAllBytes(beside, packed));
            return path;
        }

        throw new OneSentenceException(
            $"{file.Name}.gz is not in {Path.GetFullPath(folder)} and cannot be downloaded ({string.Join("; ", failures)}): "
          + $"put the file there by hand, or try again with a network connection.");
    }

    private static byte[] FetchFrom(Uri mirror, DataSetSource source, DataFile file, IProgress<DownloadProgress> progress)
    {
        string name = file.Name + ".gz";
        byte[] packed = ReceiveAsync(new Uri(mirror, name), file.Name, progress).GetAwaiter().GetResult();
        source.Verify(IdxFile.Unpack(packed, name), file, name);
        return packed;
    }

    // Downloads to memory, so that a network error is not mistaken for a disk error. The largest file has about 26 MB.
    private static async Task<byte[]> ReceiveAsync(Uri address, string name, IProgress<DownloadProgress> progress)
    {
        using var timeout = new CancellationTokenSource(ReadTimeout);
        using var response = await Http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, timeout.Token).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        using var incoming = await response.Content.ReadAsStreamAsync(timeout.Token).ConfigureAwait(false);
        using var file = new MemoryStream();

        var clock = Stopwatch.StartNew();
        var buffer = new byte[1 << 16];
        long received = 0;
        for (int count; (count = await incoming.ReadAsync(buffer, timeout.Token).ConfigureAwait(false)) > 0;)
        {
            timeout.CancelAfter(ReadTimeout);
            file.Write(buffer, 0, count);
            received += count;
            progress.Report(new DownloadProgress(name, received, response.Content.Headers.ContentLength, clock.Elapsed));
        }

        return file.ToArray();
    }
}

/// <summary>The progress of a download.</summary>
/// <param name="FileName">The file being downloaded.</param>
/// <param name="BytesReceived">The number of bytes received so far.</param>
/// <param name="BytesTotal">The total number of bytes; null if the server does not report it.</param>
/// <param name="Elapsed">The time since the download began.</param>
internal readonly record struct DownloadProgress(string FileName, long BytesReceived, long? BytesTotal, TimeSpan Elapsed)
{
    /// <summary>The fraction received, 0 to 1; null if the total is unknown.</summary>
    public double? Fraction => BytesTotal > 0 ? (double)BytesReceived / BytesTotal : null;

    /// <summary>The estimated time for the rest, at the speed so far; null if it is unknown.</summary>
    public TimeSpan? Remaining => Fraction > 0 ? Elapsed * (1 / Fraction.Value - 1) : null;
}

/// <summary>
/// Shows a download on the console: a moving bar in a terminal, or a line for every tenth of the file if the output is redirected.
/// </summary>
internal sealed class DownloadBar : IProgress<DownloadProgress>
{
    private const int Width = 30;
    private int lastTenth = -1;

    public void Report(DownloadProgress value)
    {
        double fraction = value.Fraction ?? 0;
        bool finished = fraction >= 1;
        if (!Console.IsOutputRedirected)
        {
            int filled = (int)(fraction * Width);
            string bar = new string('#', filled) + new string('.', Width - filled);
            Console.Write($"\r[{bar}] {Describe(value)}   {(finished ? "\n" : "")}");
        }
        else if ((int)(fraction * 10) > lastTenth)
        {
            lastTenth = (int)(fraction * 10);
            Console.WriteLine(Describe(value));
        }
    }

    private static string Describe(DownloadProgress value)
    {
        string total = value.BytesTotal is { } bytes ? Language.Text($" of {bytes / 1e6:F1}") : "";
        string left = value.Remaining is { } time ? Language.Text($", {time.TotalSeconds:F0} s left") : "";
        return Language.Text($"{value.FileName}: {value.BytesReceived / 1e6:F1}{total} MB{left}");
    }
}
