using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Shared;

/// <summary>Makes .NET look for DigitForge and torch where the notebooks find them, so that there is one copy of them.</summary>
internal static class LibraryFolder
{
    public static string Path { get; } = RepositoryFolder.File("artifacts", "digitforge");

    [ModuleInitializer]
    internal static void Use() => AssemblyLoadContext.Default.Resolving += (context, name) =>
    {
        string path = System.IO.Path.Combine(Path, name.Name + ".dll");
        return File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
    };
}
