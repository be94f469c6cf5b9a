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
            new Parameter("Iterations", 10_000, "1_000"), new Parameter("Rate", 1e-3, null), new Parameter("Name", "a", null),
            new Parameter("Other", "b", null), new Parameter("Loud", false, "true"), new Parameter("Below", -5, null),
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
    [InlineData("Loud", "1", "The parameter Loud is '1'; expected true or false, as in Loud=False.")]
    public void A_value_of_another_type_is_refused(string name, string value, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<ReaderException>(() => Injected(quick: true, (name, value))).Message);

    private string? Injected(bool quick, params (string Name, string Value)[] chosen)
    {
        var notebook = Load();
        Parameters.Inject(notebook, quick, chosen.ToDictionary(pair => pair.Name, pair => pair.Value));
        return notebook.CodeCells.SingleOrDefault(cell => cell.Tags.Contains("injected-parameters"))?.Source;
    }

    private Notebook Load() => Notebook.Load(TestNotebook.WriteWithParameters(folder, "with", Cell, "Iterations"));
}
