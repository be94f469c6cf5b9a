using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DigitForge.Runtime;

/// <summary>How long torch's threads spin while they wait for work, before they sleep: an environment variable of OpenMP.</summary>
/// <remarks>
/// By default they spin so long that they hardly ever sleep during training, and a spinning thread takes a core away from all other
/// programs: on two cores, two trainings at once are then five times slower, not twice. A short spin slows a training that runs alone by a few
/// percent (CONTRIBUTING.md, "How fast it is").
/// <para>
/// Linux: torch ships GNU's libgomp, which reads <c>GOMP_SPINCOUNT</c>. The default is 300,000 rounds
/// (https://gcc.gnu.org/onlinedocs/libgomp/GOMP_005fSPINCOUNT.html). Windows and macOS: torch ships Intel's and LLVM's OpenMP, which read
/// <c>KMP_BLOCKTIME</c>. The default is 200 ms; 1 ms is the shortest spin that all their versions support
/// (https://openmp.llvm.org/design/Runtimes.html). The settings for Windows and macOS follow that documentation and have not been tested.
/// </para>
/// </remarks>
/// <param name="Variable">The variable's name.</param>
/// <param name="Value">The variable's value.</param>
/// <param name="IsReaders">Whether the variable was already set when the process started. If so, DigitForge changes no OpenMP setting.</param>
internal sealed record SpinTime(string Variable, string Value, bool IsReaders)
{
    private const string WaitPolicy = "OMP_WAIT_POLICY";

    /// <summary>The setting of this process; null where the variable could not be set.</summary>
    public static SpinTime? Current { get; private set; }

    /// <summary>One line for a console.</summary>
    public override string ToString() => IsReaders
        ? Language.Text($"{Variable}={Value}, set by this machine's environment")
        : Language.Text($"{Variable}={Value}, set by DigitForge");

    // OpenMP reads its variables once, when torch is loaded. CA2255 warns that a library should not run code when it is loaded.
#pragma warning disable CA2255
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Shorten()
    {
        try
        {
            var ours = OperatingSystem.IsLinux() ? new SpinTime("GOMP_SPINCOUNT", "1000", IsReaders: false) : new SpinTime("KMP_BLOCKTIME", "1", IsReaders: false);
            string[] deciding = OperatingSystem.IsLinux() ? [ours.Variable, WaitPolicy] : [ours.Variable, WaitPolicy, "KMP_LIBRARY"];
            Current = Find(deciding) ?? (Set(ours.Variable, ours.Value) ? ours : null);
        }
        catch (Exception)
        {
            // An exception in a module initializer would make every type of this DLL unusable. Training works without the setting.
        }
    }

    private static SpinTime? Find(string[] variables) => variables
        .Select(variable => Environment.GetEnvironmentVariable(variable) is { } value ? new SpinTime(variable, value, IsReaders: true) : null)
        .FirstOrDefault(setting => setting is not null);

    private static bool Set(string variable, string value)
    {
        if (OperatingSystem.IsWindows())
        {
            // Intel's OpenMP asks Windows, not the C library (__kmp_env_get in LLVM's openmp/runtime/src/kmp_environment.cpp).
            Environment.SetEnvironmentVariable(variable, value);
            return true;
        }

        // On Unix, .NET sets variables in its own copy of the environment, which native code does not see. Programs that .NET starts get that
        // copy, and so the environment as the reader set it.
        return SetNative(variable, value, overwrite: 1) == 0;
    }

    [DllImport("libc", EntryPoint = "setenv", BestFitMapping = false, ThrowOnUnmappableChar = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetNative([MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
