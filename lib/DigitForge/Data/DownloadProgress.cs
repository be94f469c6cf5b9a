namespace DigitForge.Data;

/// <summary>How far a download is.</summary>
/// <param name="FileName">The file being downloaded.</param>
/// <param name="BytesReceived">How many bytes have come.</param>
/// <param name="BytesTotal">How many there will be, if the server said so.</param>
/// <param name="Elapsed">The time since the download began.</param>
public readonly record struct DownloadProgress(string FileName, long BytesReceived, long? BytesTotal, TimeSpan Elapsed)
{
    /// <summary>The part received, 0 to 1; null where the total is unknown.</summary>
    public double? Fraction => BytesTotal > 0 ? (double)BytesReceived / BytesTotal : null;

    /// <summary>The time that the rest will take at the speed so far; null where it cannot be known.</summary>
    public TimeSpan? Remaining => Fraction > 0 ? Elapsed * (1 / Fraction.Value - 1) : null;
}
