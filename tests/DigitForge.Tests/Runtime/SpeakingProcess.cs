using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using DigitForge.Runtime;
using DigitForge.Training;
using Shared;

namespace DigitForge.Tests.Runtime;

/// <summary>
/// The test program, started again in a .NET without cultures, as in containers without ICU. An environment variable tells it to print texts instead
/// of testing.
/// </summary>
internal static class SpeakingProcess
{
    private const string Switch = "DIGITFORGE_SPEAK";

    /// <summary>Starts the process.</summary>
    /// <param name="language">The language to use.</param>
    /// <returns>The texts that it printed.</returns>
    public static string Listen(string language)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 };
        start.ArgumentList.Add(typeof(SpeakingProcess).Assembly.Location);
        start.Environment[Switch] = language;
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        using var process = Process.Start(start)!;
        return process.StandardOutput.ReadToEnd();
    }

    // The test program's own entry point is generated. This runs before it.
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

    // Not inlined: its types are in the library, which can be found only after LibraryFolder.Use.
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
