using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Resources;

namespace Translations;

/// <summary>A language: its texts, and how it writes numbers.</summary>
/// <remarks>
/// The source holds the English texts where they are used. Each English text is the key of its translation. A project's <c>Resources/zh.resx</c>
/// holds the Chinese translations; another file beside it, named after a language, adds that language. All these files are embedded in the
/// project's DLL. They are read without .NET's lookup by culture, which finds nothing where .NET runs without cultures
/// (DOTNET_SYSTEM_GLOBALIZATION_INVARIANT). A text without a translation is shown in English.
/// </remarks>
internal sealed class Translation
{
    /// <summary>The language of the source.</summary>
    public const string English = "en";

    private const string Suffix = ".resources";

    private static readonly string Prefix = $"{typeof(Translation).Assembly.GetName().Name}.Resources.";
    private static readonly ConcurrentDictionary<string, Translation> Read = new();

    private Translation(string language, FrozenDictionary<string, string> texts)
    {
        Language = language;
        Texts = texts;
        Numbers = NumbersLike(Known("1,234.5"), Known("55 %"));
    }

    /// <summary>The codes of all available languages.</summary>
    public static IReadOnlyList<string> All =>
    [
        English,
        .. typeof(Translation).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The language's code.</summary>
    public string Language { get; }

    /// <summary>The translations, keyed by the English text; empty for English itself.</summary>
    public FrozenDictionary<string, string> Texts { get; }

    /// <summary>How the language writes numbers.</summary>
    public NumberFormatInfo Numbers { get; }

    /// <summary>Finds a language by its code, one of <see cref="All"/>.</summary>
    public static Translation Of(string language) => Read.GetOrAdd(language, code => new(code, code == English ? FrozenDictionary<string, string>.Empty : TextsOf(code)));

    /// <summary>Translates a text.</summary>
    /// <param name="english">The English text.</param>
    public string Text([English] string english) => Known(english);

    /// <summary>Translates a text that contains values, and formats the numbers as this language writes them.</summary>
    /// <param name="phrase">The English text, as an interpolated string.</param>
    public string Text(Phrase phrase) =>
        string.Format(Numbers, Known(phrase.Format), [.. phrase.Values.Select(value => value is Phrase inner ? Text(inner) : value)]);

    /// <summary>Translates a name from a file. A name without a translation stays as it is.</summary>
    /// <param name="name">The name, which is the same in files of every language.</param>
    public string Known(string name) => Texts.GetValueOrDefault(name, name);

    private static FrozenDictionary<string, string> TextsOf(string language)
    {
        using var stream = typeof(Translation).Assembly.GetManifestResourceStream($"{Prefix}{language}{Suffix}")!;
        using var texts = new ResourceReader(stream);
        return texts.Cast<DictionaryEntry>().ToFrozenDictionary(text => (string)text.Key, text => (string)text.Value!, StringComparer.Ordinal);
    }

    // Two example texts show how a language writes numbers.
    private static NumberFormatInfo NumbersLike(string number, string percentage)
    {
        var numbers = (NumberFormatInfo)NumberFormatInfo.InvariantInfo.Clone();
        numbers.NumberGroupSeparator = numbers.PercentGroupSeparator = number[1..2];
        numbers.NumberDecimalSeparator = numbers.PercentDecimalSeparator = number[^2..^1];
        // 0 is "n %", 1 is "n%".
        numbers.PercentPositivePattern = numbers.PercentNegativePattern = percentage.Contains(' ', StringComparison.Ordinal) ? 0 : 1;
        return NumberFormatInfo.ReadOnly(numbers);
    }
}

/// <summary>
/// Marks a parameter that takes an English text and shows it in the reader's language. A test checks that every such text has a translation.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class EnglishAttribute : Attribute;
