using System.Diagnostics;
using NotebookRunner.Documents;
using NotebookRunner.Pages;
using Shared;
using Xunit;

namespace NotebookRunner.Tests;

/// <summary>Whatever the machine's culture, the runner reads and writes the same.</summary>
public sealed class CultureTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Names => Cultures.Names;

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Parameters_are_read_and_refused_alike(string culture)
    {
        string path = TestNotebook.WriteWithParameters(folder, "with", "double Rate = 1e-3; int Below = -5; // quick: -7\nstring Title = \"TITLE\";", "Rate");
        Assert.Equal("Rate = 0.25;\nBelow = -12;\nTitle = \"i\";", Cultures.Under(culture, () => Injected(("Rate", "0.25"), ("Below", "-12"), ("Title", "i"))));
        Assert.Equal(
            "The parameter Rate is '0,25'; expected a number, as in Rate=0.001.",
            Cultures.Under(culture, () => Assert.Throws<OneSentenceException>(() => Injected(("Rate", "0,25"))).Message));

        string? Injected(params (string Name, string Value)[] chosen)
        {
            var notebook = Notebook.Load(path);
            Parameters.Inject(notebook, quick: false, chosen.ToDictionary(pair => pair.Name, pair => pair.Value));
            return notebook.CodeCells.SingleOrDefault(cell => cell.Tags.Contains("injected-parameters"))?.Source;
        }
    }

    // Started as a user of such a machine starts it: the culture comes from the environment.
    [Theory]
    [InlineData("de_DE.UTF-8")]
    [InlineData("sv_SE.UTF-8")]
    public async Task A_cell_prints_the_same_on_every_machine_and_has_the_culture_that_it_names(string language)
    {
        Cultures.Under("de-DE", () => true);
        string notebook = TestNotebook.Write(
            folder, "numbers",
            "Console.WriteLine($\"{-1234.5:N1}\");",
            "await Task.Run(() => Console.WriteLine(-1.5));",
            "Console.WriteLine((-1234.5).ToString(\"N1\", new System.Globalization.CultureInfo(\"de-DE\")));");
        var start = new ProcessStartInfo("dotnet", [typeof(NotebookPage).Assembly.Location, notebook, "--out", folder.File("out")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LANG"] = language, ["LC_ALL"] = language },
        };
        using var program = Process.Start(start)!;
        var output = program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = await program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), (program.ExitCode, error));
        Assert.NotEmpty(await output);
        string written = File.ReadAllText(folder.File("out/numbers.ipynb"));
        Assert.All(new[] { "\"-1,234.5\\n\"", "\"-1.5\\n\"", "\"-1.234,5\\n\"" }, line => Assert.Contains(line, written, StringComparison.Ordinal));
    }
}
