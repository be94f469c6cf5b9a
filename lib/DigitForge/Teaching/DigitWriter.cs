using DigitForge.Display;
using DigitForge.Models;
using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Teaching;

/// <summary>Writes a number by hand, for example a telephone number: draws one digit after another with a conditional generator.</summary>
public sealed class DigitWriter
{
    /// <summary>The maximum number of characters in a text, because they stand in one row.</summary>
    public const int MaxTextLength = 40;

    private readonly GeneratorNetwork generator;

    /// <summary>Creates a writer that uses a generator.</summary>
    /// <param name="generator">A trained generator with ten labels; the caller owns it.</param>
    /// <exception cref="OneSentenceException">The generator does not have ten labels.</exception>
    public DigitWriter(GeneratorNetwork generator)
    {
        if (generator.LabelCount != DigitClassifier.DigitCount)
            throw new OneSentenceException($"Found a {generator.GetType().Name} with {generator.LabelCount} labels, expected one with {DigitClassifier.DigitCount}: one for each digit.");
        this.generator = generator;
    }

    /// <summary>Writes a text and shows it as one row of pictures.</summary>
    /// <param name="text">Digits, spaces and the signs + and -. MNIST has no signs: they are drawn as straight lines.</param>
    /// <param name="seed">The seed of the noise: the same seed gives the same handwriting.</param>
    /// <param name="variation">
    /// How far the digits may vary, 0 or more: the factor of the noise. At 0 all sevens are alike; 1 is what the generator was trained with.
    /// </param>
    /// <exception cref="DigitTextException">The text cannot be written.</exception>
    public ImageGrid Write(string text, int seed = 1, double variation = 1)
    {
        using var pictures = Draw(text, seed, variation);
        return ImageGrid.Create(pictures, columns: text.Length, scale: 2, title: text);
    }

    /// <summary>Writes a text as pictures, one for each character.</summary>
    /// <param name="text">Digits, spaces and the signs + and -. MNIST has no signs: they are drawn as straight lines.</param>
    /// <param name="seed">The seed of the noise: the same seed gives the same handwriting.</param>
    /// <param name="variation">
    /// How far the digits may vary, 0 or more: the factor of the noise. At 0 all sevens are alike; 1 is what the generator was trained with.
    /// </param>
    /// <returns>float32 [text length, 784], 0 to 1; the caller owns it.</returns>
    /// <exception cref="DigitTextException">The text cannot be written.</exception>
    public torch.Tensor Draw(string text, int seed = 1, double variation = 1)
    {
        Require(text, variation);
        using var random = TorchRuntime.Random(seed);
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        generator.eval();

        var noise = torch.randn(text.Length, generator.LatentSize, generator: random) * variation;
        var labels = torch.tensor(text.Select(character => (long)(char.IsAsciiDigit(character) ? character - '0' : 0)).ToArray());
        var pictures = generator.Draw(noise, labels);
        foreach (var (place, character) in text.Index().Where(item => !char.IsAsciiDigit(item.Item)))
            DrawSign(pictures[place].view(DigitImage.Side, DigitImage.Side), character);
        return pictures.MoveToOuterDisposeScope();
    }

    private static void Require(string text, double variation)
    {
        if (text.Length is 0 or > MaxTextLength)
            throw new DigitTextException($"The text has {text.Length} characters; expected 1 to {MaxTextLength}.");
        foreach (var (place, character) in text.Index())
        {
            if (!char.IsAsciiDigit(character) && character is not (' ' or '+' or '-'))
                throw new DigitTextException($"Found '{character}' as character {place + 1} of \"{text}\"; expected digits, spaces and the signs + and -.");
        }

        if (variation is not (>= 0 and < double.PositiveInfinity))
            throw new DigitTextException($"variation is {variation}; expected 0 or more.");
    }

    // Two strokes for a plus, one for a minus, none for a space.
    private static void DrawSign(torch.Tensor picture, char sign)
    {
        const int thickness = 2, from = 7, length = 14;
        const int middle = (DigitImage.Side - thickness) / 2;
        picture.zero_();
        if (sign is '+' or '-')
            picture.narrow(0, middle, thickness).narrow(1, from, length).fill_(1);
        if (sign is '+')
            picture.narrow(0, from, length).narrow(1, middle, thickness).fill_(1);
    }
}

/// <summary>A text cannot be written in digits. The message says which character was found where, and what is expected.</summary>
public sealed class DigitTextException : OneSentenceException
{
    internal DigitTextException(Phrase message)
        : base(message)
    {
    }
}
