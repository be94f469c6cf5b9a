using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using DigitForge.Runtime;
using DigitForge.Training;
using Shared;

namespace DigitForge.Tests.Runtime;

/// <summary>
/// The test program started once more in a .NET that has no cultures, as in containers without ICU: it speaks instead of testing when its
/// environment says so.
/// </summary>
internal static class SpeakingProcess
{
    private const string Switch = "DIGITFORGE_SPEAK";

    /// <summary>Starts the process.</summary>
    /// <param name="language">The language that it speaks.</param>
    /// <returns>What it said.</returns>
    public static string Listen(string language)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 };
        start.ArgumentList.Add(typeof(SpeakingProcess).Assembly.Location);
        start.Environment[Switch] = language;
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        using var process = Process.Start(start)!;
        return process.StandardOutput.ReadToEnd();
    }

    // The test program's own entry point is generated; this runs before it.
    [ModuleInitializer]
    internal static void SpeakIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Switch) is not { } language)
            return;
        LibraryFolder.Use();
        Console.OutputEncoding = Encoding.UTF8;
        Console.Write(Speak(language));
        Environment.Exit(0);
    }

    // Not inlined: its types are in the library, which is found only after LibraryFolder.Use.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string Speak(string language) => Sentence.In(language);

    private static class Sentence
    {
        public static string In(string language)
        {
            Language.Use(language);
            return $"{new TrainingRun(1_000, TimeSpan.FromSeconds(8), WasCancelled: false)} {Language.Text($"{0.55:P0}")}";
        }
    }
}
