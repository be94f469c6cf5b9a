using DigitForge.Data;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Evaluation;

/// <summary>
/// A test of the evaluation itself: it measures real digits that were damaged in known ways, a little more with every rung. A good measure shows the
/// damage.
/// </summary>
/// <param name="Rungs">The measurements, kind by kind, from the weakest damage to the strongest. The first row is undamaged.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record DamageLadder(IReadOnlyList<DamageRung> Rungs) : IHtmlView
{
    /// <summary>
    /// The kinds of damage. Dust, holes, blur and faintness damage each picture. A shift or a turn moves it. Missing digits, and a few pictures
    /// repeated many times, leave every single picture real.
    /// </summary>
    public static IReadOnlyList<DamageKind> Kinds { get; } =
    [
        new("dust", "part of all pixels switched on", true, [0.005, 0.01, 0.02, 0.05], OnRealDigits((images, part, random) => Damage.Dust(images, part, random))),
        new("holes", "part of the ink switched off", true, [0.1, 0.2, 0.3, 0.5], OnRealDigits((images, part, random) => Damage.Holes(images, part, random))),
        new("blur", "times the mean of 3 x 3 pixels", true, [0.5, 1, 2, 3], OnRealDigits((images, times, _) => Damage.Blur(images, times))),
        new("faintness", "part of the brightness lost", true, [0.2, 0.3, 0.5, 0.7], OnRealDigits((images, part, _) => Damage.Faintness(images, part))),
        new("shift", "pixels, each picture to one of four sides", false, [1, 2, 3, 4], OnRealDigits(Shift)),
        new("turn", "degrees, each picture to one of two sides", false, [10, 20, 30, 45], OnRealDigits(Turn)),
        new("missing digits", "of ten", false, [1, 2, 3, 5], WithoutDigits),
        new("repeats", "of each picture", false, [10, 30, 100, 300], Repeated),
    ];

    /// <summary>Damages real digits and measures them.</summary>
    /// <param name="evaluator">The evaluator to test.</param>
    /// <param name="data">Real digits, but not those that the evaluator compares with: MNIST's training images.</param>
    /// <param name="count">The number of pictures on each rung.</param>
    /// <param name="random">Chooses the digits, and draws the damage.</param>
    /// <param name="kinds">The kinds of damage; all by default.</param>
    /// <exception cref="OneSentenceException">There are too few digits.</exception>
    public static DamageLadder Measure(
        Evaluator evaluator, ImageDataSet data, int count, torch.Generator random, params IReadOnlyList<DamageKind> kinds)
    {
        if (data.Count / 2 < count)
            throw new OneSentenceException($"{data.Name}: found {data.Count:N0} pictures, expected at least {2 * (long)count:N0}, twice as many as are measured on each rung.");
        var all = kinds.Count == 0 ? Kinds : kinds;
        var undamaged = new DamageKind("none", "", false, [0], OnRealDigits((images, _, _) => images.alias()));
        return new DamageLadder([.. all.Prepend(undamaged).SelectMany(kind => kind.Strengths.Select(strength => Rung(kind, strength)))]);

        DamageRung Rung(DamageKind kind, double strength)
        {
            using var pictures = kind.Apply(data, count, strength, random);
            return new DamageRung(kind, strength, evaluator.Compare(pictures));
        }
    }

    /// <inheritdoc/>
    public string ToHtml() => HtmlTable.Html(Titles, Rows(), words: 1);

    /// <summary>The table in Markdown.</summary>
    public override string ToString() => string.Join('\n',
    [
        $"| {string.Join(" | ", Titles)} |",
        "|---|---:|---:|---:|---:|",
        .. Rows().Select(row => $"| {string.Join(" | ", row)} |"),
    ]);

    private static IReadOnlyList<string> Titles => Language.Texts("damage", "how much", "Frechet distance", "precision", "recall");

    private IEnumerable<IReadOnlyList<string>> Rows() => Rungs.Select(rung => (string[])
    [
        rung.Kind.Unit.Length == 0 ? rung.Kind.Name : Language.Text($"{rung.Kind.Name} ({rung.Kind.Unit})"),
        Language.Text($"{rung.Strength}"),
        Language.Text($"{rung.Measured.FrechetDistance:F2}"),
        Language.Text($"{rung.Measured.PrecisionRecall.Precision:P1}"),
        Language.Text($"{rung.Measured.PrecisionRecall.Recall:P1}"),
    ]);

    private static Func<ImageDataSet, int, double, torch.Generator, torch.Tensor> OnRealDigits(Func<torch.Tensor, torch.Tensor, torch.Generator, torch.Tensor> damage) =>
        (data, count, strength, random) =>
        {
            using var scope = torch.NewDisposeScope();
            var images = data.Batch(torch.randperm(data.Count, generator: random)[..count]);
            return damage(images, torch.full(count, (float)strength), random).MoveToOuterDisposeScope();
        };

    private static torch.Tensor Shift(torch.Tensor images, torch.Tensor pixels, torch.Generator random)
    {
        using var scope = torch.NewDisposeScope();
        var side = torch.randint(4, pixels.shape, dtype: torch.int64, generator: random);
        var either = pixels * (1 - (2 * side.remainder(2)));
        var acrossOnly = side.lt(2);
        return Damage.Move(images, either * acrossOnly, either * acrossOnly.logical_not(), torch.zeros_like(pixels)).MoveToOuterDisposeScope();
    }

    private static torch.Tensor Turn(torch.Tensor images, torch.Tensor degrees, torch.Generator random)
    {
        using var scope = torch.NewDisposeScope();
        var side = 1 - (2 * torch.randint(2, degrees.shape, dtype: torch.int64, generator: random));
        var none = torch.zeros_like(degrees);
        return Damage.Move(images, none, none, degrees * side).MoveToOuterDisposeScope();
    }

    // Omits the digits 0, 1, ..., as many as the strength says.
    private static torch.Tensor WithoutDigits(ImageDataSet data, int count, double missing, torch.Generator random)
    {
        using var scope = torch.NewDisposeScope();
        var others = data.Labels.ge((long)missing).nonzero().flatten();
        return data.Batch(others.index_select(0, torch.randperm(others.shape[0], generator: random)[..count])).MoveToOuterDisposeScope();
    }

    private static torch.Tensor Repeated(ImageDataSet data, int count, double times, torch.Generator random)
    {
        using var scope = torch.NewDisposeScope();
        var few = torch.randperm(data.Count, generator: random)[..Math.Max(1, (int)(count / times))];
        return data.Batch(few.index_select(0, torch.arange(count).remainder(few.shape[0]))).MoveToOuterDisposeScope();
    }
}

