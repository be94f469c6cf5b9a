using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace DigitForge.Runtime;

/// <summary>Finds the native torch libraries beside DigitForge.dll, fixes their symbol versions where needed, and loads them.</summary>
internal static class NativeLibraries
{
    private const string StandardLibrary = "libstdc++.so.6";
    private const string TorchSharpLibrary = "libLibTorchSharp.so";

    // Linux lists here the files that this process has mapped into its memory.
    private const string MappedFiles = "/proc/self/maps";

    private static readonly Lock Gate = new();
    private static bool loaded;
    private static IReadOnlyList<VersionNeed> markedInFile = [];
    private static IReadOnlyList<VersionNeed> markedInCopy = [];

    private static string Folder => Path.GetDirectoryName(typeof(NativeLibraries).Assembly.Location)!;

    /// <summary>Loads the libraries once; later calls do nothing.</summary>
    /// <exception cref="OneSentenceException">One of them cannot be loaded.</exception>
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

        foreach (var need in markedInFile)
            Console.WriteLine(Language.Text($"DigitForge marked {need.Version} as optional in its copy of libLibTorchSharp.so:") + "\n"
                + Language.Text("this machine's C++ library is older, and nothing in that file uses the version."));
    }

    /// <summary>The address of a function in torch or, on Linux, in a library that torch needs; null if no library has this function.</summary>
    public static nint? Find(string function)
    {
        EnsureLoaded();
        nint torch = NativeLibrary.Load(Path.Combine(Folder, NamesInLoadingOrder()[1]));
        return NativeLibrary.TryGetExport(torch, function, out nint address) ? address : null;
    }

    /// <summary>Loads one library from a folder. If its symbol versions prevent that, loads a marked copy of it.</summary>
    /// <returns>The library's handle.</returns>
    /// <exception cref="OneSentenceException">The library is missing, or the system's loader refuses it.</exception>
    public static nint LoadFrom(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        if (!File.Exists(path))
            throw new OneSentenceException($"{name} is missing from the folder {Path.GetFileName(folder)}: build it again with 'dotnet build lib/DigitForge'.");
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception refusal) when (refusal is DllNotFoundException or BadImageFormatException)
        {
            if (OperatingSystem.IsLinux() && LoadMarkedCopy(path) is { } copy)
                return copy;
            throw new OneSentenceException(Explain(path, refusal), refusal);
        }
    }

    /// <summary>Explains in one sentence why the system's loader refused a library, and how to fix it.</summary>
    public static string Explain(string path, Exception refusal)
    {
        string name = Path.GetFileName(path);
        if (OperatingSystem.IsLinux() && MissingVersion(path) is { } need)
        {
            string lack = Language.Text($"{name} needs {need.Version} of {need.Library}, which this machine's {need.Library} does not have");
            return need.IsReferredTo
                ? Language.Text($"{lack}: update the system's C++ library (the package libstdc++6 of GCC 13 or newer).")
                : Language.Text($"{lack}; nothing in the file uses it, but DigitForge can neither mark it as optional in the folder {Path.GetFileName(Path.GetDirectoryName(path))} "
                + $"nor load a marked copy from the temporary folder: run a notebook once as the user who built the library, or set TMPDIR to a folder that you may write to.");
        }

        string reason = refusal.Message.ReplaceLineEndings("\n").Split('\n')
            .Select(line => line.Trim())
            .LastOrDefault(line => line.Contains(name, StringComparison.Ordinal) && line.Contains(':', StringComparison.Ordinal))
            ?? refusal.Message.ReplaceLineEndings(" ");
        reason = reason.Replace(Path.GetDirectoryName(path) + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
        return Language.Text($"{name} cannot be loaded ({reason.TrimEnd('.')}): "
             + $"delete the folder artifacts/digitforge and build it again with 'dotnet build lib/DigitForge'.");
    }

    /// <summary>The symbol versions that DigitForge marked as optional in TorchSharp's library; the package itself marks none.</summary>
    public static IReadOnlyList<string> MarkedVersions()
    {
        if (!OperatingSystem.IsLinux())
            return [];
        try
        {
            var marked = ElfSymbolVersions.Read(Path.Combine(Folder, TorchSharpLibrary)).Needs.Where(need => need.IsWeak);
            return [.. marked.Concat(markedInCopy).Select(need => need.Version)];
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return [];
        }
    }

    // CA2255 warns that a library should not run code when it is loaded. Here it must: TorchSharp loads its native libraries when one of its
    // types is first used, and a notebook may do that before it calls anything in DigitForge.
#pragma warning disable CA2255
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void MarkUnusedSymbolVersions()
    {
        if (OperatingSystem.IsLinux())
            MarkUnusedSymbolVersions(Path.Combine(Folder, TorchSharpLibrary), MappedFiles);
    }

    /// <summary>
    /// Marks, in the file itself, the symbol versions that this machine lacks and that nothing uses, so that any program can load the file.
    /// </summary>
    /// <param name="path">TorchSharp's library in this project's output.</param>
    /// <param name="mappedFiles">The list of this process's mapped files.</param>
    [SupportedOSPlatform("linux")]
    internal static void MarkUnusedSymbolVersions(string path, string mappedFiles)
    {
        try
        {
            if (StandardLibraryPath(mappedFiles) is not { } standardLibrary)
                return;
            // The reader hears of it later, when a notebook has said in which language.
            markedInFile = SymbolVersionFix.Apply(path, StandardLibrary, ElfSymbolVersions.Read(standardLibrary));
        }
        catch (Exception)
        {
            // An exception in a module initializer would make every type of this DLL unusable. If the file stays unmarked and that matters, LoadFrom
            // loads a marked copy or says why it cannot.
        }
    }

    // The folder may belong to another user, who built the library but has not loaded it yet. The loader identifies a loaded library by its
    // internal name, so TorchSharp then finds this copy. The file is not needed after loading, so nothing is left behind.
    [SupportedOSPlatform("linux")]
    private static nint? LoadMarkedCopy(string path)
    {
        try
        {
            if (StandardLibraryPath(MappedFiles) is not { } standardLibrary)
                return null;
            byte[] library = File.ReadAllBytes(path);
            var marked = SymbolVersionFix.Mark(library, StandardLibrary, ElfSymbolVersions.Read(standardLibrary));
            if (marked.Count == 0)
                return null;
            var folder = Directory.CreateTempSubdirectory("digitforge-");
            try
            {
                string copy = Path.Combine(folder.FullName, Path.GetFileName(path));
                File.WriteAllBytes(copy, library);
                nint handle = NativeLibrary.Load(copy);
                markedInCopy = marked;
                return handle;
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException or InvalidDataException or DllNotFoundException)
        {
            return null;
        }
    }

    // A version that something uses is reported first: marking it would not help.
    [SupportedOSPlatform("linux")]
    private static VersionNeed? MissingVersion(string path)
    {
        try
        {
            return StandardLibraryPath(MappedFiles) is { } standardLibrary
                ? SymbolVersionFix
                    .Missing(ElfSymbolVersions.Read(path), StandardLibrary, ElfSymbolVersions.Read(standardLibrary))
                    .OrderByDescending(need => need.IsReferredTo)
                    .FirstOrDefault()
                : null;
        }
        catch (Exception damage) when (damage is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    // The .NET runtime itself is linked against the C++ library, so the C++ library in use is among this process's mapped files.
    private static string? StandardLibraryPath(string mappedFiles) => File.ReadLines(mappedFiles)
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
