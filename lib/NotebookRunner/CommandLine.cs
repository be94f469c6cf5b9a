using System.CommandLine;
using System.Globalization;
using NotebookRunner.Documents;
using NotebookRunner.Kit;
using NotebookRunner.Series;

namespace NotebookRunner;

/// <summary>The program's arguments, described in the reader's language.</summary>
internal sealed class CommandLine
{
    private readonly Argument<string[]> notebooks = new("notebooks")
    {
        Description = Language.Text("The notebooks to run; by default all of the folder 'notebooks', in the order of their names."),
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> full = new("--full")
    {
        Description = Language.Text("Run with the values that the notebooks have, not with their quick ones."),
    };

    private readonly Option<string[]> parameter = new("--parameter", "-p")
    {
        Description = Language.Text("A value for a notebook's parameter, as Name=Value. May be given several times."),
        HelpName = "Name=Value",
    };

    private readonly Option<string?> outFolder = new("--out")
    {
        Description = Language.Text("The folder for the executed notebooks and the pages; by default artifacts/book, and artifacts/book/zh for the Chinese edition."),
        HelpName = "DIR",
    };

    private readonly Option<string> language = new("--language")
    {
        Description = Language.Text("The language of what this program says, and of the edition that it takes where no notebooks are named: en, or zh for Chinese; by default the system's."),
        HelpName = "LANGUAGE",
        Recursive = true,
    };

    private readonly Option<string?> markdown = new("--markdown")
    {
        Description = Language.Text("A folder for the same pages in Markdown, as a code host shows them; by default none are written."),
        HelpName = "DIR",
    };

    private readonly Option<string?> timeout = new("--timeout")
    {
        Description = Language.Text("How many seconds one cell may take; by default there is no limit. The cell is asked to stop, and ended 5 seconds later."),
        HelpName = "SECONDS",
    };

    private readonly Argument<string> kitFolder = new("folder") { Description = Language.Text("The folder to make, on a stick for example.") };

    private readonly Option<string[]> platform = new("--platform")
    {
        Description = Language.Text($"For which machines, of {string.Join(", ", KitOptions.AllPlatforms)}; by default all. May be given several times."),
        HelpName = "NAME",
    };

    private readonly RootCommand program;

    private CommandLine(Func<RunOptions, int> run, Func<int> examine, Func<KitOptions, int> makeKit)
    {
        program = new RootCommand(Language.Text(
            "Runs C# notebooks without an editor and binds them into a book of HTML pages. Of the text that a cell writes, the first and the last 500,000 characters are kept. "
            + "Ctrl+C asks the running cell to stop and keeps what has run; pressed again, it does not wait for the cell."))
        {
            notebooks, language, full, parameter, outFolder, markdown, timeout,
        };
        program.SetAction(result => run(Options(result)));
        var doctor = new Command("doctor", Language.Text("Checks what this machine has and lacks for the series, and how to fix it."));
        doctor.SetAction(_ => examine());
        program.Subcommands.Add(doctor);
        var kit = new Command("kit", Language.Text("Makes a folder with all that a room without a network needs.")) { kitFolder, platform };
        kit.SetAction(result => makeKit(Kit(result)));
        program.Subcommands.Add(kit);
        CommandLineWords.Translate(program);
    }

    /// <summary>Reads the arguments and does what they ask for, in the language that they name.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="systemLanguage">The language where they name none.</param>
    /// <param name="run">Does the run, given its options, and returns the exit code.</param>
    /// <param name="examine">Checks the machine, and returns the exit code.</param>
    /// <param name="makeKit">Makes a workshop kit, given its options, and returns the exit code.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="OneSentenceException">The arguments make no sense.</exception>
    public static int Invoke(string[] arguments, string systemLanguage, Func<RunOptions, int> run, Func<int> examine, Func<KitOptions, int> makeKit)
    {
        Language.Use(systemLanguage);
        // Twice: the language has to be known before the arguments are described in it.
        Language.Use(new CommandLine(run, examine, makeKit).NamedLanguage(arguments) ?? systemLanguage);
        var parsed = new CommandLine(run, examine, makeKit).Parse(arguments);
        if (parsed.Errors.Count > 0)
            throw new OneSentenceException(CommandLineWords.Translate(parsed.Errors[0]));
        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    private ParseResult Parse(string[] arguments) => program.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });

    private string? NamedLanguage(string[] arguments)
    {
        if (Parse(arguments).GetResult(language)?.Tokens is not [.., { Value: var named }])
            return null;
        return Translation.All.Contains(named)
            ? named
            : throw new OneSentenceException($"The language is '{named}'; expected {string.Join(Language.Text(" or "), Translation.All)}.");
    }

    private RunOptions Options(ParseResult result)
    {
        string[] named = result.GetValue(notebooks)!;
        if (named.FirstOrDefault(name => name.StartsWith('-')) is { } unknown)
            throw new OneSentenceException($"There is no option '{unknown}'; --help lists the options.");
        string edition = named.Length > 0 ? SeriesFolder.EditionOf(named[0]) : SeriesFolder.EditionIn(Language.Current.Language);
        return new RunOptions(
            named.Length > 0 ? named : SeriesFolder.Notebooks(edition),
            result.GetValue(outFolder) ?? Path.Combine(SeriesFolder.Root, "artifacts", "book", SeriesFolder.Within(edition)),
            Quick: !result.GetValue(full),
            ReadParameters(result.GetValue(parameter)!),
            ReadTimeout(result.GetValue(timeout)),
            result.GetValue(markdown));
    }

    private KitOptions Kit(ParseResult result)
    {
        string[] platforms = result.GetValue(platform)!;
        return new KitOptions(SeriesFolder.Root, Path.GetFullPath(result.GetValue(kitFolder)!), platforms.Length > 0 ? platforms : KitOptions.AllPlatforms);
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
