using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using DigitForge.Benchmarks;
using DigitForge.Runtime;
using Shared;

LibraryFolder.Use();

var json = new Option<bool>("--json") { Description = "Print JSON in place of a table.", Recursive = true };
var recipe = new Option<string>("--recipe") { Description = $"Which model to train: {string.Join(", ", Series.Names)}.", DefaultValueFactory = _ => "article" };
var iterations = new Option<int>("--iterations") { Description = "How many iterations to time.", DefaultValueFactory = _ => 400 };
var spin = new Option<string?>("--spin") { Description = "Another spin to measure in place of DigitForge's own: a GOMP_SPINCOUNT on Linux, milliseconds elsewhere." };
var rounds = new Option<int>("--rounds") { Description = "How often each side runs.", DefaultValueFactory = _ => 5 };
var python = new Option<string>("--python") { Description = "The Python that has the peers' libraries.", DefaultValueFactory = _ => "python3" };
var raceRounds = new Option<int>("--rounds") { Description = "How often each one runs.", DefaultValueFactory = _ => 3 };
var every = new Option<double>("--every") { Description = "Seconds of training between two looks at the pictures.", DefaultValueFactory = _ => 25 };
var limit = new Option<double>("--limit") { Description = "Seconds of training after which one gives up.", DefaultValueFactory = _ => 400 };
recipe.AcceptOnlyFromAmong([.. Series.Names]);

var root = new RootCommand("Measures DigitForge's speed and memory, beside what the machine can do and what a reader would take instead.") { json };
Add("train", "One model's training: speed, the machine's own best, memory.", options => [TrainBenchmark.Run(options.GetValue(recipe)!, options.GetValue(iterations))], recipe, iterations);
Add("data", "Loading the training set.", _ => [LibraryBenchmarks.Data()]);
Add("evaluate", "Measuring 10,000 pictures.", _ => [LibraryBenchmarks.Evaluation()]);
Add("png", "Encoding a grid.", _ => [LibraryBenchmarks.Png()]);
Add("view", "What the live view costs.", _ => [LibraryBenchmarks.LiveView()]);
Add("start", "From a command to a picture.", _ => [StartBenchmarks.Run()]);
Add("compare", "The article's step beside each peer that is installed, in turn.", options => Comparison.Run(options.GetValue(rounds), options.GetValue(iterations), options.GetValue(python)!), rounds, iterations, python);
Add("spin", "What the short spin of torch's threads costs one training and gives to two at once.", options => [SpinBenchmark.Run(options.GetValue(rounds), options.GetValue(iterations), options.GetValue(spin))], rounds, iterations, spin);
Add("race", "Seconds of training until the digits are good, beside each peer that is installed, in turn.", options => RaceBenchmark.Run(options.GetValue(raceRounds), new RaceSettings(options.GetValue(every), options.GetValue(limit)), options.GetValue(python)!), raceRounds, every, limit, python);
Add("all", "Everything but the comparisons, as one table.", options =>
[
    .. Series.Names.Select(name => TrainBenchmark.Run(name, options.GetValue(iterations))),
    LibraryBenchmarks.Data(), LibraryBenchmarks.Evaluation(), LibraryBenchmarks.Png(), LibraryBenchmarks.LiveView(), StartBenchmarks.Run(),
], iterations);
return root.Parse(args).Invoke();

void Add(string name, string description, Func<ParseResult, IReadOnlyList<Report>> measure, params Option[] options)
{
    var command = new Command(name, description);
    foreach (var option in options)
        command.Options.Add(option);
    command.SetAction(parsed => Print(measure(parsed), parsed.GetValue(json)));
    root.Subcommands.Add(command);
}

static void Print(IReadOnlyList<Report> reports, bool asJson)
{
    JsonNode whole = reports.Count == 1 ? reports[0].ToJson() : new JsonArray([.. reports.Select(report => report.ToJson())]);
    if (asJson)
        Console.WriteLine(whole.ToJsonString());
    else
        Console.WriteLine($"{Report.Table(reports)}\n\n{Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, libtorch {TorchRuntime.Start().LibTorchVersion}.");
}
