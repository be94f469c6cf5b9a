using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Shared;
using Xunit;

namespace NotebookRunner.Tests;

/// <summary>
/// The English texts of the library and of the runner, taken from their source, and their resource files: each language has all of them, and
/// nothing that is no longer said.
/// </summary>
public sealed partial class LanguageSourceTests
{
    // Names that stand in files and checkpoints, or that the library puts together, and that a reader sees in his language.
    private static readonly string[] FurtherNames =
        ["MNIST (training)", "MNIST (test)", "Fashion-MNIST (training)", "Fashion-MNIST (test)", "generator", "discriminator", "autoencoder", "flow", "transformer"];

    // How a language writes numbers.
    private static readonly string[] Examples = ["1,234.5", "55 %"];

    private const string Library = "DigitForge";
    private const string Runner = "NotebookRunner";

    private static readonly Dictionary<string, Lazy<SourceTexts>> Sources = Projects.ToDictionary(project => project, project => new Lazy<SourceTexts>(() => SourceTexts.Of(LibrarySource.Of(project))));

    public static IEnumerable<string> Projects => [Library, Runner];

    public static TheoryData<string> ProjectNames => [.. Projects];

    public static TheoryData<string, string> Files
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string project in Projects)
            {
                foreach (string path in Directory.GetFiles(RepositoryFolder.File("lib", project, "Resources"), "*.resx"))
                    data.Add(project, Path.GetFileName(path));
            }

            return data;
        }
    }

    [Fact]
    public void Both_speak_the_same_languages() => Assert.Single(Files.GroupBy(row => row.Data.Item1, row => row.Data.Item2).Select(files => string.Join(' ', files.Order(StringComparer.Ordinal))).Distinct());

    [Theory]
    [MemberData(nameof(Files))]
    public void A_language_has_every_text(string project, string file)
    {
        var lacking = English(project).Where(HasLetters).Except(Keys(project, file)).ToList();
        Assert.True(lacking.Count == 0, $"{file} lacks:\n{string.Join('\n', lacking)}");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_language_has_no_text_that_is_not_said(string project, string file)
    {
        var said = English(project).ToHashSet();
        var keys = Keys(project, file);
        var unsaid = keys.Where(key => !said.Contains(key)).ToList();
        Assert.True(unsaid.Count == 0, $"Nobody says any more:\n{string.Join('\n', unsaid)}");
        Assert.Empty(keys.GroupBy(key => key, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    // A text that is put together as the program runs could not be found here, and so not be translated.
    [Theory]
    [MemberData(nameof(ProjectNames))]
    public void Only_texts_that_stand_in_the_source_are_translated(string project) =>
        Assert.True(Sources[project].Value.Unknown.Count == 0, string.Join('\n', Sources[project].Value.Unknown));

    [Theory]
    [InlineData("Language.Text(\"a word\")", "a word")]
    [InlineData("Language.Text($\"{count:N0} words, {1.5,8:F1} of {{them}}\")", "{0:N0} words, {1,8:F1} of {{them}}")]
    [InlineData("Language.Text($\"{count} words\" + $\" of {count}\")", "{0} words of {1}")]
    [InlineData("Language.Text(count > 0 ? \"some\" : \"none\")", "some|none")]
    [InlineData("new Mistake(\"no words\").Text", "no words")]
    [InlineData("Said($\"found {count}\", \"one\")", "found {0}|one")]
    public void A_text_is_found_wherever_one_is_expected(string expression, string texts)
    {
        var found = SourceTexts.Of([("Text.cs", Program(expression))]);
        Assert.Equal(texts.Split('|').Order(StringComparer.Ordinal), found.English.Order(StringComparer.Ordinal));
        Assert.Empty(found.Unknown);
    }

    [Fact]
    public void A_text_that_is_put_together_is_seen() => Assert.Single(SourceTexts.Of([("Text.cs", Program("Language.Text(\"a\" + count)"))]).Unknown);

    private static string Program(string expression) => $$"""
        using System.Runtime.CompilerServices;
        class EnglishAttribute : Attribute;
        [InterpolatedStringHandler] class Phrase(int literalLength, int formattedCount)
        {
            public void AppendLiteral(string value) { }
            public void AppendFormatted<T>(T value, int alignment = 0, string? format = null) { }
        }
        static class Language { public static string Text([English] string english) => english; public static string Text(Phrase phrase) => ""; }
        class Mistake([English] string message) { public string Text => Language.Text(message); }
        static class Text
        {
            static string Said(Phrase found, [English] string expected) => Language.Text(expected);
            static string Write(int count) => {{expression}};
        }
        """;

    private static IEnumerable<string> English(string project)
    {
        var english = Sources[project].Value.English.Concat(Examples);
        return project == Library ? english.Concat(PageTexts()).Concat(Models()).Concat(FurtherNames) : english;
    }

    private static bool HasLetters(string text) => Place.Replace(text, "").Any(char.IsAsciiLetter);

    private static List<string> Keys(string project, string file) =>
        [.. XDocument.Load(RepositoryFolder.File("lib", project, "Resources", file)).Root!.Elements("data").Select(text => text.Attribute("name")!.Value)];

    // The pages that run a network: their texts stand in double brackets, those of their scripts in words('...').
    private static IEnumerable<string> PageTexts() => Directory.GetFiles(RepositoryFolder.File("lib", "DigitForge", "Export"))
        .Where(file => Path.GetExtension(file) is ".html" or ".js")
        .SelectMany(file => PageText.Matches(File.ReadAllText(file)))
        .Select(text => text.Groups["english"].Value);

    private static IEnumerable<string> Models()
    {
        using var figures = JsonDocument.Parse(File.ReadAllText(RepositoryFolder.File("data", "models", "figures.json")));
        return [.. figures.RootElement.EnumerateArray().Select(row => row.GetProperty("model").GetString()!)];
    }

    [GeneratedRegex(@"\{\d[^}]*\}")]
    private static partial Regex Place { get; }

    [GeneratedRegex(@"\[\[(?<english>.+?)\]\]|\bwords\('(?<english>[^']+)'")]
    private static partial Regex PageText { get; }

    /// <summary>The English texts of some sources.</summary>
    /// <param name="English">Those that were found: phrases as composite formats.</param>
    /// <param name="Unknown">The places where a text is translated that does not stand there.</param>
    private sealed record SourceTexts(IReadOnlyList<string> English, IReadOnlyList<string> Unknown)
    {
        public static SourceTexts Of(IEnumerable<(string Name, string Text)> files)
        {
            var (english, unknown) = (new List<string>(), new List<string>());
            foreach (var model in LibrarySource.Compile(files))
            {
                foreach (var node in model.SyntaxTree.GetRoot().DescendantNodes())
                {
                    if (node is InterpolatedStringExpressionSyntax first && IsFirst(first) && model.GetTypeInfo(Whole(first)).ConvertedType?.Name == "Phrase")
                        english.Add(Format(Whole(first)));
                    if (node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax or ConstructorInitializerSyntax or PrimaryConstructorBaseTypeSyntax)
                        Read(model.GetOperation(node), english, unknown);
                }
            }

            return new SourceTexts([.. english.Distinct()], unknown);
        }

        private static void Read(IOperation? call, List<string> english, List<string> unknown)
        {
            var arguments = call switch
            {
                IInvocationOperation invocation => invocation.Arguments,
                IObjectCreationOperation creation => creation.Arguments,
                _ => [],
            };
            foreach (var argument in arguments.Where(argument => argument.ArgumentKind != ArgumentKind.DefaultValue && IsEnglish(argument.Parameter)))
            {
                foreach (var text in Parts(argument.Value))
                {
                    if (text.ConstantValue is { HasValue: true, Value: string constant })
                        english.AddRange(text.Syntax.ToString().StartsWith("nameof", StringComparison.Ordinal) ? [] : [constant]);
                    else if (argument.Parameter!.ContainingType.Name is "Language" or "Translation" && !IsMarked(text))
                        unknown.Add($"{text.Syntax.SyntaxTree.FilePath}: {text.Syntax}");
                }
            }
        }

        // What a text may be: each branch, each element.
        private static IEnumerable<IOperation> Parts(IOperation value) => value switch
        {
            { ConstantValue.HasValue: true } => [value],
            IConversionOperation conversion => Parts(conversion.Operand),
            IConditionalOperation { WhenFalse: { } otherwise } choice => Parts(choice.WhenTrue).Concat(Parts(otherwise)),
            ISwitchExpressionOperation choice => choice.Arms.SelectMany(arm => Parts(arm.Value)),
            ICollectionExpressionOperation list => list.Elements.SelectMany(Parts),
            IArrayCreationOperation { Initializer: { } list } => list.ElementValues.SelectMany(Parts),
            _ => [value],
        };

        // A parameter that holds an English text, or the property of a record that it became.
        private static bool IsMarked(IOperation text) => text switch
        {
            IParameterReferenceOperation given => IsEnglish(given.Parameter),
            IPropertyReferenceOperation { Property: var property } => property.ContainingType.Constructors.SelectMany(constructor => constructor.Parameters)
                .Any(parameter => parameter.Name == property.Name && IsEnglish(parameter)),
            _ => false,
        };

        private static bool IsEnglish(IParameterSymbol? parameter) =>
            parameter?.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "EnglishAttribute") == true;

        // Texts that are added with + are one.
        private static ExpressionSyntax Whole(ExpressionSyntax text) =>
            text.Parent is BinaryExpressionSyntax or ParenthesizedExpressionSyntax ? Whole((ExpressionSyntax)text.Parent) : text;

        private static bool IsFirst(InterpolatedStringExpressionSyntax text) => Whole(text).DescendantNodesAndSelf().OfType<InterpolatedStringExpressionSyntax>().First() == text;

        private static string Format(ExpressionSyntax whole)
        {
            var format = new StringBuilder();
            int values = 0;
            foreach (var part in Texts(whole).SelectMany(text => text.Contents))
            {
                if (part is InterpolationSyntax hole)
                    format.Append(CultureInfo.InvariantCulture, $"{{{values++}{hole.AlignmentClause?.ToString().Replace(" ", "", StringComparison.Ordinal)}{hole.FormatClause}}}");
                else
                    format.Append(((InterpolatedStringTextSyntax)part).TextToken.ValueText);
            }

            return format.ToString();
        }

        private static IEnumerable<InterpolatedStringExpressionSyntax> Texts(ExpressionSyntax whole) => whole switch
        {
            InterpolatedStringExpressionSyntax text => [text],
            BinaryExpressionSyntax sum => Texts(sum.Left).Concat(Texts(sum.Right)),
            ParenthesizedExpressionSyntax { Expression: var inner } => Texts(inner),
            _ => [],
        };
    }
}
