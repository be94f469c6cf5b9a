using System.Globalization;
using DigitForge.Display;
using DigitForge.Runtime;

namespace DigitForge.Teaching;

/// <summary>
/// A reader's prediction of what a run will show. One cell keeps the guess, and a later one compares it with the outcome. The outcome is also shown
/// without a guess.
/// </summary>
/// <remarks>An answer that was guessed first is remembered better, whether the guess was right or wrong. So no guess is called a mistake.</remarks>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public abstract record Prediction : IHtmlView
{
    private const string Grey = "#888888";
    private const string Paragraph = "margin:2px 0";

    private protected const string GuessColour = "#e69f00";
    private protected const string OutcomeColour = "#0072b2";

    private protected Prediction(string what) => What = what;

    /// <summary>What the guess is about.</summary>
    public string What { get; }

    /// <summary>How far off the guess was; if there is no guess yet, how to make one.</summary>
    public string Sentence => (HasGuess, HasOutcome) switch
    {
        (false, false) => PredictionWords.ToBeginWith,
        (false, true) => PredictionWords.NoGuess,
        (true, false) => PredictionWords.Kept,
        (true, true) => Judgement,
    };

    private protected abstract bool HasGuess { get; }

    private protected abstract bool HasOutcome { get; }

    // How far off the guess was. It is used only if there are both a guess and an outcome.
    private protected abstract string Judgement { get; }

    /// <summary>Creates a guess at a number.</summary>
    /// <param name="what">The number and its unit, such as "accuracy on the first fakes, in percent".</param>
    /// <param name="guess">The reader's number; null if there is none yet.</param>
    /// <exception cref="OneSentenceException">The guess is not a finite number.</exception>
    public static NumberPrediction Number(string what, double? guess) => new(what, guess);

    /// <summary>Creates a guess at which of several things will happen.</summary>
    /// <param name="what">The question.</param>
    /// <param name="choices">The things that may happen.</param>
    /// <param name="guess">The number of the reader's choice, counted from 1; null if there is none yet.</param>
    /// <exception cref="OneSentenceException">There are no choices, or no choice has this number.</exception>
    public static ChoicePrediction Choice(string what, IReadOnlyList<string> choices, int? guess) => new(what, choices, guess);

    /// <summary>Creates a guess at an order, such as that of models from the best to the worst.</summary>
    /// <param name="what">What determines the order, and which end comes first.</param>
    /// <param name="names">The names, each once.</param>
    /// <param name="guess">The names in the reader's order, or only the first few; null if there is none yet.</param>
    /// <exception cref="OneSentenceException">There are no names, or the guess contains an unknown name or a name twice.</exception>
    public static OrderPrediction Order(string what, IReadOnlyList<string> names, IReadOnlyList<string>? guess) => new(what, names, guess);

    /// <inheritdoc/>
    public string ToHtml() => $"""
        <div style="border-left:4px solid {(HasGuess && HasOutcome ? OutcomeColour : Grey)};padding:4px 12px;margin:4px 0"><p style="{Paragraph}"><b>{HtmlText.Escape(What)}</b></p>{Drawing()}<p style="{Paragraph}">{HtmlText.Escape(Sentence)}</p></div>
        """;

    /// <summary>The same content as text, for a console.</summary>
    public sealed override string ToString() => string.Join('\n', [What, .. Lines(), Sentence]);

    // The guess and the outcome as HTML.
    private protected abstract string Drawing();

    // The guess and the outcome as lines of text.
    private protected abstract IEnumerable<string> Lines();
}

