using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using DigitForge.Runtime;
using Shared;
using Xunit;

namespace DigitForge.Tests.Runtime;

/// <summary>
/// OpenMP reads its variables once per process. Each test therefore starts the test program again, which answers instead of testing.
/// </summary>
public sealed partial class SpinTimeTests
{
    private const string Switch = "DIGITFORGE_TELL_SPIN_TIME";

    private static readonly string[] Variables = ["GOMP_SPINCOUNT", "KMP_BLOCKTIME", "KMP_LIBRARY", "OMP_WAIT_POLICY"];

    [Fact]
    public void Torch_spins_shortly_unless_the_environment_says_otherwise()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "GNU's OpenMP is Linux's.");
        var answer = Ask([]);
        Assert.Equal("1000", answer.SeenByOpenMP);
        Assert.Equal(["native: GOMP_SPINCOUNT=1000", "inherited: none", "GOMP_SPINCOUNT=1000, set by DigitForge"], answer.Lines);
    }

    [Theory]
    [InlineData("GOMP_SPINCOUNT", "77", "77")]
    [InlineData("OMP_WAIT_POLICY", "passive", "0")]
    public void What_the_environment_says_is_left_alone(string variable, string value, string seenByOpenMP)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "GNU's OpenMP is Linux's.");
        var answer = Ask([KeyValuePair.Create(variable, value)]);
        Assert.Equal(seenByOpenMP, answer.SeenByOpenMP);
        Assert.Equal([$"native: {variable}={value}", $"inherited: {variable}={value}", $"{variable}={value}, set by this machine's environment"], answer.Lines);
    }

    [ModuleInitializer]
    internal static void AnswerIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Switch) is null)
            return;
        LibraryFolder.Use();
        Answer();
        Environment.Exit(0);
    }

    // Not inlined: its types are in the library, which can be found only after LibraryFolder.Use.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Answer()
    {
        TorchRuntime.Start();
        Console.WriteLine($"native: {Text(variable => Marshal.PtrToStringUTF8(NativeVariable(variable)))}");
        Console.WriteLine($"inherited: {Text(new ProcessStartInfo().Environment.AsReadOnly().GetValueOrDefault)}");
        Console.WriteLine(SpinTime.Current);
    }

    private static string Text(Func<string, string?> read)
    {
        string[] set = [.. Variables.Where(variable => read(variable) is not null).Select(variable => $"{variable}={read(variable)}")];
        return set.Length == 0 ? "none" : string.Join(' ', set);
    }

    private static (string SeenByOpenMP, string[] Lines) Ask(IEnumerable<KeyValuePair<string, string>> environment)
    {
        var start = new ProcessStartInfo("dotnet", typeof(SpinTimeTests).Assembly.Location) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string variable in Variables)
            start.Environment.Remove(variable);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        start.Environment[Switch] = "yes";
        // GNU's OpenMP then prints its settings as soon as it is loaded.
        start.Environment["OMP_DISPLAY_ENV"] = "verbose";
        using var process = Process.Start(start)!;
        var printed = process.StandardError.ReadToEndAsync();
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return (SpinCount.Match(printed.GetAwaiter().GetResult()).Groups[1].Value, [.. lines.TakeLast(3)]);
    }

    [DllImport("libc", EntryPoint = "getenv", BestFitMapping = false, ThrowOnUnmappableChar = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint NativeVariable([MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [GeneratedRegex("GOMP_SPINCOUNT = '(\\d+)'")]
    private static partial Regex SpinCount { get; }
}
