using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Shared;

/// <summary>Makes .NET load DigitForge and torch from the folder that the notebooks use, so that there is only one copy of them.</summary>
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
