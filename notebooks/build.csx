// Builds lib/DigitForge when one of its source files is newer than the DLL that the notebooks reference.
using System.Diagnostics;
using System.IO;

{
    var library = new FileInfo("../artifacts/digitforge/DigitForge.dll");
    bool isStale = !library.Exists
        || new DirectoryInfo("../lib/DigitForge").EnumerateFiles("*", SearchOption.AllDirectories)
            .Concat(new DirectoryInfo("..").EnumerateFiles("Directory.*.props"))
            .Any(source => source.LastWriteTimeUtc > library.LastWriteTimeUtc);
    if (isStale)
    {
        Console.WriteLine("Building the library. The very first time this downloads torch and what goes with it, some 220 MB.");
        var settings = new ProcessStartInfo("dotnet", "build ../lib/DigitForge --configuration Release --nologo --verbosity quiet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using (var build = Process.Start(settings))
        {
            var errors = build.StandardError.ReadToEndAsync();
            string said = build.StandardOutput.ReadToEnd() + errors.Result;
            build.WaitForExit();
            if (build.ExitCode != 0)
                throw new Exception("The library could not be built:\n" + said.Trim());
        }
    }

    Console.WriteLine("The library is ready.");
}
