using System.CommandLine;
using NotebookRunner.Documents;
using ReleasedTool;
using Shared;

// Both kernels get the same: threads that sleep while they wait, English, and no notice of telemetry among the tool's messages.
Environment.SetEnvironmentVariable("OMP_WAIT_POLICY", "passive");
Environment.SetEnvironmentVariable("LC_ALL", "C.UTF-8");
Environment.SetEnvironmentVariable("DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT", "1");
Environment.SetEnvironmentVariable("DOTNET_INTERACTIVE_SKIP_FIRST_TIME_EXPERIENCE", "1");

var notebooks = new Argument<string[]>("notebooks") { Description = "Notebooks of the folder 'notebooks', as 05-train or zh/05-train; by default all of both editions.", Arity = ArgumentArity.ZeroOrMore };
var parameter = new Option<string[]>("--parameter", "-p") { Description = "A value for a parameter, as Iterations=60, for the notebooks that have it; the others take their quick values.", HelpName = "Name=Value" };
var command = new RootCommand("Runs each notebook in the runner and in the released .NET Interactive (first: dotnet tool restore), and compares what they show.") { notebooks, parameter };
command.SetAction(parsed => CompareAsync(parsed.GetValue(notebooks)!, parsed.GetValue(parameter)!));
return await command.Parse(args).InvokeAsync();

static async Task<int> CompareAsync(string[] names, string[] parameters)
{
    var chosen = parameters.Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair.ElementAtOrDefault(1) ?? "");
    bool isSame = true;
    foreach (string name in names.Length > 0 ? names : AllNames())
    {
        try
        {
            using var stage = new Stage($"{name}.ipynb", chosen);
            var comparison = new Comparison(await stage.RunInRunnerAsync(), await stage.RunInToolAsync(), stage.IsRepeatable);
            Console.WriteLine($"{name}: {comparison.Summary}");
            foreach (string difference in comparison.Differences)
                Console.WriteLine($"    {difference}");
            isSame &= comparison.Differences.Count == 0;
        }
        catch (OneSentenceException reason)
        {
            Console.WriteLine($"{name}: {reason.Message}");
            isSame = false;
        }
    }

    Console.WriteLine(isSame ? "Both show the same." : "They differ.");
    return isSame ? 0 : 1;
}

static IEnumerable<string> AllNames() => SeriesFolders().SelectMany(folder => Directory.GetFiles(RepositoryFolder.File("notebooks", folder), "*.ipynb")
    .Select(path => Path.Combine(folder, Path.GetFileNameWithoutExtension(path)))
    .Order(StringComparer.Ordinal));

static IEnumerable<string> SeriesFolders() => new[] { SeriesFolder.English, SeriesFolder.Chinese }.Select(SeriesFolder.Within);
