using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DigitForge.Runtime;

/// <summary>What a machine has, as far as torch and the notebooks care. Nothing here is judged.</summary>
internal sealed record MachineFacts
{
    /// <summary>The SDK's version; null where none was found.</summary>
    public required string? SdkVersion { get; init; }

    /// <summary>The version of the .NET runtime that this process runs on.</summary>
    public required Version RuntimeVersion { get; init; }

    /// <summary>The operating system's own name and version.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>The operating system and the processor's kind, in .NET's terms, such as <c>linux-x64</c>.</summary>
    public required string Platform { get; init; }

    /// <summary>What torch runs on; null where its native libraries do not load.</summary>
    public required TorchEnvironment? Torch { get; init; }

    /// <summary>Why the native libraries do not load, with the fix, in one sentence; empty where they do.</summary>
    public required string TorchTrouble { get; init; }

    /// <summary>The symbol versions that were marked as optional in the project's copy of torch's library.</summary>
    public required IReadOnlyList<string> MarkedVersions { get; init; }

    /// <summary>Whether the driver of an NVIDIA graphics card is there.</summary>
    public required bool HasNvidiaDriver { get; init; }

    /// <summary>How many processor cores this process may use.</summary>
    public required int Processors { get; init; }

    /// <summary>How many bytes of memory are free.</summary>
    public required long FreeMemory { get; init; }

    /// <summary>How many bytes are free on the disk; null where the system does not say.</summary>
    public required long? FreeDisk { get; init; }

    /// <summary>Looks at this machine, which takes a moment: it starts torch and asks the SDK for its version.</summary>
    /// <param name="folder">A folder on the disk of interest.</param>
    public static MachineFacts Find(string folder)
    {
        var (torch, trouble) = StartTorch();
        return new MachineFacts
        {
            SdkVersion = DotnetSdk.FindVersion(),
            RuntimeVersion = Environment.Version,
            OperatingSystem = RuntimeInformation.OSDescription,
            Platform = $"{SystemName}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}",
            Torch = torch,
            TorchTrouble = trouble,
            MarkedVersions = NativeLibraries.MarkedVersions(),
            HasNvidiaDriver = FindNvidiaDriver(),
            Processors = Environment.ProcessorCount,
            FreeMemory = FindFreeMemory(),
            FreeDisk = FindFreeDisk(folder),
        };
    }

    private static string SystemName =>
        System.OperatingSystem.IsWindows() ? "win" : System.OperatingSystem.IsMacOS() ? "osx" : System.OperatingSystem.IsLinux() ? "linux" : "other";

    private static (TorchEnvironment? Torch, string Trouble) StartTorch()
    {
        try
        {
            return (TorchRuntime.Start(), "");
        }
        catch (ReaderException trouble)
        {
            return (null, trouble.Message);
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

    // The garbage collector knows the limit of a container, which the operating system's own numbers leave out. It takes
    // note of the memory in use when it collects.
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
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The version that <c>dotnet --version</c> names in the current folder, where a global.json may ask for one.</summary>
    /// <returns>The version; null where there is no SDK, or none that global.json accepts.</returns>
    public static string? FindVersion()
    {
        var settings = new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(settings)!;
            var said = process.StandardOutput.ReadToEndAsync();
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            if (process.WaitForExit(Patience))
                return process.ExitCode == 0 ? said.Result.Trim() : null;
            process.Kill(entireProcessTree: true);
            return null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
