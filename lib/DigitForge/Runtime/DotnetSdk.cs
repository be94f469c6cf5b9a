using System.ComponentModel;
using System.Diagnostics;

namespace DigitForge.Runtime;

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
