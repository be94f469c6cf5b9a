using DigitForge.Runtime;
using TorchSharp;

namespace DigitForge.Models;

/// <summary>How the next token is drawn from a transformer's logits.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record Sampling
{
    /// <summary>
    /// Divides the logits. 1 draws each token with the probability that the network predicts; a lower value prefers likely tokens; 0 always takes the
    /// likeliest.
    /// </summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Restricts the draw to this many of the likeliest tokens (Fan et al. 2018, arXiv:1805.04833); null for all.</summary>
    public int? TopK { get; init; }

    /// <summary>Restricts the draw to tokens below this one; null for all.</summary>
    internal int? Below { get; init; }

    /// <summary>Checks every setting.</summary>
    /// <param name="vocabulary">The number of tokens.</param>
    /// <exception cref="OneSentenceException">A setting is out of range; the message names it.</exception>
    internal void Validate(int vocabulary)
    {
        Setting.Require(Temperature is >= 0 and < double.PositiveInfinity, nameof(Temperature), Temperature, "0 or more");
        if (TopK is { } top)
            Setting.Require(top >= 1 && top <= vocabulary, nameof(TopK), top, $"1 to {vocabulary}, the number of tokens");
    }

    /// <summary>Draws a token for each row.</summary>
    /// <param name="logits">float32 [B, vocabulary].</param>
    /// <param name="random">The random number generator.</param>
    /// <returns>int64 [B, 1]; the caller owns it.</returns>
    internal torch.Tensor Draw(torch.Tensor logits, torch.Generator random)
    {
        using var scope = torch.NewDisposeScope();
        var allowed = Below is { } below ? logits.narrow(1, 0, below) : logits;
        if (Temperature == 0)
            return allowed.argmax(1, keepdim: true).MoveToOuterDisposeScope();
        if (TopK is { } top && top < allowed.shape[1])
        {
            var (values, _) = allowed.topk(top, dim: 1);
            allowed = allowed.masked_fill(allowed.lt(values.narrow(1, top - 1, 1)), double.NegativeInfinity);
        }

        return (allowed / Temperature).softmax(1).multinomial(1, generator: random).MoveToOuterDisposeScope();
    }

    /// <summary>One line for a console.</summary>
    public override string ToString() => TopK is { } top
        ? Language.Text($"temperature {Temperature}, the likeliest {top}")
        : Language.Text($"temperature {Temperature}");
}
