using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Resources;

namespace Translations;

/// <summary>A language: its texts, and how it writes numbers.</summary>
/// <remarks>
/// The source holds the English texts, where they are used; each is the key of its translation. A project's <c>Resources/zh.resx</c> holds the
/// Chinese ones, and a file beside it named after a language teaches the project that language. All are inside its DLL and are read as they
/// are, without .NET's search by culture: where .NET runs without cultures (DOTNET_SYSTEM_GLOBALIZATION_INVARIANT), it finds nothing. A text
/// that a file lacks is English.
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

    /// <summary>The languages that there are, by their codes.</summary>
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

    /// <summary>All texts, by the English ones; none in English itself.</summary>
    public FrozenDictionary<string, string> Texts { get; }

    /// <summary>How the language writes numbers.</summary>
    public NumberFormatInfo Numbers { get; }

    /// <summary>A language by its code, one of <see cref="All"/>.</summary>
    public static Translation Of(string language) => Read.GetOrAdd(language, code => new(code, code == English ? FrozenDictionary<string, string>.Empty : TextsOf(code)));

    /// <summary>A text in this language.</summary>
    /// <param name="english">The English text.</param>
    public string Text([English] string english) => Known(english);

    /// <summary>A text with values in it, in this language and with numbers as it writes them.</summary>
    /// <param name="phrase">The English text, as an interpolated string.</param>
    public string Text(Phrase phrase) =>
        string.Format(Numbers, Known(phrase.Format), [.. phrase.Values.Select(value => value is Phrase inner ? Text(inner) : value)]);

    /// <summary>A name that stands in a file, in this language; one that it does not know stays as it is.</summary>
    /// <param name="name">The name, as all languages keep it.</param>
    public string Known(string name) => Texts.GetValueOrDefault(name, name);

    private static FrozenDictionary<string, string> TextsOf(string language)
    {
        using var stream = typeof(Translation).Assembly.GetManifestResourceStream($"{Prefix}{language}{Suffix}")!;
        using var texts = new ResourceReader(stream);
        return texts.Cast<DictionaryEntry>().ToFrozenDictionary(text => (string)text.Key, text => (string)text.Value!, StringComparer.Ordinal);
    }

    // A language shows in two examples how it writes numbers.
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

/// <summary>Marks a parameter for an English text that is shown in the reader's language. A test looks for the translations of all that are given.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class EnglishAttribute : Attribute;
