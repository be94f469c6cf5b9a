using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DigitForge.Runtime;

/// <summary>The facts about a machine that matter to torch and the notebooks. MachineCheck decides whether they are sufficient.</summary>
internal sealed record MachineFacts
{
    /// <summary>The version of the .NET SDK; null if no SDK was found.</summary>
    public required string? SdkVersion { get; init; }

    /// <summary>The version of the .NET runtime that this process runs on.</summary>
    public required Version RuntimeVersion { get; init; }

    /// <summary>The operating system's name and version, as it reports them.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>The operating system and the processor architecture as .NET names them, such as <c>linux-x64</c>.</summary>
    public required string Platform { get; init; }

    /// <summary>What torch runs on; null if its native libraries do not load.</summary>
    public required TorchEnvironment? Torch { get; init; }

    /// <summary>Why the native libraries do not load and how to fix it, in one sentence; empty if they load.</summary>
    public required string TorchError { get; init; }

    /// <summary>The symbol versions that were marked as optional in the project's copy of TorchSharp's library.</summary>
    public required IReadOnlyList<string> MarkedVersions { get; init; }

    /// <summary>How long torch's threads spin before they sleep; null if DigitForge could not set it.</summary>
    public required SpinTime? SpinTime { get; init; }

    /// <summary>Whether an NVIDIA graphics driver is installed.</summary>
    public required bool HasNvidiaDriver { get; init; }

    /// <summary>How many processor cores this process may use.</summary>
    public required int Processors { get; init; }

    /// <summary>The free memory in bytes.</summary>
    public required long FreeMemory { get; init; }

    /// <summary>The free disk space in bytes; null if the system does not report it.</summary>
    public required long? FreeDisk { get; init; }

    /// <summary>Collects the facts. This takes about a second, because it starts torch and asks the SDK for its version.</summary>
    /// <param name="folder">A folder on the disk whose free space is reported.</param>
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

    // The garbage collector knows a container's memory limit; the operating system's own numbers ignore it. The collector updates its
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
    /// The <c>dotnet</c> program of the .NET that runs this process; it need not be on the PATH. If that .NET has no SDK, the one on the PATH.
    /// </summary>
    public static string Program => FirstWithSdk(
        Environment.ProcessPath,
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH"),
        // .../shared/Microsoft.NETCore.App/10.0.0/, for a program that starts .NET with its own launcher.
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", FileName)));

    private static string FileName => OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    /// <summary>
    /// The first path of a <c>dotnet</c> program that has an SDK beside it. If none has one, plain <c>dotnet</c>, which is looked up on the
    /// PATH.
    /// </summary>
    internal static string FirstWithSdk(params IEnumerable<string?> paths) =>
        paths.FirstOrDefault(path => Path.GetFileName(path) == FileName
            && File.Exists(path)
            && Directory.Exists(Path.Combine(Path.GetDirectoryName(path)!, "sdk"))) ?? "dotnet";

    /// <summary>The version that <c>dotnet --version</c> reports in the current folder, where a global.json may request a version.</summary>
    /// <returns>The version; null if there is no SDK, or none that global.json accepts.</returns>
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
