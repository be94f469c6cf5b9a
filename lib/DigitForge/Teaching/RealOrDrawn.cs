using System.Globalization;
using System.Text.RegularExpressions;
using DigitForge.Display;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Teaching;

/// <summary>
/// A game: a wall of digits, half of them real and half drawn by several models, mixed. The player names the digits that they take for drawn. All
/// rounds go into one file, and each wall counts once per player.
/// </summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed partial class RealOrDrawn : IHtmlView
{
    /// <summary>The name of real digits in files. Tables show it in the reader's language.</summary>
    public const string Real = "real digits";

    private const int Columns = 12;

    private readonly string[] kindNames;
    private readonly string[] origins;
    private readonly float[] pixels;
    private readonly NumberedGrid grid;

    /// <summary>Creates a wall.</summary>
    /// <param name="seed">Determines the pictures and their places: the same seed and pictures give the same wall.</param>
    /// <param name="each">The number of pictures from each model. There are as many real pictures as drawn ones.</param>
    /// <param name="real">float32 [N, 784], 0 to 1: the real digits to choose from.</param>
    /// <param name="drawn">Each model's name, and its pictures to choose from: float32 [M, 784], 0 to 1.</param>
    /// <exception cref="OneSentenceException">There is no model, or there are too few pictures of a kind.</exception>
    public RealOrDrawn(int seed, int each, torch.Tensor real, params IReadOnlyList<(string Name, torch.Tensor Pictures)> drawn)
    {
        Setting.AtLeastOne("The number of models", drawn.Count);
        Setting.AtLeastOne("The number of pictures of each model", each);
        Seed = seed;
        using var scope = torch.NewDisposeScope();
        using var random = TorchRuntime.Random(seed);
        var kinds = drawn.Select(one => (one.Name, one.Pictures, Count: each)).Prepend((Name: Real, Pictures: real, Count: each * drawn.Count)).ToList();
        var chosen = torch.cat([.. kinds.Select(kind => Choose(kind.Name, kind.Pictures, kind.Count, random))]);
        var order = torch.randperm(chosen.shape[0], generator: random);

        string[] inTurn = [.. kinds.SelectMany(kind => Enumerable.Repeat(kind.Name, kind.Count))];
        kindNames = [.. kinds.Select(kind => kind.Name)];
        origins = [.. order.data<long>().Select(place => inTurn[place])];
        var hung = DigitImage.Rounded(chosen.index_select(0, order));
        pixels = [.. hung.data<float>()];
        grid = NumberedGrid.Create(hung, Columns, scale: 2, title: Language.Text(
            $"Wall {seed}: {origins.Length} digits, half of them drawn. Which?"));
    }

    /// <summary>The seed of the wall.</summary>
    public int Seed { get; }

    /// <summary>The number of digits on the wall.</summary>
    public int Count => origins.Length;

    /// <inheritdoc/>
    public string ToHtml() => grid.ToHtml();

    /// <summary>One line for a console, which cannot show pictures.</summary>
    public override string ToString() => grid.ToString();

    /// <summary>The digits in the order of their names, so that a network can play.</summary>
    /// <returns>float32 [<see cref="Count"/>, 784], 0 to 1; the caller owns it.</returns>
    public torch.Tensor Pictures() => torch.tensor(pixels).view(Count, DigitImage.PixelCount);

    /// <summary>The names of some digits, as a player would type them.</summary>
    /// <param name="places">The indices of the digits, from 0, row by row.</param>
    public static string Names(IEnumerable<int> places) => string.Join(' ', places.Select(place => NumberedGrid.NameOf(place, Columns)));

    /// <summary>Judges an answer without saving the round.</summary>
    /// <param name="suspects">The names of the digits that the player takes for drawn, as in "A3 B12", with any separators.</param>
    /// <param name="player">The player's name.</param>
    /// <exception cref="OneSentenceException">A name does not belong to a digit on the wall.</exception>
    public RealOrDrawnReport Judge(string suspects, string player) => Report(suspects, player, []);

    /// <summary>
    /// Judges an answer and adds the round to a file, unless this player has answered a wall with this seed before and so knows where the
    /// drawn digits are.
    /// </summary>
    /// <param name="suspects">
    /// The names of the digits that the player takes for drawn, as in "A3 B12". If there are none, nothing is judged or saved.
    /// </param>
    /// <param name="player">The player's name.</param>
    /// <param name="file">The file with all rounds; it is created with the first round.</param>
    /// <exception cref="OneSentenceException">A name does not belong to a digit on the wall, or the file is damaged.</exception>
    public RealOrDrawnReport Play(string suspects, string player, string file)
    {
        var rounds = JsonRows.Read<RealOrDrawnRound>(file, "rounds");
        var report = Report(suspects, player, rounds);
        if (report.Round is { } round && !rounds.Any(earlier => earlier.Player == player && earlier.Seed == Seed))
        {
            rounds.Add(round);
            JsonRows.Write(file, rounds);
        }

        return report;
    }

    private RealOrDrawnReport Report(string suspects, string player, List<RealOrDrawnRound> rounds)
    {
        var named = Places(suspects);
        if (named.Count == 0)
            return new RealOrDrawnReport(null, rounds, new Dictionary<string, string>());
        var counts = kindNames.Select(kind => new RealOrDrawnCount(kind, kind == Real,
            origins.Count(origin => origin == kind), origins.Index().Count(place => place.Item == kind && !named.Contains(place.Index))));
        var mistaken = origins.Index().Where(place => named.Contains(place.Index) == (place.Item == Real))
            .GroupBy(place => place.Item, place => place.Index).ToDictionary(kind => kind.Key, Names);
        return new RealOrDrawnReport(new RealOrDrawnRound(player, Seed, [.. counts]), rounds, mistaken);
    }

    private HashSet<int> Places(string suspects) => [.. Words.Matches(suspects).Select(word => word.Value.ToUpperInvariant()).Select(name =>
        Enumerable.Range(0, Count).Cast<int?>().FirstOrDefault(place => NumberedGrid.NameOf(place!.Value, Columns) == name)
        ?? throw new OneSentenceException($"Found '{name}' among the names, expected digits of the wall: A1 to {NumberedGrid.NameOf(Count - 1, Columns)}."))];

    private static torch.Tensor Choose(string name, torch.Tensor pictures, int count, torch.Generator random)
    {
        if (pictures.shape[0] < count)
            throw new OneSentenceException($"Found {pictures.shape[0]} pictures of '{name}', expected at least {count}.");
        return pictures.index_select(0, torch.randperm(pictures.shape[0], generator: random)[..count]);
    }

    [GeneratedRegex("[A-Za-z0-9]+")]
    private static partial Regex Words { get; }
}

