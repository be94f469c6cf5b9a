using Shared;

namespace DigitForge.Benchmarks;

/// <summary>Ours and each peer that is installed, in turn: A B A B, so that what else the machine does hits both alike.</summary>
internal static class Comparison
{
    private static readonly string[] Scripts = ["pytorch_article.py", "keras_article.py"];

    /// <summary>Compares the article's step.</summary>
    /// <param name="rounds">How often each runs.</param>
    /// <param name="iterations">How many iterations each time.</param>
    /// <param name="python">The Python program.</param>
    public static IReadOnlyList<Report> Run(int rounds, int iterations, string python) =>
        [.. Scripts.Select(script => Against(script, rounds, iterations, python)).OfType<Report>()];

    private static Report? Against(string script, int rounds, int iterations, string python)
    {
        string[] peer =
        [
            RepositoryFolder.File("tests", "DigitForge.Benchmarks", "peers", script), "--data", RepositoryFolder.File("data", "mnist"), "--iterations", $"{iterations}",
        ];
        string[] ours = [typeof(Comparison).Assembly.Location, "train", "--recipe", "article", "--iterations", $"{iterations}", "--json"];
        var pairs = new List<(double Ours, double Peer)>();
        string name = "";
        for (int round = 0; round < rounds; round++)
        {
            if (Programs.Json("dotnet", ours) is not { } mine || Programs.Json(python, peer) is not { } theirs)
                return null;
            name = (string)theirs["peer"]!;
            pairs.Add(((double)mine["iterations_per_second"]!, (double)theirs["iterations_per_second"]!));
        }

        return new Report($"article: beside {name}",
        [
            new("iterations_per_second_ours", Median.Compute(pairs.Select(pair => pair.Ours)), "/s"),
            new("iterations_per_second_peer", Median.Compute(pairs.Select(pair => pair.Peer)), "/s"),
            new("ratio", Median.Compute(pairs.Select(pair => pair.Ours / pair.Peer)), ""),
        ]);
    }
}
