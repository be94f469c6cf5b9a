using System.CommandLine;
using System.Globalization;
using NotebookRunner.Documents;
using NotebookRunner.Kit;
using NotebookRunner.Series;

namespace NotebookRunner;

/// <summary>The program's arguments.</summary>
internal static class CommandLine
{
    private static readonly Argument<string[]> Notebooks = new("notebooks")
    {
        Description = "The notebooks to run; by default all of the folder 'notebooks', in the order of their names.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<bool> Full = new("--full")
    {
        Description = "Run with the values that the notebooks have, not with their quick ones.",
    };

    private static readonly Option<string[]> Parameter = new("--parameter", "-p")
    {
        Description = "A value for a notebook's parameter, as Name=Value. May be given several times.",
        HelpName = "Name=Value",
    };

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "The folder for the executed notebooks and the pages; by default artifacts/book, and artifacts/book/zh for the Chinese edition.",
        HelpName = "DIR",
    };

    private static readonly Option<string> Language = new("--language")
    {
        Description = "The edition to run where no notebooks are named: en, or zh for the Chinese one.",
        HelpName = "LANGUAGE",
        DefaultValueFactory = _ => SeriesFolder.English,
    };

    private static readonly Option<string?> Markdown = new("--markdown")
    {
        Description = "A folder for the same pages in Markdown, as a code host shows them; by default none are written.",
        HelpName = "DIR",
    };

    private static readonly Option<string?> Timeout = new("--timeout")
    {
        Description = "How many seconds one cell may take; by default there is no limit. The cell is asked to stop, and ended 5 seconds later.",
        HelpName = "SECONDS",
    };

    private static readonly Argument<string> KitFolder = new("folder") { Description = "The folder to make, on a stick for example." };

    private static readonly Option<string[]> Platform = new("--platform")
    {
        Description = $"For which machines, of {string.Join(", ", KitOptions.AllPlatforms)}; by default all. May be given several times.",
        HelpName = "NAME",
    };

    /// <summary>Reads the arguments and does what they ask for.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="run">Does the run, given its options, and returns the exit code.</param>
    /// <param name="examine">Checks the machine, and returns the exit code.</param>
    /// <param name="makeKit">Makes a workshop kit, given its options, and returns the exit code.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="OneSentenceException">The arguments make no sense.</exception>
    public static int Invoke(string[] arguments, Func<RunOptions, int> run, Func<int> examine, Func<KitOptions, int> makeKit)
    {
        var command = new RootCommand(
            "Runs C# notebooks without an editor and binds them into a book of HTML pages. Of the text that a cell writes, the first and the last 500,000 characters are kept. "
            + "Ctrl+C asks the running cell to stop and keeps what has run; pressed again, it does not wait for the cell.")
        {
            Notebooks, Language, Full, Parameter, Out, Markdown, Timeout,
        };
        command.SetAction(result => run(Options(result)));
        var doctor = new Command("doctor", "Checks what this machine has and lacks for the series, and how to fix it.");
        doctor.SetAction(_ => examine());
        command.Subcommands.Add(doctor);
        var kit = new Command("kit", "Makes a folder with all that a room without a network needs.") { KitFolder, Platform };
        kit.SetAction(result => makeKit(Kit(result)));
        command.Subcommands.Add(kit);
        var parsed = command.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
            throw new OneSentenceException(parsed.Errors[0].Message);
        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    private static RunOptions Options(ParseResult result)
    {
        string[] named = result.GetValue(Notebooks)!;
        if (named.FirstOrDefault(name => name.StartsWith('-')) is { } unknown)
            throw new OneSentenceException($"There is no option '{unknown}'; --help lists the options.");
        string language = result.GetValue(Language)!;
        if (!SeriesFolder.Languages.Contains(language))
            throw new OneSentenceException($"The language is '{language}'; expected {string.Join(" or ", SeriesFolder.Languages)}.");
        return new RunOptions(
            named.Length > 0 ? named : SeriesFolder.Notebooks(language),
            result.GetValue(Out) ?? Path.Combine(SeriesFolder.Root, "artifacts", "book", SeriesFolder.Within(language)),
            Quick: !result.GetValue(Full),
            ReadParameters(result.GetValue(Parameter)!),
            ReadTimeout(result.GetValue(Timeout)),
            result.GetValue(Markdown));
    }

    private static KitOptions Kit(ParseResult result)
    {
        string[] platforms = result.GetValue(Platform)!;
        return new KitOptions(SeriesFolder.Root, Path.GetFullPath(result.GetValue(KitFolder)!), platforms.Length > 0 ? platforms : KitOptions.AllPlatforms);
    }

    private static Dictionary<string, string> ReadParameters(string[] pairs)
    {
        var parameters = new Dictionary<string, string>();
        foreach (string pair in pairs)
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
                throw new OneSentenceException($"The parameter '{pair}' has no value; expected Name=Value.");
            parameters[pair[..equals]] = pair[(equals + 1)..];
        }

        return parameters;
    }

    private static TimeSpan? ReadTimeout(string? text)
    {
        if (text is null)
            return null;
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds);
        if (!isNumber || seconds <= 0 || seconds > TimeSpan.FromDays(24).TotalSeconds)
            throw new OneSentenceException($"The timeout is '{text}'; expected a number of seconds above 0.");
        return TimeSpan.FromSeconds(seconds);
    }
}
