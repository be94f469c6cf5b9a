using DigitForge.Evaluation;
using DigitForge.Runtime;
using Shared;
using Xunit;

namespace DigitForge.Tests.Evaluation;

public sealed class FigureFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Path => folder.File("figures.json");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_added_is_there_when_the_file_is_opened_again()
    {
        FigureFile.Open(Path).Add(Real(seed: 1));
        FigureFile.Open(Path).Add(Run("article", seed: 2));

        var file = FigureFile.Open(Path);

        Assert.Equal(["real digits", "article"], file.Rows.Select(row => row.Model));
        Assert.Equal(Run("article", 2) with { DigitShares = file.Rows[1].DigitShares }, file.Rows[1]);
        Assert.Equal([0.25, 0.75], file.Rows[1].DigitShares);
        Assert.True(file.Has("article", 2));
        Assert.True(file.Has("real digits", 1));
        Assert.False(file.Has("article", 1));
    }

    [Fact]
    public void A_damaged_file_is_named()
    {
        File.WriteAllText(Path, "[\n{ \"model\": ");
        var refusal = Assert.Throws<OneSentenceException>(() => FigureFile.Open(Path));
        Assert.StartsWith($"{Path}: found no list of figures in line ", refusal.Message, StringComparison.Ordinal);
    }

    internal static ModelFigures Real(int seed) => new("real digits", seed, null, 1.5, 0.525, 0.9, 0.8, 0.95, 0.85, 0.01, [0.25, 0.75]);

    internal static ModelFigures Run(string model, int seed, double frechet = 1.5) =>
        Real(seed) with { Model = model, Cost = new ModelCost(1_489_936, 533_505, 1_280_000, 100 * seed, 0.5), FrechetDistance = frechet };
}
