using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DigitForge.Runtime;

/// <summary>What a machine has that matters to torch and the notebooks. Whether it is enough is for MachineCheck to say.</summary>
internal sealed record MachineFacts
{
    /// <summary>The SDK's version; null where none was found.</summary>
    public required string? SdkVersion { get; init; }

    /// <summary>The version of the .NET runtime that this process runs on.</summary>
    public required Version RuntimeVersion { get; init; }

    /// <summary>The operating system's own name and version.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>The operating system and the processor architecture as .NET names them, such as <c>linux-x64</c>.</summary>
    public required string Platform { get; init; }

    /// <summary>What torch runs on; null where its native libraries do not load.</summary>
    public required TorchEnvironment? Torch { get; init; }

    /// <summary>Why the native libraries do not load, with the fix, in one sentence; empty where they do.</summary>
    public required string TorchError { get; init; }

    /// <summary>The symbol versions that were marked as optional in the project's copy of torch's library.</summary>
    public required IReadOnlyList<string> MarkedVersions { get; init; }

    /// <summary>How long torch's threads spin before they sleep; null where DigitForge could not set it.</summary>
    public required SpinTime? SpinTime { get; init; }

    /// <summary>Whether the driver of an NVIDIA graphics card is there.</summary>
    public required bool HasNvidiaDriver { get; init; }

    /// <summary>How many processor cores this process may use.</summary>
    public required int Processors { get; init; }

    /// <summary>How many bytes of memory are free.</summary>
    public required long FreeMemory { get; init; }

    /// <summary>How many bytes are free on the disk; null where the system does not say.</summary>
    public required long? FreeDisk { get; init; }

    /// <summary>Collects the facts. It takes about a second, because it starts torch and asks the SDK for its version.</summary>
    /// <param name="folder">A folder on the disk of interest.</param>
    public static MachineFacts Find(string folder)
    {
        var (torch, error) = StartTorch();
        return new MachineFacts
        {
            SdkVersion = DotnetSdk.FindVersion(),
            RuntimeVersion = Environment.Version,
            OperatingSystem = RuntimeInformation.OSDescription,
            Platform = $"{SystemName}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}",
            Torch = torch,
            TorchError = error,
            MarkedVersions = NativeLibraries.MarkedVersions(),
            SpinTime = SpinTime.Current,
            HasNvidiaDriver = FindNvidiaDriver(),
            Processors = Environment.ProcessorCount,
            FreeMemory = FindFreeMemory(),
            FreeDisk = FindFreeDisk(folder),
        };
    }

    private static string SystemName =>
        System.OperatingSystem.IsWindows() ? "win" : System.OperatingSystem.IsMacOS() ? "osx" : System.OperatingSystem.IsLinux() ? "linux" : "other";

    private static (TorchEnvironment? Torch, string Error) StartTorch()
    {
        try
        {
            return (TorchRuntime.Start(), "");
        }
        catch (OneSentenceException refusal)
        {
            return (null, refusal.Message);
        }
    }

    private static bool FindNvidiaDriver()
    {
        string name = System.OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1";
        if (!NativeLibrary.TryLoad(name, out nint driver))
            return false;
        NativeLibrary.Free(driver);
        return true;
    }

    // The garbage collector knows a container's memory limit, which the operating system's own numbers leave out. It updates its
    // figures when it collects.
    private static long FindFreeMemory()
    {
        GC.Collect(0);
        var memory = GC.GetGCMemoryInfo();
        return Math.Max(0, memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes);
    }

    private static long? FindFreeDisk(string folder)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}

/// <summary>The .NET SDK, which builds the library and the notebook runner.</summary>
internal static class DotnetSdk
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The <c>dotnet</c> program of the .NET that runs this process, which need not be on the PATH; the PATH's where that .NET has no SDK.
    /// </summary>
    public static string Program => FirstWithSdk(
        Environment.ProcessPath,
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH"),
        // .../shared/Microsoft.NETCore.App/10.0.0/, for a program that starts .NET with a launcher of its own.
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", FileName)));

    private static string FileName => OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    /// <summary>The first path of a <c>dotnet</c> program with an SDK beside it; plain <c>dotnet</c>, to be looked up on the PATH, where there is none.</summary>
    internal static string FirstWithSdk(params IEnumerable<string?> paths) =>
        paths.FirstOrDefault(path => Path.GetFileName(path) == FileName
            && File.Exists(path)
            && Directory.Exists(Path.Combine(Path.GetDirectoryName(path)!, "sdk"))) ?? "dotnet";

    /// <summary>The version that <c>dotnet --version</c> names in the current folder, where a global.json may ask for one.</summary>
    /// <returns>The version; null where there is no SDK, or none that global.json accepts.</returns>
    public static string? FindVersion()
    {
        var settings = new ProcessStartInfo(Program, "--version") { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(settings)!;
            var output = process.StandardOutput.ReadToEndAsync();
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            if (process.WaitForExit(Timeout))
                return process.ExitCode == 0 ? output.Result.Trim() : null;
            process.Kill(entireProcessTree: true);
            return null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
