// Builds lib/DigitForge when one of its source files is newer than the DLL that the notebooks reference.
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;

{
    var root = new DirectoryInfo(".");

    // The library, which knows the reader's language, is not there yet: the notebook's folder tells it.
    bool isChinese = root.Name == "zh";
    string Say(string english, string chinese) => isChinese ? chinese : english;

    while (!Directory.Exists(Path.Combine(root.FullName, "lib", "DigitForge")))
        root = root.Parent ?? throw new Exception(Say(
                "There is no lib/DigitForge here or above: open the notebook in the folder where it belongs.",
                "这里和上级文件夹里都没有 lib/DigitForge：请在笔记本原来的文件夹里打开它。"));

    string artifacts = Path.Combine(root.FullName, "artifacts");
    var sources = new DirectoryInfo(Path.Combine(root.FullName, "lib", "DigitForge"));
    bool IsStale()
    {
        var library = new FileInfo(Path.Combine(artifacts, "digitforge", "DigitForge.dll"));
        return !library.Exists
            || sources.EnumerateFiles("*", SearchOption.AllDirectories)
                .Concat(root.EnumerateFiles("Directory.*.props"))
                .Any(source => source.LastWriteTimeUtc > library.LastWriteTimeUtc);
    }

    // Two builds at once would write the same files: the second notebook waits for the first, and then finds the library ready.
    FileStream WaitForTurn()
    {
        string path = Path.Combine(Directory.CreateDirectory(artifacts).FullName, "build.lock");
        var waited = Stopwatch.StartNew();
        for (bool isFirst = true; ; isFirst = false)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path) && waited.Elapsed < TimeSpan.FromMinutes(30))
            {
                if (isFirst)
                    Console.WriteLine(Say("Another notebook is building the library. This one waits for it.", "另一篇笔记本正在构建库，这一篇等它完成。"));
                Thread.Sleep(200);
            }
        }
    }

    // The .NET that runs this notebook, which need not be on the PATH; the PATH's where it has no SDK.
    string Dotnet()
    {
        string name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var candidates = new[]
        {
            Environment.ProcessPath,
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH"),
            Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name)),
        };
        return candidates.FirstOrDefault(path => Path.GetFileName(path) == name
            && File.Exists(path)
            && Directory.Exists(Path.Combine(Path.GetDirectoryName(path), "sdk"))) ?? "dotnet";
    }

    void Build()
    {
        Console.WriteLine(Say(
                "Building the library. The very first time this downloads torch and what goes with it, some 220 MB.",
                "正在构建库。头一次要下载 torch 和它的依赖，约 220 MB。"));
        var settings = new ProcessStartInfo(Dotnet(), $"build \"{sources.FullName}\" --configuration Release --nologo --verbosity quiet")
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
                throw new Exception(Say("The library could not be built:\n", "库没有构建成功：\n") + said.Trim());
        }
    }

    if (IsStale())
    {
        try
        {
            using (WaitForTurn())
            {
                if (IsStale())
                    Build();
            }
        }
        catch (UnauthorizedAccessException)
        {
            throw new Exception(Say(
                "The library has to be built anew, and you may not write to the folder artifacts: its owner has to run 'dotnet build lib/DigitForge -c Release'.",
                "库需要重新构建，而你没有 artifacts 文件夹的写权限：请让它的所有者运行 dotnet build lib/DigitForge -c Release。"));
        }
    }

    Console.WriteLine(Say("The library is ready.", "库已就绪。"));
}
