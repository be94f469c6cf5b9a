using System.Text;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Data;

/// <summary>The characters that a language model knows, each with its token number. All other characters share one more token: unknown.</summary>
/// <remarks>The vocabulary belongs to the weights: a network works only with the vocabulary that it was trained with.</remarks>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class CharacterVocabulary
{
    // Shown in place of an unknown character.
    private const string Replacement = "\ufffd";

    private readonly Rune[] characters;
    private readonly Dictionary<Rune, int> tokens;

    /// <summary>Creates a vocabulary from given characters.</summary>
    /// <param name="characters">Each character once. Its position is its token.</param>
    /// <exception cref="OneSentenceException">There are no characters, or a character occurs twice.</exception>
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

    /// <summary>The number of tokens: one for each character, and one for all unknown characters.</summary>
    public int Count => characters.Length + 1;

    /// <summary>The token of every character that is not in the vocabulary. It is the last token.</summary>
    public int Unknown => characters.Length;

    /// <summary>All characters, in the order of their tokens.</summary>
    public string Characters => string.Concat(characters);

    /// <summary>Creates a vocabulary from the characters of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="atLeast">How often a character must occur in the text to get a token of its own.</param>
    /// <returns>The vocabulary, in the order of the characters' code points.</returns>
    /// <exception cref="OneSentenceException">The number is below 1, or no character occurs that often.</exception>
    public static CharacterVocabulary FromText(string text, int atLeast = 1)
    {
        Setting.AtLeastOne("How often a character occurs", atLeast);
        return new CharacterVocabulary(string.Concat(text.EnumerateRunes()
            .CountBy(character => character)
            .Where(count => count.Value >= atLeast)
            .Select(count => count.Key)
            .Order()));
    }

    /// <summary>Converts a text to tokens, one for each character.</summary>
    /// <param name="text">The text.</param>
    /// <returns>int64 [T], each 0 to <see cref="Count"/> - 1; the caller owns it.</returns>
    public torch.Tensor Encode(string text) => torch.tensor(Numbers(text), dtype: torch.int64);

    /// <summary>Converts tokens to text. The unknown token becomes U+FFFD, the replacement character.</summary>
    /// <param name="text">int64 [T].</param>
    /// <exception cref="OneSentenceException">A token is not in the vocabulary.</exception>
    public string Decode(torch.Tensor text)
    {
        using var contiguous = text.contiguous();
        return string.Concat(contiguous.data<long>().ToArray().Select(Decode));
    }

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text($"A vocabulary of {characters.Length:N0} characters and one unknown token");

    /// <summary>Converts a text to an array of tokens.</summary>
    internal long[] Numbers(string text) => [.. text.EnumerateRunes().Select(character => (long)tokens.GetValueOrDefault(character, Unknown))];

    private string Decode(long token)
    {
        if (token < 0 || token >= Count)
            throw new OneSentenceException($"Found the token {token}, expected 0 to {Count - 1}.");
        return token == Unknown ? Replacement : characters[token].ToString();
    }
}
