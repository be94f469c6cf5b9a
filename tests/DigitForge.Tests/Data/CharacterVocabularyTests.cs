using DigitForge.Data;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Data;

public sealed class CharacterVocabularyTests
{
    [Fact]
    public void Characters_that_occur_often_enough_have_tokens_and_all_others_one()
    {
        var vocabulary = CharacterVocabulary.FromText("abba 数数数 😀😀", atLeast: 2);
        Assert.Equal(" ab数😀", vocabulary.Characters);
        Assert.Equal((6, 5), (vocabulary.Count, vocabulary.Unknown));
        Assert.Equal("A vocabulary of 5 characters and one unknown token", vocabulary.ToString());
        using var tokens = vocabulary.Encode("b数?😀");
        Assert.Equal([2, 3, 5, 4], tokens.data<long>().ToArray());
        Assert.Equal("b数\ufffd😀", vocabulary.Decode(tokens));
        Assert.Equal(vocabulary.Characters, new CharacterVocabulary(vocabulary.Characters).Characters);
    }

    [Fact]
    public void What_is_no_vocabulary_is_refused()
    {
        static string Message(Func<object> made) => Assert.Throws<OneSentenceException>(made).Message;
        Assert.Equal("Found the character b twice in the vocabulary, expected each once.", Message(() => new CharacterVocabulary("abcb")));
        Assert.Equal("Found no characters, expected at least one for the vocabulary.", Message(() => CharacterVocabulary.FromText("abc", atLeast: 2)));
        Assert.Equal("How often a character occurs is 0; expected at least 1.", Message(() => CharacterVocabulary.FromText("abc", atLeast: 0)));
        using var tokens = torch.tensor(new long[] { 0, 3 });
        Assert.Equal("Found the token 3, expected 0 to 2.", Message(() => new CharacterVocabulary("ab").Decode(tokens)));
    }
}
