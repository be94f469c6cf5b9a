using System.Globalization;
using System.Security.Cryptography;
using DigitForge.Evaluation;
using Shared;
using Xunit;

namespace Notebooks.Tests;

/// <summary>The shipped, trained networks, and their figures.</summary>
public sealed class FigureTests
{
    private const long Limit = 24_000_000;

    private static readonly IReadOnlyList<ModelFigures> Runs = FigureFile.Open(RepositoryFolder.File("data", "models", "figures.json")).Rows;

    [Fact]
    public void The_first_row_is_the_floor_and_every_model_has_three_seeds_and_the_GANs_and_VAEs_saw_as_many_pictures()
    {
        Assert.Equal("real digits", Runs[0].Model);
        // The article's full length, 10,000 iterations, and the flow's other settings have their own rows, with one seed.
        var models = Runs.Where(run => !run.Model.EndsWith("iterations", StringComparison.Ordinal) && !run.Model.StartsWith("flow, ", StringComparison.Ordinal)).ToList();
        Assert.All(models.GroupBy(run => run.Model), runs => Assert.InRange(runs.Count(), 3, 10));
        // The quickest recipe, the flow and the transformer are trained for a certain time, not for a number of pictures.
        var fair = models.Where(run => run.Model is not ("quick" or "flow" or "transformer"));
        Assert.Single(fair.Select(run => run.Cost?.PicturesSeen).OfType<long>().Distinct());
    }

    [Fact]
    public void The_networks_are_the_ones_that_their_page_lists_and_no_more_than_24_MB()
    {
        string page = File.ReadAllText(RepositoryFolder.File("data", "models", "README.md"));
        string[] files = Directory.GetFiles(RepositoryFolder.File("data", "models"), "*.safetensors");
        foreach (string file in files)
        {
            byte[] bytes = File.ReadAllBytes(file);
            string size = bytes.Length.ToString("N0", CultureInfo.InvariantCulture);
            Assert.Contains($"| `{Path.GetFileName(file)}` |", page, StringComparison.Ordinal);
            Assert.Contains($"| {size} | `{Convert.ToHexStringLower(SHA256.HashData(bytes))}` |", page, StringComparison.Ordinal);
        }

        Assert.InRange(files.Sum(file => new FileInfo(file).Length), 1, Limit);
    }
}
