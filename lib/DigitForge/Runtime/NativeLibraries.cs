using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace DigitForge.Runtime;

/// <summary>Finds the native torch libraries beside DigitForge.dll, fixes their symbol versions where needed, and loads them.</summary>
internal static class NativeLibraries
{
    private const string StandardLibrary = "libstdc++.so.6";
    private const string TorchSharpLibrary = "libLibTorchSharp.so";

    private static readonly Lock Gate = new();
    private static bool loaded;

    private static string Folder => Path.GetDirectoryName(typeof(NativeLibraries).Assembly.Location)!;

    /// <summary>Loads the libraries once; later calls do nothing.</summary>
    /// <exception cref="ReaderException">One of them cannot be loaded.</exception>
    public static void EnsureLoaded()
    {
        lock (Gate)
        {
            if (loaded)
                return;
            foreach (string name in NamesInLoadingOrder())
                LoadFrom(Folder, name);
            loaded = true;
        }
    }

    /// <summary>Where a function of torch's lies, or, on Linux, one of the libraries that torch needs; null where there is none of this name.</summary>
    public static nint? Find(string function)
    {
        EnsureLoaded();
        nint torch = NativeLibrary.Load(Path.Combine(Folder, NamesInLoadingOrder()[1]));
        return NativeLibrary.TryGetExport(torch, function, out nint address) ? address : null;
    }

    /// <summary>Loads one library from a folder.</summary>
    /// <exception cref="ReaderException">It is missing, or the system's loader refuses it.</exception>
    public static void LoadFrom(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        if (!File.Exists(path))
            throw new ReaderException($"{name} is missing from the folder {Path.GetFileName(folder)}: build it again with 'dotnet build lib/DigitForge'.");
        try
        {
            NativeLibrary.Load(path);
        }
        catch (Exception refusal) when (refusal is DllNotFoundException or BadImageFormatException)
        {
            throw new ReaderException(Explain(path, refusal), refusal);
        }
    }

    /// <summary>Why the system's loader refused a library, in one sentence with the fix.</summary>
    public static string Explain(string path, Exception refusal)
    {
        string name = Path.GetFileName(path);
        if (OperatingSystem.IsLinux() && FirstMissingVersion(path) is { } need)
            return $"{name} needs {need.Version} of {need.Library}, which this machine's {need.Library} does not have: "
                 + "update the system's C++ library (the package libstdc++6 of GCC 13 or newer).";
        string reason = refusal.Message.ReplaceLineEndings("\n").Split('\n')
            .Select(line => line.Trim())
            .LastOrDefault(line => line.Contains(name, StringComparison.Ordinal) && line.Contains(':', StringComparison.Ordinal))
            ?? refusal.Message.ReplaceLineEndings(" ");
        reason = reason.Replace(Path.GetDirectoryName(path) + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
        return $"{name} cannot be loaded ({reason.TrimEnd('.')}): "
             + "delete the folder artifacts/digitforge and build it again with 'dotnet build lib/DigitForge'.";
    }

    /// <summary>The symbol versions that are marked as optional in this project's copy of TorchSharp's library; the package marks none.</summary>
    public static IReadOnlyList<string> MarkedVersions()
    {
        if (!OperatingSystem.IsLinux())
            return [];
        try
        {
            return [.. ElfSymbolVersions.Read(Path.Combine(Folder, TorchSharpLibrary)).Needs.Where(need => need.IsWeak).Select(need => need.Version)];
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return [];
        }
    }

    // CA2255 warns that a library should not act on being loaded. Here it must: TorchSharp loads its natives the first
    // time that any of its types is touched, and a notebook may do that before it calls anything in DigitForge.
#pragma warning disable CA2255
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void MarkUnusedSymbolVersionsWeak()
    {
        if (!OperatingSystem.IsLinux() || StandardLibraryPath() is not { } standardLibrary)
            return;
        string path = Path.Combine(Folder, TorchSharpLibrary);
        try
        {
            var marked = SymbolVersionFix.Apply(path, StandardLibrary, ElfSymbolVersions.Read(standardLibrary));
            foreach (var need in marked)
                Console.WriteLine($"DigitForge marked {need.Version} as optional in its copy of libLibTorchSharp.so: this "
                    + "machine's C++ library is older, and nothing in that file uses the version.");
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // The library stays as it is. Where that matters, loading it fails, and EnsureLoaded says why.
        }
    }

    [SupportedOSPlatform("linux")]
    private static VersionNeed? FirstMissingVersion(string path)
    {
        if (StandardLibraryPath() is not { } standardLibrary)
            return null;
        try
        {
            return SymbolVersionFix
                .Missing(ElfSymbolVersions.Read(path), StandardLibrary, ElfSymbolVersions.Read(standardLibrary))
                .FirstOrDefault();
        }
        catch (Exception damage) when (damage is IOException or InvalidDataException)
        {
            return null;
        }
    }

    // The .NET runtime itself is linked with the C++ library, so the one in use is among this process's mapped files.
    private static string? StandardLibraryPath() => File.ReadLines("/proc/self/maps")
        .Where(line => line.EndsWith("/" + StandardLibrary, StringComparison.Ordinal)
                    || line.Contains("/" + StandardLibrary + ".", StringComparison.Ordinal))
        .Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..])
        .FirstOrDefault();

    private static string[] NamesInLoadingOrder()
    {
        if (OperatingSystem.IsWindows())
            return ["c10.dll", "torch_cpu.dll", "torch.dll", "LibTorchSharp.dll"];
        if (OperatingSystem.IsMacOS())
            return ["libc10.dylib", "libtorch_cpu.dylib", "libtorch.dylib", "libLibTorchSharp.dylib"];
        return ["libc10.so", "libtorch_cpu.so", "libtorch.so", TorchSharpLibrary];
    }
}
