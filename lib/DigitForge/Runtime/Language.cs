using System.Collections.Frozen;
using System.Globalization;
using System.Resources;

namespace DigitForge.Runtime;

/// <summary>The language in which the library speaks to the reader: English, until a notebook selects another.</summary>
/// <remarks>
/// The source holds the English texts where they are used. Each English text is the key of its translation. <c>Resources/zh.resx</c> holds
/// the Chinese
/// translations; another file beside it, named after a language, adds that language. All these files are embedded in DigitForge.dll. The
/// library reads them
/// itself and does not use .NET's lookup by culture, which finds nothing where .NET runs without cultures (DOTNET_SYSTEM_GLOBALIZATION_INVARIANT).
/// A text without a translation is shown in English. Files and checkpoints are the same in every language.
/// </remarks>
public static class Language
{
    /// <summary>The language of the source.</summary>
    internal const string English = "en";

    private const string Prefix = "DigitForge.Resources.";
    private const string Suffix = ".resources";

    private static volatile Translation current = new(English, FrozenDictionary<string, string>.Empty);

    /// <summary>The codes of all available languages.</summary>
    public static IReadOnlyList<string> All =>
    [
        English,
        .. typeof(Language).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The code of the current language.</summary>
    public static string Current => current.Language;

    /// <summary>How the current language writes numbers.</summary>
    internal static NumberFormatInfo Numbers => current.Numbers;

    /// <summary>
    /// Switches the language for all cells and threads of this process. Numbers that a cell formats itself, such as <c>$"{part:P0}"</c>, follow the
    /// language too, not the machine's culture. Text that was already shown does not change.
    /// </summary>
    /// <param name="language">The language's code: <c>en</c> for English, <c>zh</c> for Chinese.</param>
    /// <exception cref="OneSentenceException">The language is not available.</exception>
    public static void Use(string language)
    {
        if (!All.Contains(language))
            throw new OneSentenceException($"Found the language '{language}', expected one of {string.Join(", ", All)}.");
        current = new Translation(language, language == English ? FrozenDictionary<string, string>.Empty : Read(language));
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = current.Culture;
    }

    /// <summary>Translates a text into the reader's language.</summary>
    /// <param name="english">The English text.</param>
    internal static string Text([English] string english) => current.Texts.GetValueOrDefault(english, english);

    /// <summary>Translates a text that contains values into the reader's language, and formats the numbers as that language writes them.</summary>
    /// <param name="phrase">The English text, as an interpolated string.</param>
    internal static string Text(Phrase phrase)
    {
        var now = current;
        return string.Format(now.Numbers, now.Texts.GetValueOrDefault(phrase.Format, phrase.Format), phrase.Values);
    }

    /// <summary>Translates a name from a file, such as a model's name. A name without a translation stays as it is.</summary>
    /// <param name="name">The name, which is the same in files of every language.</param>
    internal static string Known(string name) => current.Texts.GetValueOrDefault(name, name);

    /// <summary>Translates several texts into the reader's language.</summary>
    /// <param name="english">The English texts.</param>
    internal static string[] Texts([English] params IEnumerable<string> english) => [.. english.Select(Text)];

    /// <summary>Reads all texts of a language, keyed by the English text.</summary>
    internal static FrozenDictionary<string, string> Read(string language)
    {
        using var stream = typeof(Language).Assembly.GetManifestResourceStream($"{Prefix}{language}{Suffix}")!;
        using var texts = new ResourceReader(stream);
        return texts.Cast<System.Collections.DictionaryEntry>().ToFrozenDictionary(text => (string)text.Key, text => (string)text.Value!, StringComparer.Ordinal);
    }

    /// <summary>A language and its texts.</summary>
    /// <param name="Language">The language's code.</param>
    /// <param name="Texts">The language's texts, keyed by the English text.</param>
    private sealed record Translation(string Language, FrozenDictionary<string, string> Texts)
    {
        public NumberFormatInfo Numbers { get; } = NumbersLike(Texts.GetValueOrDefault("1,234.5", "1,234.5"), Texts.GetValueOrDefault("55 %", "55 %"));

        public CultureInfo Culture => new("") { NumberFormat = Numbers };

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
}

/// <summary>
/// Marks a parameter that takes an English text and shows it in the reader's language. A test checks that every such text has a
/// translation.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class EnglishAttribute : Attribute;
