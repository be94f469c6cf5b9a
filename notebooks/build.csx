// Builds lib/DigitForge when one of its source files is newer than the DLL that the notebooks reference.
using System.Diagnostics;
using System.IO;

{
    var root = new DirectoryInfo(".");
    while (!Directory.Exists(Path.Combine(root.FullName, "lib", "DigitForge")))
        root = root.Parent ?? throw new Exception("There is no lib/DigitForge here or above: open the notebook in the folder where it belongs.");

    var library = new FileInfo(Path.Combine(root.FullName, "artifacts", "digitforge", "DigitForge.dll"));
    var sources = new DirectoryInfo(Path.Combine(root.FullName, "lib", "DigitForge"));
    bool isStale = !library.Exists
        || sources.EnumerateFiles("*", SearchOption.AllDirectories)
            .Concat(root.EnumerateFiles("Directory.*.props"))
            .Any(source => source.LastWriteTimeUtc > library.LastWriteTimeUtc);
    if (isStale)
    {
        Console.WriteLine("Building the library. The very first time this downloads torch and what goes with it, some 220 MB.");
        var settings = new ProcessStartInfo("dotnet", $"build \"{sources.FullName}\" --configuration Release --nologo --verbosity quiet")
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
