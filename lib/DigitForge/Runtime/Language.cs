using System.Collections.Frozen;
using System.Globalization;
using System.Resources;

namespace DigitForge.Runtime;

/// <summary>The language that the library speaks to a reader: English, until a notebook says otherwise.</summary>
/// <remarks>
/// The source holds the English texts, where they are used; each is the key of its translation. <c>Resources/zh.resx</c> holds the Chinese
/// ones, and a file beside it named after a language teaches the library that language. All are inside DigitForge.dll and are read as they are, without .NET's search by
/// culture: where .NET runs without cultures (DOTNET_SYSTEM_GLOBALIZATION_INVARIANT), it finds nothing. A text that a file lacks is English.
/// Files and checkpoints are the same in every language.
/// </remarks>
public static class Language
{
    /// <summary>The language of the source.</summary>
    internal const string English = "en";

    private const string Prefix = "DigitForge.Resources.";
    private const string Suffix = ".resources";

    private static volatile Translation current = new(English, FrozenDictionary<string, string>.Empty);

    /// <summary>The languages that there are, by their codes.</summary>
    public static IReadOnlyList<string> All =>
    [
        English,
        .. typeof(Language).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The code of the language that is spoken now.</summary>
    public static string Current => current.Language;

    /// <summary>How the language writes numbers.</summary>
    internal static NumberFormatInfo Numbers => current.Numbers;

    /// <summary>
    /// Speaks a language from now on, in all cells and threads of this process. What a cell writes by itself, such as <c>$"{part:P0}"</c>, has
    /// numbers as the language writes them, whatever the machine's culture. What has been said already stays as it is.
    /// </summary>
    /// <param name="language">Its code: <c>en</c> for English, <c>zh</c> for Chinese.</param>
    /// <exception cref="OneSentenceException">The library does not know the language.</exception>
    public static void Use(string language)
    {
        if (!All.Contains(language))
            throw new OneSentenceException($"Found the language '{language}', expected one of {string.Join(", ", All)}.");
        current = new Translation(language, language == English ? FrozenDictionary<string, string>.Empty : Read(language));
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = current.Culture;
    }

    /// <summary>A text in the reader's language.</summary>
    /// <param name="english">The English text.</param>
    internal static string Text([English] string english) => current.Texts.GetValueOrDefault(english, english);

    /// <summary>A text with values in it, in the reader's language and with numbers as that language writes them.</summary>
    /// <param name="phrase">The English text, as an interpolated string.</param>
    internal static string Text(Phrase phrase)
    {
        var now = current;
        return string.Format(now.Numbers, now.Texts.GetValueOrDefault(phrase.Format, phrase.Format), phrase.Values);
    }

    /// <summary>A name that stands in a file, such as a model's, in the reader's language; one that the library does not know stays as it is.</summary>
    /// <param name="name">The name, as all languages keep it.</param>
    internal static string Known(string name) => current.Texts.GetValueOrDefault(name, name);

    /// <summary>Several texts in the reader's language.</summary>
    /// <param name="english">The English texts.</param>
    internal static string[] Texts([English] params IEnumerable<string> english) => [.. english.Select(Text)];

    /// <summary>All texts of a language, by the English ones.</summary>
    internal static FrozenDictionary<string, string> Read(string language)
    {
        using var stream = typeof(Language).Assembly.GetManifestResourceStream($"{Prefix}{language}{Suffix}")!;
        using var texts = new ResourceReader(stream);
        return texts.Cast<System.Collections.DictionaryEntry>().ToFrozenDictionary(text => (string)text.Key, text => (string)text.Value!, StringComparer.Ordinal);
    }

    /// <summary>A language with its texts.</summary>
    /// <param name="Language">Its code.</param>
    /// <param name="Texts">Its texts, by the English ones.</param>
    private sealed record Translation(string Language, FrozenDictionary<string, string> Texts)
    {
        public NumberFormatInfo Numbers { get; } = NumbersLike(Texts.GetValueOrDefault("1,234.5", "1,234.5"), Texts.GetValueOrDefault("55 %", "55 %"));

        public CultureInfo Culture => new("") { NumberFormat = Numbers };

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
}

/// <summary>Marks a parameter for an English text that is shown in the reader's language. A test looks for the translations of all that are given.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class EnglishAttribute : Attribute;
