using System.Text;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Data;

/// <summary>The characters that a model of text knows, each with its number. All others are one more token, the unknown.</summary>
/// <remarks>The vocabulary belongs to the weights: a network that was trained with one can be used with no other.</remarks>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class CharacterVocabulary
{
    // What an unknown character looks like when it is decoded.
    private const string Replacement = "\ufffd";

    private readonly Rune[] characters;
    private readonly Dictionary<Rune, int> tokens;

    /// <summary>Makes a vocabulary of given characters.</summary>
    /// <param name="characters">Each character once; its place is its number.</param>
    /// <exception cref="OneSentenceException">There are no characters, or one of them stands there twice.</exception>
    public CharacterVocabulary(string characters)
    {
        this.characters = [.. characters.EnumerateRunes()];
        tokens = [];
        foreach (var (i, character) in this.characters.Index())
        {
            if (!tokens.TryAdd(character, i))
                throw new OneSentenceException($"Found the character {character} twice in the vocabulary, expected each once.");
        }

        if (tokens.Count == 0)
            throw new OneSentenceException("Found no characters, expected at least one for the vocabulary.");
    }

    /// <summary>How many tokens there are: the characters, and one for all that are unknown.</summary>
    public int Count => characters.Length + 1;

    /// <summary>The token of every character that is not in the vocabulary: the last one.</summary>
    public int Unknown => characters.Length;

    /// <summary>All characters, in the order of their numbers.</summary>
    public string Characters => string.Concat(characters);

    /// <summary>Takes the characters of a text.</summary>
    /// <param name="text">The text to learn from.</param>
    /// <param name="atLeast">How often a character occurs there before it gets a token of its own.</param>
    /// <returns>The vocabulary, in the order of the characters' code points.</returns>
    /// <exception cref="OneSentenceException">The number is below 1, or no character occurs so often.</exception>
    public static CharacterVocabulary FromText(string text, int atLeast = 1)
    {
        Setting.AtLeastOne("How often a character occurs", atLeast);
        return new CharacterVocabulary(string.Concat(text.EnumerateRunes()
            .CountBy(character => character)
            .Where(count => count.Value >= atLeast)
            .Select(count => count.Key)
            .Order()));
    }

    /// <summary>The tokens of a text, one for each character.</summary>
    /// <param name="text">The text.</param>
    /// <returns>int64 [T]; the caller owns it.</returns>
    public torch.Tensor Encode(string text) => torch.tensor(Numbers(text), dtype: torch.int64);

    /// <summary>The text of some tokens. The unknown becomes the sign that stands for a character that cannot be shown.</summary>
    /// <param name="text">int64 [T].</param>
    /// <exception cref="OneSentenceException">A token is not in the vocabulary.</exception>
    public string Decode(torch.Tensor text)
    {
        using var contiguous = text.contiguous();
        return string.Concat(contiguous.data<long>().ToArray().Select(Decode));
    }

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text($"A vocabulary of {characters.Length:N0} characters and the unknown");

    /// <summary>The tokens of a text as an array.</summary>
    internal long[] Numbers(string text) => [.. text.EnumerateRunes().Select(character => (long)tokens.GetValueOrDefault(character, Unknown))];

    private string Decode(long token)
    {
        if (token < 0 || token >= Count)
            throw new OneSentenceException($"Found the token {token}, expected 0 to {Count - 1}.");
        return token == Unknown ? Replacement : characters[token].ToString();
    }
}
