namespace DigitForge.Data;

/// <summary>Shows a download on the console: a bar that moves in a terminal, a line every tenth where output is a file.</summary>
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
        string total = value.BytesTotal is { } bytes ? $" of {bytes / 1e6:F1}" : "";
        string left = value.Remaining is { } time ? $", {time.TotalSeconds:F0} s left" : "";
        return $"{value.FileName}: {value.BytesReceived / 1e6:F1}{total} MB{left}";
    }
}