/// <summary>One player's answer to one wall.</summary>
/// <param name="Player">The player's name.</param>
/// <param name="Seed">The wall's seed.</param>
/// <param name="Counts">The judgements of each kind of digits, with the real ones first.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record RealOrDrawnRound(string Player, int Seed, IReadOnlyList<RealOrDrawnCount> Counts)
{
    /// <summary>The number of digits on the wall.</summary>
    internal int Shown => Counts.Sum(kind => kind.Shown);

    /// <summary>The number of digits that the player judged correctly.</summary>
    internal int Right => Counts.Sum(kind => kind.IsReal ? kind.TakenForReal : kind.Shown - kind.TakenForReal);

    /// <summary>The number of digits that the player named.</summary>
    internal int Named => Counts.Sum(kind => kind.Shown - kind.TakenForReal);

    /// <summary>
    /// The probability of judging at least this many digits correctly by naming the same number of digits at random: the upper tail of the
    /// hypergeometric distribution.
    /// </summary>
    internal double ByChance
    {
        get
        {
            var (drawn, real) = (Counts.Where(kind => !kind.IsReal).Sum(kind => kind.Shown), Counts.Where(kind => kind.IsReal).Sum(kind => kind.Shown));
            int found = Counts.Where(kind => !kind.IsReal).Sum(kind => kind.Shown - kind.TakenForReal);
            return Enumerable.Range(found, Math.Min(drawn, Named) - found + 1).Where(hits => Named - hits <= real)
                .Sum(hits => Math.Exp(LogWays(drawn, hits) + LogWays(real, Named - hits) - LogWays(drawn + real, Named)));
        }
    }

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text($"{Player}, wall {Seed}: right about {Right} of {Shown}");

    private static double LogWays(int all, int chosen) => LogFactorial(all) - LogFactorial(chosen) - LogFactorial(all - chosen);

    private static double LogFactorial(int number) => Enumerable.Range(1, number).Sum(factor => Math.Log(factor));
}

