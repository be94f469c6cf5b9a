using System.Text.Json.Nodes;
using System.Globalization;
using NotebookRunner.Documents;
using Xunit;

namespace NotebookRunner.Tests.Documents;

public sealed class CellOutputsTests
{
    private readonly CellOutputs outputs = new();

    [Fact]
    public void Text_in_pieces_is_one_output_until_another_stream_or_a_display_comes_between()
    {
        Write("a");
        Write("b");
        Write("c", "stderr");
        Write("d");
        Display("x");
        Write("e");
        Assert.Equal(["stdout: ab", "stderr: c", "stdout: d", "x", "stdout: e"], All());
    }

    [Fact]
    public void All_that_is_allowed_is_kept_as_one_output()
    {
        for (int i = 0; i < 2 * CellOutputs.MaxCharacters / 100; i++)
            Write(new string((char)('a' + (i % 26)), 100));
        string output = Assert.Single(All());
        Assert.Equal("stdout: ".Length + (2 * CellOutputs.MaxCharacters), output.Length);
        Assert.DoesNotContain("left out", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(30_000)]
    [InlineData(3_000_000)]
    public void Of_more_text_the_beginning_and_the_end_are_kept_with_a_count_of_the_rest(int pieceLength)
    {
        const int Total = 3_000_000;
        string all = string.Concat(Enumerable.Range(0, 500_000).Select(i => i.ToString("D6", CultureInfo.InvariantCulture)));
        for (int at = 0; at < Total; at += pieceLength)
            Write(all.Substring(at, Math.Min(pieceLength, Total - at)));
        string end = all[(Total - CellOutputs.MaxCharacters)..Total];
        Assert.Equal([$"stdout: {all[..CellOutputs.MaxCharacters]}\n... 2,000,000 more characters were left out ...\n{end}"], All());
        Assert.Equal(All(), All());
    }

    [Fact]
    public void Displays_stay_in_their_place_among_text_that_is_left_out()
    {
        Write(new string('a', CellOutputs.MaxCharacters));
        Write(new string('b', CellOutputs.MaxCharacters), "stderr");
        Display("picture");
        Write(new string('c', 2 * CellOutputs.MaxCharacters));
        Write("end", "stderr");
        var all = All();
        Assert.Equal(
            [$"stdout: {new string('a', CellOutputs.MaxCharacters)}\n... 1,000,003 more characters were left out ...\n", "picture", $"stdout: {new string('c', CellOutputs.MaxCharacters - 3)}", "stderr: end"],
            all);
    }

    [Fact]
    public void A_cut_never_halves_a_character()
    {
        Write("x");
        for (int i = 0; i < 1_000_000; i++)
            Write("\U0001F600");
        Write("y");
        string output = Assert.Single(All());
        Assert.DoesNotContain('\ufffd', System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(output)));
        Assert.Contains("1,000,0", output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_update_changes_what_was_shown()
    {
        outputs.Add(Shown("id", "old"), 1);
        outputs.Add(new UpdatedData("id", Plain("new")), 1);
        Assert.Equal(["new"], All());
    }

    [Fact]
    public void An_update_of_a_later_cell_changes_what_an_earlier_one_has_shown()
    {
        var shown = new Dictionary<string, JsonObject>();
        var (first, second) = (new CellOutputs(shown), new CellOutputs(shown));
        first.Add(Shown("id", "old"), 1);
        var kept = Assert.Single(first.All);
        second.Add(new UpdatedData("id", Plain("new")), 2);
        Assert.Equal("new", (string?)kept["data"]!["text/plain"]);
        Assert.Empty(second.All);
    }

    // As editors do. .NET Interactive's display(x) returns a handle whose updates have ids of their own.
    [Fact]
    public void An_update_of_something_unknown_is_shown_as_something_new()
    {
        outputs.Add(Shown("id", "old"), 1);
        outputs.Add(new UpdatedData("another", Plain("new")), 1);
        Assert.Equal(["old", "new"], All());
    }

    private static DisplayedData Shown(string id, string text) => new(id, Plain(text));

    private static Dictionary<string, string> Plain(string text) => new() { ["text/plain"] = text };

    private void Write(string text, string stream = "stdout") => outputs.Add(new StreamText(stream, text), 1);

    private void Display(string text) => outputs.Add(Shown(text, text), 1);

    private List<string> All() => [.. outputs.All.Select(output => output["name"] is { } name ? $"{name}: {output["text"]}" : (string)output["data"]!["text/plain"]!)];
}
