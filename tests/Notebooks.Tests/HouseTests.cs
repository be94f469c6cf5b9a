using System.Text.RegularExpressions;
using Shared;
using Xunit;

namespace Notebooks.Tests;

/// <summary>The structure that CONTRIBUTING.md describes: which folders of a project each folder uses, and that none is above it.</summary>
public sealed partial class HouseTests
{
    private static readonly string[] Projects = ["DigitForge", "NotebookRunner"];

    public static TheoryData<string> ProjectNames => [.. Projects];

    [Theory]
    [MemberData(nameof(ProjectNames))]
    public void Its_folders_use_what_the_drawing_says_and_nothing_else(string project)
    {
        var drawn = Drawing(project);
        Assert.Equal(Folders(project).Order(StringComparer.Ordinal), drawn.Select(floor => floor.Folder).Order(StringComparer.Ordinal));
        foreach (var (folder, uses) in drawn)
            Assert.Equal((folder, string.Join(", ", uses.Order(StringComparer.Ordinal))), (folder, string.Join(", ", Used(project, folder))));
    }

    // Every dependency points down, so no two folders can use each other.
    [Theory]
    [MemberData(nameof(ProjectNames))]
    public void Nothing_below_knows_what_is_above(string project)
    {
        var drawn = Drawing(project);
        for (int floor = 0; floor < drawn.Count; floor++)
        {
            var below = drawn.Skip(floor + 1).Select(lower => lower.Folder);
            Assert.Empty(drawn[floor].Uses.Except(below));
        }
    }

    [Theory]
    [InlineData("using DigitForge.Data;", "Data")]
    [InlineData("using static DigitForge.Models.KerasDefaults;", "Models")]
    [InlineData("        var size = DigitForge.Models.Generator.PixelCount;", "Models")]
    [InlineData("global using Alias = DigitForge.Training.Gan;", "Training")]
    [InlineData("namespace DigitForge.Training;", "")]
    public void An_arrow_is_seen_in_every_form_that_it_has(string line, string folder) =>
        Assert.Equal(folder, string.Concat(Arrows("DigitForge", line)));

    private static string Root(string project) => RepositoryFolder.File("lib", project);

    private static IEnumerable<string> Folders(string project) => Directory.GetDirectories(Root(project))
        .Where(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Any())
        .Select(folder => Path.GetFileName(folder))
        .Where(folder => folder is not ("bin" or "obj"));

    private static IEnumerable<string> Used(string project, string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root(project), folder), "*.cs", SearchOption.AllDirectories)
            .SelectMany(File.ReadLines)
            .SelectMany(line => Arrows(project, line))
            .Where(used => used != folder)
            .Distinct()
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Arrows(string project, string line) => line.StartsWith("namespace ", StringComparison.Ordinal)
        ? []
        : Regex.Matches(line, $@"\b{project}\.(?<folder>[A-Z]\w*)").Select(arrow => arrow.Groups["folder"].Value);

    // The table under the heading `lib/<project>`: | folder | what is in it | uses |
    private static List<(string Folder, string[] Uses)> Drawing(string project)
    {
        string text = File.ReadAllText(RepositoryFolder.File("CONTRIBUTING.md")).ReplaceLineEndings("\n");
        string section = text.Split($"### `lib/{project}`\n")[1].Split("\n### ")[0];
        return [.. Floor.Matches(section).Select(row => (
            row.Groups["folder"].Value,
            row.Groups["uses"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))];
    }

    [GeneratedRegex(@"^\| `(?<folder>\w+)/` \|[^|\n]*\|(?<uses>[^|\n]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Floor { get; }
}
