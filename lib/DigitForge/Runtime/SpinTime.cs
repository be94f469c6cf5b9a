using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DigitForge.Runtime;

/// <summary>How long torch's threads spin before they sleep while they wait for work: an environment variable of OpenMP.</summary>
/// <remarks>
/// By default they spin so long that they hardly ever sleep during a training, and a thread that spins takes a core away from all other
/// programs: two trainings at once on two cores are then five times slower, not twice. A short spin costs a training that is alone a few
/// percent (CONTRIBUTING.md, "How fast it is").
/// <para>
/// Linux: torch brings GNU's libgomp, which reads <c>GOMP_SPINCOUNT</c>, by default 300,000 rounds
/// (https://gcc.gnu.org/onlinedocs/libgomp/GOMP_005fSPINCOUNT.html). Windows and macOS: torch brings Intel's and LLVM's OpenMP, which read
/// <c>KMP_BLOCKTIME</c>, by default 200 ms; 1 ms is the shortest spin that all their versions know
/// (https://openmp.llvm.org/design/Runtimes.html). What is set on Windows and macOS follows from that documentation and has not been tried.
/// </para>
/// </remarks>
/// <param name="Variable">The variable's name.</param>
/// <param name="Value">Its value.</param>
/// <param name="IsReaders">Whether the environment that the process was started with had it. DigitForge then leaves all of them alone.</param>
internal sealed record SpinTime(string Variable, string Value, bool IsReaders)
{
    private const string WaitPolicy = "OMP_WAIT_POLICY";

    /// <summary>The setting of this process; null where the variable could not be set.</summary>
    public static SpinTime? Current { get; private set; }

    /// <summary>One line for a console.</summary>
    public override string ToString() => IsReaders
        ? Language.Text($"{Variable}={Value}, set by this machine's environment")
        : Language.Text($"{Variable}={Value}, set by DigitForge");

    // OpenMP reads its variables once, when torch is loaded. CA2255 warns that a library should not act on being loaded.
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

        // On Unix .NET sets variables in a copy of the environment that native code does not see. The programs that .NET starts get that
        // copy, and so the environment as the reader set it.
        return SetNative(variable, value, overwrite: 1) == 0;
    }

    [DllImport("libc", EntryPoint = "setenv", BestFitMapping = false, ThrowOnUnmappableChar = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetNative([MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
