using System.Text.RegularExpressions;

namespace ReleasedTool;

/// <summary>Takes out of a text what may differ between two runs of the same notebook.</summary>
internal static partial class Mask
{
    /// <summary>The text with a sign in place of times, speeds, free memory, and names that are made anew in each process.</summary>
    public static string Apply(string text)
    {
        text = Once.Replace(text, "");
        text = Id.Replace(text, "digitforge-$1-#-$2");
        text = Guid.Replace(text, "#");
        text = Submission.Replace(text, "Submission#");
        text = Memory.Replace(text, "# GB");
        text = Speed.Replace(text, "# per second");
        return Time.Replace(text, "# s");
    }

    // Said by the first run after a build, and by no other.
    [GeneratedRegex(@"^((DigitForge marked |DigitForge 在自己那份 ).*\n.*|(Building the library\.|正在构建库。).*)\n?", RegexOptions.Multiline)]
    private static partial Regex Once { get; }

    // Of the page's elements: kind, process, number.
    [GeneratedRegex(@"digitforge-(\w+)-\d+-(\d+)")]
    private static partial Regex Id { get; }

    [GeneratedRegex("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")]
    private static partial Regex Guid { get; }

    // The class that a cell's code is compiled to.
    [GeneratedRegex(@"Submission#\d+")]
    private static partial Regex Submission { get; }

    // What is free of the machine's memory and disk. Smaller amounts are a file's or a model's, and stay.
    [GeneratedRegex(@"[\d,.]+ GB\b")]
    private static partial Regex Memory { get; }

    [GeneratedRegex(@"[\d,.]+ (per|(\w+ )?a) second|每秒 [\d,.]+")]
    private static partial Regex Speed { get; }

    [GeneratedRegex(@"\b(\d+ min )?[\d,.]+ (s|ms|seconds)\b|(\d+ 分 )?[\d,.]+ (毫秒|秒)")]
    private static partial Regex Time { get; }
}