/// <summary>A guess at a number. With the outcome, it is shown as two bars on the same scale.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record NumberPrediction : Prediction
{
    private const double RowHeight = 24;
    private const double BarHeight = 14;
    private const double NameWidth = 90;
    private const double FigureWidth = 80;
    private const double BarWidth = SvgChart.Width - NameWidth - FigureWidth;

    // A shorter bar would be invisible.
    private const double LeastBar = 1.5;

    // A guess within this fraction of the larger of the two is close. From this factor on, the factor tells more than the difference.
    private const double Close = 0.1;
    private const double Factor = 2;

    internal NumberPrediction(string what, double? guess)
        : base(what)
    {
        if (guess is { } number)
            Setting.Require(double.IsFinite(number), PredictionWords.TheGuess, number, PredictionWords.ANumber);
        Guess = guess;
    }

    /// <summary>The reader's number; null if there is none yet.</summary>
    public double? Guess { get; }

    /// <summary>The outcome; null if it is not known yet.</summary>
    public double? Outcome { get; private init; }

    private protected override bool HasGuess => Guess is not null;

    private protected override bool HasOutcome => Outcome is not null;

    private protected override string Judgement
    {
        get
        {
            var (guess, outcome) = (Guess!.Value, Outcome!.Value);
            if (!double.IsFinite(outcome))
                return PredictionWords.NotANumber(Text(outcome));
            if (Text(guess) == Text(outcome))
                return PredictionWords.Hit;
            string difference = Text(Math.Abs(guess - outcome));
            bool isAbove = guess > outcome;
            var (smaller, larger) = (Math.Min(Math.Abs(guess), Math.Abs(outcome)), Math.Max(Math.Abs(guess), Math.Abs(outcome)));
            if (Math.Abs(guess - outcome) <= Close * larger)
                return PredictionWords.CloseBy(difference, isAbove);
            return guess * outcome > 0 && larger >= Factor * smaller
                ? PredictionWords.Off(difference, isAbove, guessIsLarger: Math.Abs(guess) == larger, FactorText(larger / smaller))
                : PredictionWords.Off(difference, isAbove);
        }
    }

    private IEnumerable<(string Name, double Value, string Colour)> Bars =>
    [
        .. Guess is { } guess ? [(PredictionWords.Guess, guess, GuessColour)] : Array.Empty<(string, double, string)>(),
        .. Outcome is { } outcome ? [(PredictionWords.Outcome, outcome, OutcomeColour)] : Array.Empty<(string, double, string)>(),
    ];

    /// <summary>Compares the guess with the outcome.</summary>
    /// <param name="outcome">The outcome.</param>
    public NumberPrediction Compare(double outcome) => this with { Outcome = outcome };

    private protected override string Drawing()
    {
        var bars = Bars.ToList();
        if (bars.Count == 0)
            return "";
        var axis = ChartAxis.Around(bars.Select(bar => bar.Value).Append(0));
        var svg = SvgChart.Begin(Language.Join("; ", [What, .. Lines()]), RowHeight * bars.Count);
        foreach (var (row, (name, value, colour)) in bars.Index())
        {
            double text = (row * RowHeight) + 16;
            SvgChart.AppendText(svg, 0, text, "start", name);
            SvgChart.AppendText(svg, SvgChart.Width, text, "end", Text(value));
            if (!double.IsFinite(value))
                continue;
            var (from, to) = (Across(Math.Min(value, 0)), Across(Math.Max(value, 0)));
            svg.Append(FormattableString.Invariant($"""<rect x="{from:F1}" y="{(row * RowHeight) + 5:F1}" width="{Math.Max(LeastBar, to - from):F1}" height="{BarHeight}" fill="{colour}"/>"""));
        }

        svg.Append(FormattableString.Invariant($"""<line x1="{Across(0):F1}" x2="{Across(0):F1}" y1="0" y2="{RowHeight * bars.Count}" stroke="#999"/></svg>"""));
        return SvgChart.Figure(svg.ToString());

        double Across(double value) => NameWidth + (BarWidth * axis.Place(value));
    }

    private protected override IEnumerable<string> Lines()
    {
        int width = Bars.Select(bar => TextColumns.Width(bar.Name)).DefaultIfEmpty().Max();
        return Bars.Select(bar => $"{bar.Name.InColumns(width)}  {Text(bar.Value)}");
    }

    private static string Text(double value) => ChartAxis.Label(value);

    private static string FactorText(double factor) => factor.ToString(factor < 10 ? "0.#" : "N0", CultureInfo.InvariantCulture);
}