/// <summary>One kind of damage, at several strengths.</summary>
/// <param name="Name">The damage in one word, in English. Reading it gives the word in the reader's language.</param>
/// <param name="Unit">The unit of its strength, in English. Reading it gives the reader's language.</param>
/// <param name="SpoilsEachPicture">Whether each picture looks worse. If so, precision should fall with every rung.</param>
/// <param name="Strengths">The strengths, from the weakest.</param>
/// <param name="Apply">
/// Takes the given number of real digits from a data set and damages them: float32 [count, 784], 0 to 1; the caller owns it.
/// </param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record DamageKind(
    [English] string Name, [English] string Unit, bool SpoilsEachPicture, IReadOnlyList<double> Strengths, Func<ImageDataSet, int, double, torch.Generator, torch.Tensor> Apply)
{
    /// <summary>The damage in one word, in the reader's language.</summary>
    public string Name { get => Language.Known(field); init; } = Name;

    /// <summary>The unit of its strength, in the reader's language.</summary>
    public string Unit { get => Language.Known(field); init; } = Unit;

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text($"{Name} ({Unit}): {Language.Join(", ", Strengths.Select(strength => Language.Text($"{strength}")))}");
}

/// <summary>The measurement of one damage at one strength.</summary>
/// <param name="Kind">The damage.</param>
/// <param name="Strength">The strength, in the kind's unit.</param>
/// <param name="Measured">The measurement.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record DamageRung(DamageKind Kind, double Strength, Comparison Measured)
{
    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text($"{Kind.Name} {Strength}: {Measured}");
}