/// <summary>How a player judged one kind of digits on a wall.</summary>
/// <param name="Name">The model that drew them, or <see cref="RealOrDrawn.Real"/>.</param>
/// <param name="IsReal">Whether they are real.</param>
/// <param name="Shown">How many of them were on the wall.</param>
/// <param name="TakenForReal">How many of them the player did not name.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record RealOrDrawnCount(string Name, bool IsReal, int Shown, int TakenForReal);

/// <summary>The report on an answer: the score compared with chance, which models fooled the player, and all rounds.</summary>
/// <param name="Round">The answer that was judged; null if no digit was named.</param>
/// <param name="Rounds">The rounds in the file, including this one if it was saved.</param>
/// <param name="Mistaken">For each kind, the digits that the player judged wrongly.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record RealOrDrawnReport(
    RealOrDrawnRound? Round, IReadOnlyList<RealOrDrawnRound> Rounds, IReadOnlyDictionary<string, string> Mistaken) : IHtmlView
{
    private static string Untouched => Language.Text("Not answered yet: name the digits that you take for drawn.");

    private static string[] RoundTitles => Language.Texts("player", "wall", "right about", "named", "chance of as many or more");

    /// <inheritdoc/>
    public string ToHtml() => Round is null ? Paragraph(Untouched) + AllRounds : string.Concat(Sentences.Select(Paragraph)) + HtmlTable.Html(KindTitles, KindRows(), words: 1) + AllRounds;

    /// <summary>The same content as text, one row per line.</summary>
    public override string ToString() => string.Join('\n', [
        .. Round is null ? [Untouched] : Sentences.Concat(KindRows().Select(row => string.Join("  ", row))),
        .. RoundRows().Select(row => string.Join("  ", row)),
    ]);

    private IEnumerable<string> Sentences =>
    [
        Language.Text($"{Round!.Player}: right about {Round.Right} of {Round.Shown}, {(double)Round.Right / Round.Shown:P0}. Without looking it would be about half; {ChanceText(Round)} of those who name {Round.Named} without looking do as well."),
        .. MistakenText(isReal: false) is { Length: > 0 } missed ? [Language.Text($"Drawn, and taken for real: {missed}.")] : Array.Empty<string>(),
        .. MistakenText(isReal: true) is { Length: > 0 } accused ? [Language.Text($"Real, and taken for drawn: {accused}.")] : Array.Empty<string>(),
    ];

    private string[] KindTitles => [.. Language.Texts("pictures", "on this wall", "taken for real"), .. EarlierWalls.Count > 1 ? [Language.Text($"of {EarlierWalls.Count} walls")] : Array.Empty<string>()];

    private string AllRounds => Rounds.Count == 0 ? "" : HtmlTable.Html(RoundTitles, RoundRows(), words: 1, caption: Language.Text("All rounds on this machine"));

    // All walls of this player, including this one.
    private List<RealOrDrawnRound> EarlierWalls => [.. Rounds.Where(round => round.Player == Round?.Player && round.Seed != Round.Seed).Append(Round!)];

    private IEnumerable<string[]> KindRows() => Round!.Counts.Select(kind =>
    {
        var all = EarlierWalls.SelectMany(round => round.Counts).Where(other => other.Name == kind.Name).ToList();
        return (string[])
        [
            kind.IsReal ? Language.Text(RealOrDrawn.Real) : kind.Name,
            Text(kind.Shown),
            Text(kind.TakenForReal),
            .. EarlierWalls.Count > 1 ? [Language.Text($"{all.Sum(one => one.TakenForReal)} of {all.Sum(one => one.Shown)}")] : Array.Empty<string>(),
        ];
    });

    private IEnumerable<string[]> RoundRows() => Rounds.OrderByDescending(round => (double)round.Right / round.Shown).Select(round => (string[])
    [
        round.Player,
        Text(round.Seed),
        Language.Text($"{round.Right} of {round.Shown}"),
        Text(round.Named),
        ChanceText(round),
    ]);

    private string MistakenText(bool isReal) => string.Join(isReal ? " " : Language.Text("; "), Round!.Counts.Where(kind => kind.IsReal == isReal && Mistaken.ContainsKey(kind.Name))
        .Select(kind => isReal ? Mistaken[kind.Name] : $"{kind.Name} {Mistaken[kind.Name]}"));

    private static string Paragraph(string text) => $"""<p style="margin:4px 0">{HtmlText.Escape(text)}</p>""";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string ChanceText(RealOrDrawnRound round) => round.ByChance < 0.001 ? Language.Text("less than 0.1 %") : Language.Text($"{round.ByChance:P1}");
}