/// <summary>A guess at which of several things will happen. With the outcome, it is shown as a list in which both are marked.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record ChoicePrediction : Prediction
{
    internal ChoicePrediction(string what, IReadOnlyList<string> choices, int? guess)
        : base(what)
    {
        Setting.AtLeastOne(PredictionWords.NumberOfChoices, choices.Count);
        Choices = choices;
        Require(PredictionWords.TheGuess, guess);
        Guess = guess;
    }

    /// <summary>The things that may happen.</summary>
    public IReadOnlyList<string> Choices { get; }

    /// <summary>The number of the reader's choice, counted from 1; null if there is none yet.</summary>
    public int? Guess { get; }

    /// <summary>The number of what happened, counted from 1; null if it is not known yet.</summary>
    public int? Outcome { get; private init; }

    private protected override bool HasGuess => Guess is not null;

    private protected override bool HasOutcome => Outcome is not null;

    private protected override string Judgement => Guess == Outcome ? PredictionWords.Hit : PredictionWords.OtherChoice(Guess!.Value, Outcome!.Value);

    /// <summary>Marks the guess and the outcome.</summary>
    /// <param name="outcome">The number of what happened, counted from 1.</param>
    /// <exception cref="OneSentenceException">No choice has this number.</exception>
    public ChoicePrediction Compare(int outcome)
    {
        Require(PredictionWords.TheOutcome, outcome);
        return this with { Outcome = outcome };
    }

    private protected override string Drawing() =>
        $"""<ol style="margin:2px 0;padding-left:2em">{string.Concat(Choices.Select((choice, i) => Item(choice, i + 1)))}</ol>""";

    private protected override IEnumerable<string> Lines() =>
        Choices.Select((choice, i) => FormattableString.Invariant($"{i + 1,3}. {choice}  {Mark(i + 1)}").TrimEnd());

    private string Item(string choice, int number)
    {
        string colour = number == Outcome ? OutcomeColour : number == Guess ? GuessColour : "transparent";
        string mark = Mark(number) is { Length: > 0 } text ? $" <b>{HtmlText.Escape(text)}</b>" : "";
        return $"""<li style="border-left:4px solid {colour};padding-left:8px">{HtmlText.Escape(choice)}{mark}</li>""";
    }

    private string Mark(int number) => (number == Guess, number == Outcome) switch
    {
        (true, true) => $"\u2190 {PredictionWords.Both}",
        (true, false) => $"\u2190 {PredictionWords.Guess}",
        (false, true) => $"\u2190 {PredictionWords.Outcome}",
        (false, false) => "",
    };

    private void Require(string who, int? number)
    {
        if (number is { } found)
            Setting.Require(found >= 1 && found <= Choices.Count, who, found, PredictionWords.NumberOfAChoice(Choices.Count));
    }
}

/// <summary>A guess at an order. With the outcome, it is shown as a table with a row for each rank.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record OrderPrediction : Prediction
{
    internal OrderPrediction(string what, IReadOnlyList<string> names, IReadOnlyList<string>? guess)
        : base(what)
    {
        Setting.AtLeastOne(PredictionWords.NumberOfNames, names.Count);
        Names = names;
        Guess = guess is { Count: > 0 } ? Known(guess, PredictionWords.TheGuess) : null;
    }

    /// <summary>The names to put in order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The names in the reader's order, or only the first few; null if there is none yet.</summary>
    public IReadOnlyList<string>? Guess { get; }

    /// <summary>The names in the actual order; null if it is not known yet.</summary>
    public IReadOnlyList<string>? Outcome { get; private init; }

    private protected override bool HasGuess => Guess is not null;

    private protected override bool HasOutcome => Outcome is not null;

    private protected override string Judgement
    {
        get
        {
            var outcome = Outcome!.ToList();
            int[] steps = [.. Guess!.Select((name, place) => Math.Abs(outcome.IndexOf(name) - place))];
            return steps.Max() == 0 ? PredictionWords.Hit : PredictionWords.InPlace(steps.Count(step => step == 0), steps.Length, steps.Average());
        }
    }

    /// <summary>Compares the guess with the outcome.</summary>
    /// <param name="outcome">All names, in the actual order.</param>
    /// <exception cref="OneSentenceException">A name is missing, is unknown or occurs twice.</exception>
    public OrderPrediction Compare(IEnumerable<string> outcome)
    {
        var order = Known([.. outcome], PredictionWords.TheOutcome);
        if (order.Count != Names.Count)
            throw new OneSentenceException(PredictionWords.NamesMissing(order.Count, Names.Count));
        return this with { Outcome = order };
    }

    private protected override string Drawing() => HtmlTable.Html(
        ["", .. HasGuess ? [PredictionWords.Guess] : Array.Empty<string>(), .. HasOutcome ? [PredictionWords.Outcome] : Array.Empty<string>()], Rows(), words: 3);

    private protected override IEnumerable<string> Lines()
    {
        int width = Names.Select(name => TextColumns.Width(name)).Max() + 4;
        return Rows().Select(row => $"{row[0],3}  {string.Concat(row.Skip(1).Select(cell => cell.InColumns(width)))}".TrimEnd());
    }

    // The rank, the guess if there is one, and the outcome if there is one. Without either, the names in their given order.
    private IEnumerable<string[]> Rows() => Names.Select((name, i) => (string[])
    [
        FormattableString.Invariant($"{i + 1}"),
        .. HasGuess ? [$"{Guess!.ElementAtOrDefault(i)}{(IsInPlace(i) ? " \u2714" : "")}"] : Array.Empty<string>(),
        .. HasOutcome ? [Outcome![i]] : HasGuess ? Array.Empty<string>() : [name],
    ]);

    private bool IsInPlace(int i) => Outcome is { } outcome && Guess!.ElementAtOrDefault(i) == outcome[i];

    // A reader types the names: capitals and extra spaces do not count.
    private List<string> Known(IReadOnlyList<string> order, string who)
    {
        var known = order.Select(found => Names.FirstOrDefault(name => name.Equals(found.Trim(), StringComparison.OrdinalIgnoreCase))
            ?? throw new OneSentenceException(PredictionWords.UnknownName(found, who, Names))).ToList();
        return known.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? throw new OneSentenceException(PredictionWords.NameTwice(twice.Key, who))
            : known;
    }
}

