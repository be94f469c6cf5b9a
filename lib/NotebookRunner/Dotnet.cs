using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using NotebookRunner.Documents;

namespace NotebookRunner;

/// <summary>The one place that starts <c>dotnet</c>: the host that runs this program, which need not be on the PATH.</summary>
internal static partial class Dotnet
{
    private const string HostPathVariable = "DOTNET_HOST_PATH";

    // A build server that a command leaves behind may hold its output open for as long as it lives.
    private static readonly TimeSpan GraceForOutput = TimeSpan.FromSeconds(3);

    private static string ProgramName => OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    /// <summary>The host's file; <c>dotnet</c>, to be looked up on the PATH, where it is not known.</summary>
    public static string Host { get; } =
        FindHost(Environment.ProcessPath, Environment.GetEnvironmentVariable(HostPathVariable), RuntimeEnvironment.GetRuntimeDirectory());

    /// <summary>How to start the host. What it starts in its turn finds the same host, as the last folder of the PATH.</summary>
    /// <param name="arguments">The host's arguments.</param>
    /// <param name="workingDirectory">The folder to start it in.</param>
    public static ProcessStartInfo StartInfo(IEnumerable<string> arguments, string workingDirectory)
    {
        var start = new ProcessStartInfo(Host, arguments) { WorkingDirectory = workingDirectory };
        if (Path.GetDirectoryName(Host) is { Length: > 0 } folder)
        {
            start.Environment[HostPathVariable] = Host;
            string? path = start.Environment.TryGetValue("PATH", out string? value) ? value : null;
            start.Environment["PATH"] = string.IsNullOrEmpty(path) ? folder : path + Path.PathSeparator + folder;
        }

        return start;
    }

    /// <summary>Starts a process.</summary>
    /// <exception cref="OneSentenceException">There is no such program, or it cannot be started.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception reason)
        {
            throw new OneSentenceException($"'{start.FileName}' cannot be started in {start.WorkingDirectory}: {reason.Message}", reason);
        }
    }

    /// <summary>Runs a command of the SDK to its end, with an empty standard input.</summary>
    /// <param name="arguments">The command and its arguments.</param>
    /// <param name="workingDirectory">The folder to run it in.</param>
    /// <param name="environment">Variables to set; null for none.</param>
    /// <param name="cancellationToken">Ends the command and all that it has started.</param>
    /// <returns>The exit code, and all that it wrote: standard output, then standard error.</returns>
    /// <exception cref="OneSentenceException">The host cannot be started.</exception>
    /// <exception cref="OperationCanceledException">The command was cancelled.</exception>
    public static async Task<(int ExitCode, string Text)> RunAsync(
        IEnumerable<string> arguments,
        string workingDirectory,
        IReadOnlyDictionary<string, string>? environment = null,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var start = StartInfo(arguments, workingDirectory);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardOutputEncoding = start.StandardErrorEncoding = Encoding.UTF8;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;

        using var process = Start(start);
        process.StandardInput.Close();
        var output = new StringBuilder();
        var errors = new StringBuilder();
        var reading = Task.WhenAll(ReadAsync(process.StandardOutput, output), ReadAsync(process.StandardError, errors));
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            await Task.WhenAny(reading, Task.Delay(GraceForOutput, cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            Kill(process);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return (process.ExitCode, Text(output) + Text(errors));
    }

    /// <summary>Ends a process and all that it has started; nothing happens where it has ended already.</summary>
    public static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended in between, or one of its children did.
        }
    }

    /// <summary>The first error that a command of the SDK wrote, as <c>NU1101: Unable to find package ...</c>; its last line where there is none.</summary>
    /// <remarks>MSBuild's errors are <c>file : error code: text [project]</c>. File and project are often temporary ones, so they are left out.</remarks>
    /// <param name="text">All that it wrote.</param>
    public static string FirstError(string text)
    {
        if (ErrorLine.Match(text) is { Success: true } error)
            return error.Groups["error"].Value.Trim();
        string[] lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length > 0 ? lines[^1] : Language.Text("it wrote nothing");
    }

    /// <summary>Looks for the host: this process, the one that started it, the one that belongs to the runtime.</summary>
    internal static string FindHost(string? processPath, string? hostPath, string runtimeFolder)
    {
        if (processPath is not null && string.Equals(Path.GetFileName(processPath), ProgramName, StringComparison.OrdinalIgnoreCase))
            return processPath;
        if (File.Exists(hostPath))
            return Path.GetFullPath(hostPath);
        // The runtime lies in shared/Microsoft.NETCore.App/<version> beside the host.
        string besideRuntime = Path.GetFullPath(Path.Combine(runtimeFolder, "..", "..", "..", ProgramName));
        return File.Exists(besideRuntime) ? besideRuntime : "dotnet";
    }

    private static async Task ReadAsync(StreamReader reader, StringBuilder text)
    {
        char[] buffer = new char[4096];
        try
        {
            while (await reader.ReadAsync(buffer).ConfigureAwait(false) is > 0 and var count)
            {
                lock (text)
                    text.Append(buffer, 0, count);
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Nobody waits for the rest any more.
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }

    [GeneratedRegex(@"^(?:.*?[ :])??error\s*(?<error>[A-Z]+[0-9]+\s*:.+?)(?:\s\[[^\[\]]*\])?\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex ErrorLine { get; }
}
