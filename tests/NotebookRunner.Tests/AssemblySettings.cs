using System.Runtime.CompilerServices;

// Most of these tests wait for processes that they start.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.All)]

namespace NotebookRunner.Tests;

internal static class AssemblySettings
{
    /// <summary>The programs that the tests start speak English, whatever the machine speaks.</summary>
    [ModuleInitializer]
    internal static void SpeakEnglish() => Environment.SetEnvironmentVariable("LC_ALL", "C.UTF-8");
}