/// <summary>All texts of a prediction that a reader sees.</summary>
internal static class PredictionWords
{
    public static string Guess => Language.Text("your guess");
    public static string Outcome => Language.Text("outcome");
    public static string Both => Language.Text("your guess, and the outcome");

    public static string ToBeginWith => Language.Text("No guess yet. Put your guess in the place of null, and run the cell again.");
    public static string NoGuess => Language.Text("No guess yet. Put your guess in the place of null in the cell above, and run both.");
    public static string Kept => Language.Text("Your guess is kept until the outcome is there.");
    public static string Hit => Language.Text("Your guess is right.");

    public static string TheGuess => Language.Text("The guess");
    public static string TheOutcome => Language.Text("The outcome");
    public static string ANumber => Language.Text("a number");
    public static string NumberOfChoices => Language.Text("The number of choices");
    public static string NumberOfNames => Language.Text("The number of names");

    public static string CloseBy(string difference, bool isAbove) => isAbove
        ? Language.Text($"Close: your guess is {difference} above the outcome.")
        : Language.Text($"Close: your guess is {difference} below the outcome.");

    public static string Off(string difference, bool isAbove) => isAbove
        ? Language.Text($"Your guess is {difference} above the outcome.")
        : Language.Text($"Your guess is {difference} below the outcome.");

    public static string Off(string difference, bool isAbove, bool guessIsLarger, string factor) => (isAbove, guessIsLarger) switch
    {
        (true, true) => Language.Text($"Your guess is {difference} above the outcome, and {factor} times as large."),
        (false, true) => Language.Text($"Your guess is {difference} below the outcome, and {factor} times as large."),
        (true, false) => Language.Text($"Your guess is {difference} above the outcome, which is {factor} times as large."),
        (false, false) => Language.Text($"Your guess is {difference} below the outcome, which is {factor} times as large."),
    };

    public static string NotANumber(string outcome) => Language.Text($"The outcome is {outcome}, so it cannot be compared with your guess.");

    public static string OtherChoice(int guess, int outcome) => Language.Text($"Your guess was {guess}, the outcome is {outcome}.");

    public static string InPlace(int hits, int count, double meanStep) =>
        Language.Text($"In the right place: {hits} of {count}; on average a name is {meanStep:0.#} places off.");

    public static string NumberOfAChoice(int count) => Language.Text($"the number of a choice, 1 to {count}");

    public static string UnknownName(string found, string who, IEnumerable<string> names) =>
        Language.Text($"{who} has the name '{found}'; expected names from the list: {Language.Join("; ", names)}.");

    public static string NameTwice(string name, string who) => Language.Text($"{who} has '{name}' twice; expected each name once.");

    public static string NamesMissing(int found, int expected) => Language.Text($"The outcome has {found} names; expected all {expected}.");
}
