using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace NotebookRunner;

/// <summary>
/// System.CommandLine's own words in the reader's language. The package has them in satellite assemblies, which .NET finds by culture: not
/// where it has none.
/// </summary>
internal static partial class CommandLineWords
{
    /// <summary>Lets a program's help be in the reader's language.</summary>
    public static void Translate(RootCommand program)
    {
        foreach (var option in program.Options)
        {
            if (option is VersionOption)
                option.Description = Language.Text("Show version information");
            if (option is not HelpOption help)
                continue;
            help.Description = Language.Text("Show help and usage information");
            help.Action = new TranslatedHelp((HelpAction)help.Action!);
        }
    }

    /// <summary>What is wrong with the arguments, in the reader's language; as System.CommandLine says it where this program does not know the sentence.</summary>
    public static string Translate(ParseError error)
    {
        string english = error.Message;
        if (Missing.Match(english) is { Success: true } missing)
        {
            string name = missing.Groups["name"].Value;
            return missing.Groups["kind"].Value == "option"
                ? Language.Text($"Required argument missing for option: '{name}'.")
                : Language.Text($"Required argument missing for command: '{name}'.");
        }

        if (Unrecognized.Match(english) is { Success: true } unrecognized)
            return Language.Text($"Unrecognized command or argument '{unrecognized.Groups["name"].Value}'.");
        if (TooMany.Match(english) is { Success: true } many)
            return Language.Text($"Option '{many.Groups["name"].Value}' expects a single argument but {many.Groups["count"].Value} were provided.");
        if (NotOfType.Match(english) is { Success: true } value)
            return Language.Text($"Cannot parse argument '{value.Groups["value"].Value}' for option '{value.Groups["name"].Value}' as expected type '{value.Groups["type"].Value}'.");
        return english;
    }

    // Headings stand alone in their lines; the words of the usage stand in brackets.
    private static string TranslateHelp(string english)
    {
        var lines = english.ReplaceLineEndings("\n").Split('\n').Select(line => line switch
        {
            "Description:" => Language.Text("Description:"),
            "Usage:" => Language.Text("Usage:"),
            "Arguments:" => Language.Text("Arguments:"),
            "Options:" => Language.Text("Options:"),
            "Commands:" => Language.Text("Commands:"),
            _ => line.Replace("[options]", Language.Text("[options]"), StringComparison.Ordinal).Replace("[command]", Language.Text("[command]"), StringComparison.Ordinal),
        });
        return string.Join(Environment.NewLine, lines);
    }

    [GeneratedRegex("^Required argument missing for (?<kind>option|command): '(?<name>.*)'\\.$")]
    private static partial Regex Missing { get; }

    [GeneratedRegex("^Unrecognized command or argument '(?<name>.*)'\\.$", RegexOptions.Singleline)]
    private static partial Regex Unrecognized { get; }

    [GeneratedRegex("^Option '(?<name>.*)' expects a single argument but (?<count>\\d+) were provided\\.$")]
    private static partial Regex TooMany { get; }

    [GeneratedRegex("^Cannot parse argument '(?<value>.*)' for option '(?<name>.*)' as expected type '(?<type>.*)'\\.$", RegexOptions.Singleline)]
    private static partial Regex NotOfType { get; }

    /// <summary>Writes the help as the library writes it, with its headings in the reader's language.</summary>
    private sealed class TranslatedHelp(HelpAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var configuration = parseResult.InvocationConfiguration;
            var output = configuration.Output;
            using var english = new StringWriter();
            configuration.Output = english;
            int exitCode = help.Invoke(parseResult);
            configuration.Output = output;
            output.Write(TranslateHelp(english.ToString()));
            return exitCode;
        }
    }
}
