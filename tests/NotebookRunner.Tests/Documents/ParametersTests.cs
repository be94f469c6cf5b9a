using NotebookRunner.Documents;
using Shared;
using Xunit;

namespace NotebookRunner.Tests.Documents;

public sealed class ParametersTests : IDisposable
{
    private const string Cell = """
        int Iterations = 10_000;   // quick: 1_000
        var Rate = 1e-3;
        string Name = "a", Other = "b";
        bool Loud = false;  // quick: true
        int Below = -5;
        int Computed = 1 + 1;
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Parameters_are_the_tagged_cells_constants() => Assert.Equal(
        [
            new Parameter("Iterations", new("int"), "10000", "1_000"), new Parameter("Rate", new("double"), "0.001", null),
            new Parameter("Name", new("string"), "a", null), new Parameter("Other", new("string"), "b", null),
            new Parameter("Loud", new("bool"), "false", "true"), new Parameter("Below", new("int"), "-5", null),
        ],
        Parameters.Read(Load()));

    [Fact]
    public void A_notebook_without_such_a_cell_has_none() =>
        Assert.Empty(Parameters.Read(Notebook.Load(TestNotebook.Write(folder, "plain", "int Iterations = 1;"))));

    [Fact]
    public void A_quick_run_takes_the_quick_values_and_a_full_one_leaves_the_notebook_alone()
    {
        Assert.Equal("Iterations = 1000;\nLoud = true;", Injected(quick: true));
        Assert.Null(Injected(quick: false));
    }

    [Fact]
    public void A_chosen_value_wins() => Assert.Equal(
        "Iterations = 500;\nRate = 0.25;\nName = \"x \\\"y\\\"\";\nLoud = false;\nBelow = -7;",
        Injected(quick: true, ("Iterations", "500"), ("Rate", "0.25"), ("Name", "x \"y\""), ("Loud", "false"), ("Below", "-7")));

    [Theory]
    [InlineData("Iterations", "many", "The parameter Iterations is 'many'; expected a whole number, as in Iterations=10000.")]
    [InlineData("Iterations", "1.5", "The parameter Iterations is '1.5'; expected a whole number, as in Iterations=10000.")]
    [InlineData("Iterations", "99999999999", "The parameter Iterations is '99999999999'; expected a whole number, as in Iterations=10000.")]
    [InlineData("Rate", "NaN", "The parameter Rate is 'NaN'; expected a number, as in Rate=0.001.")]
    [InlineData("Loud", "1", "The parameter Loud is '1'; expected true or false, as in Loud=false.")]
    public void A_value_of_another_type_is_refused(string name, string value, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<OneSentenceException>(() => Injected(quick: true, (name, value))).Message);

    [Theory]
    [InlineData("double X = 1;", "0.5", "X = 0.5;")]
    [InlineData("double X = 1;", "1e400", "a number, as in X=1")]
    [InlineData("float X = 0.5f;", "0.25", "X = 0.25f;")]
    [InlineData("float X = -2.5f;", "1e40", "a number, as in X=-2.5")]
    [InlineData("decimal X = 1m;", "2.50", "X = 2.50m;")]
    [InlineData("long X = 10L;", "5000000000", "X = 5000000000;")]
    [InlineData("long X = 3;", "-9223372036854775808", "X = -9223372036854775808;")]
    [InlineData("var X = -3L;", "5_000_000_000", "X = 5000000000;")]
    [InlineData("byte X = 200;", "300", "a whole number, as in X=200")]
    [InlineData("uint X = 3u;", "-1", "a whole number, as in X=3")]
    [InlineData("ulong X = 3;", "18446744073709551615", "X = 18446744073709551615;")]
    [InlineData("short X = 0x10;", "7", "X = 7;")]
    [InlineData("System.Int64 X = 3;", "5000000000", "X = 5000000000;")]
    [InlineData("Double X = 3;", "0.5", "X = 0.5;")]
    [InlineData("const int X = 3;", "9", "const int X = 9;")]
    [InlineData("static readonly double X = 3;", "0.5", "static readonly double X = 0.5;")]
    [InlineData("double? X = null;", "0.5", "X = 0.5;")]
    [InlineData("double? X = 2;", "null", "X = null;")]
    [InlineData("double? X = null;", "few", "a number or null, as in X=null")]
    [InlineData("double X = 2;", "null", "a number, as in X=2")]
    [InlineData("string? X = null;", "cuda", "X = \"cuda\";")]
    [InlineData("string X = \"a\";", "null", "X = \"null\";")]
    [InlineData("String X = \"a\";", "5", "X = \"5\";")]
    [InlineData("char X = 'a';", "b", "X = 'b';")]
    [InlineData("char X = 'a';", "bc", "one character, as in X=a")]
    [InlineData("bool X = true;", "False", "X = false;")]
    [InlineData("object X = 1.5;", "2", "X = 2;")]
    public void The_declared_type_counts(string declaration, string value, string expected)
    {
        var notebook = Notebook.Load(TestNotebook.WriteWithParameters(folder, "typed", declaration));
        var parameter = Assert.Single(Parameters.Read(notebook));
        if (expected.EndsWith(';'))
            Assert.Equal(expected, parameter.Assign(value));
        else
            Assert.Equal($"The parameter X is '{value}'; expected {expected}.", Assert.Throws<OneSentenceException>(() => parameter.Assign(value)).Message);
    }

    [Theory]
    [InlineData("var X = DateTime.Now;")]
    [InlineData("int X = 1 + 1;")]
    [InlineData("int X;")]
    [InlineData("int[] X = [1];")]
    [InlineData("Uri? X = null;")]
    public void What_is_not_a_constant_of_a_known_type_is_no_parameter(string declaration) =>
        Assert.Empty(Parameters.Read(Notebook.Load(TestNotebook.WriteWithParameters(folder, "typed", declaration))));

    [Fact]
    public void An_executed_notebook_that_is_run_again_takes_the_new_values_only()
    {
        string first = folder.File("first.ipynb");
        var notebook = Load();
        Parameters.Inject(notebook, quick: true, new Dictionary<string, string>());
        Parameters.Inject(notebook, quick: true, new Dictionary<string, string> { ["Rate"] = "0.5" });
        notebook.Save(first);

        var again = Notebook.Load(first);
        Parameters.Inject(again, quick: true, new Dictionary<string, string> { ["Iterations"] = "7" });
        Assert.Equal(["Iterations = 7;\nLoud = true;"], Sources(again));
        Assert.Equal(again.Cells.Count, again.Cells.Select(cell => cell.Id).Distinct().Count());

        again = Notebook.Load(first);
        Parameters.Inject(again, quick: false, new Dictionary<string, string>());
        Assert.Empty(Sources(again));

        static IEnumerable<string> Sources(Notebook notebook) => notebook.CodeCells.Where(cell => cell.Tags.Contains(Parameters.InjectedTag)).Select(cell => cell.Source);
    }

    [Fact]
    public void The_added_cells_id_is_its_own()
    {
        string path = TestNotebook.WriteWithParameters(folder, "taken", "int X = 1;", "X");
        File.WriteAllText(path, File.ReadAllText(path).Replace("cell-1", Parameters.InjectedTag, StringComparison.Ordinal));
        var notebook = Notebook.Load(path);
        Parameters.Inject(notebook, quick: false, new Dictionary<string, string> { ["X"] = "2" });
        Assert.Equal(["cell-0", "injected-parameters-2", "injected-parameters"], notebook.Cells.Select(cell => cell.Id));
    }

    [Fact]
    public void Where_no_cell_is_tagged_the_first_with_a_quick_value_has_the_parameters()
    {
        var notebook = Notebook.Load(TestNotebook.Write(folder, "untagged", "int First = 1;", "// quick: no parameter\nint Second = 2;", Cell, "int Third = 3;  // quick: 4"));
        Assert.Equal(["Iterations", "Rate", "Name", "Other", "Loud", "Below"], Parameters.Read(notebook).Select(parameter => parameter.Name));
        Parameters.Inject(notebook, quick: true, new Dictionary<string, string>());
        Assert.Equal("Iterations = 1000;\nLoud = true;", notebook.CodeCells[3].Source);
    }

    [Fact]
    public void A_tag_wins_over_a_quick_value() => Assert.Equal(
        "Second",
        Assert.Single(Parameters.Read(Notebook.Load(TestNotebook.WriteWithTag(folder, "both", "parameters", "int First = 1;  // quick: 2", "int Second = 2;")))).Name);

    [Fact]
    public void An_executed_notebook_whose_tags_are_lost_takes_the_new_values_only()
    {
        string path = TestNotebook.Write(folder, "executed", Cell + "\nconst int Fixed = 3;  // quick: 4", "Iterations = 5;");
        var notebook = Notebook.Load(path);
        Parameters.Inject(notebook, quick: true, new Dictionary<string, string> { ["Name"] = "x; y" });
        notebook.Save(path);
        File.WriteAllText(path, File.ReadAllText(path).Replace($"\"{Parameters.InjectedTag}\"\n", "\n", StringComparison.Ordinal));
        var again = Notebook.Load(path);
        Assert.Equal("Iterations = 1000;\nName = \"x; y\";\nLoud = true;\nconst int Fixed = 4;", again.CodeCells[1].Source);
        Assert.DoesNotContain(again.CodeCells, cell => cell.Tags.Count > 0);

        Parameters.Inject(again, quick: false, new Dictionary<string, string> { ["Iterations"] = "7" });
        Assert.Equal(["Iterations = 7;", "Iterations = 5;"], again.CodeCells.Skip(1).Select(cell => cell.Source));
    }

    [Fact]
    public void The_added_cell_names_its_kernel()
    {
        var notebook = Load();
        Parameters.Inject(notebook, quick: true, new Dictionary<string, string>());
        Assert.Equal("csharp", notebook.CodeCells[1].Language);
    }

    private string? Injected(bool quick, params (string Name, string Value)[] chosen)
    {
        var notebook = Load();
        Parameters.Inject(notebook, quick, chosen.ToDictionary(pair => pair.Name, pair => pair.Value));
        return notebook.CodeCells.SingleOrDefault(cell => cell.Tags.Contains("injected-parameters"))?.Source;
    }

    private Notebook Load() => Notebook.Load(TestNotebook.WriteWithParameters(folder, "with", Cell, "Iterations"));
}
