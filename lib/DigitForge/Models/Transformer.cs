using DigitForge.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>
/// A small transformer: it reads tokens from left to right, and says after each which one may come next. Whatever a token stands for, a
/// letter or a piece of a picture, the network is the same.
/// </summary>
/// <remarks>
/// int64 [B, T] -> float32 [B, T, vocabulary], one logit for every token that may come next. The decoder of Vaswani et al. 2017,
/// "Attention is all you need", arXiv:1706.03762, with the layer normalization before each half of a block and after the last one, as in
/// GPT-2 (Radford et al. 2019, "Language models are unsupervised multitask learners"). Learned positions; the output layer has the weights
/// of the token embedding (Press and Wolf 2016, arXiv:1608.05859). Its tensors have the names that the same modules get in PyTorch.
/// </remarks>
public sealed class Transformer : Module<torch.Tensor, torch.Tensor>
{
    // GPT-2's. What is added to the residual stream is smaller, so that the stream does not grow with the number of blocks.
    private const double InitialDeviation = 0.02;

    private readonly Embedding token;
    private readonly Embedding position;
    private readonly TransformerBlock[] blocks;
    private readonly LayerNorm norm;

    /// <summary>Makes a transformer with fresh weights.</summary>
    /// <param name="random">Draws the weights: the same seed gives the same transformer.</param>
    /// <param name="size">How large it is.</param>
    /// <exception cref="OneSentenceException">A size is out of its range.</exception>
    public Transformer(torch.Generator random, TransformerSize size)
        : base(nameof(Transformer))
    {
        size.Validate();
        Size = size;
        token = Embedding(size.Vocabulary, size.Width);
        position = Embedding(size.Context, size.Width);
        blocks = [.. Enumerable.Range(0, size.Layers).Select(_ => new TransformerBlock(size))];
        norm = LayerNorm(size.Width);

        register_module(nameof(token), token);
        register_module(nameof(position), position);
        foreach (var (i, block) in blocks.Index())
            register_module(FormattableString.Invariant($"block{i + 1}"), block);
        register_module(nameof(norm), norm);
        Initialize(random);
    }

    /// <summary>How large it is.</summary>
    public TransformerSize Size { get; }

    /// <summary>Says for each token which one may come next.</summary>
    /// <param name="tokens">int64 [B, T], T at most <see cref="TransformerSize.Context"/>.</param>
    /// <returns>float32 [B, T, vocabulary], logits; the caller owns them.</returns>
    /// <exception cref="OneSentenceException">There are no tokens, or more than the context holds.</exception>
    public override torch.Tensor forward(torch.Tensor tokens) => Logits(tokens, hide: null);

    /// <summary>The same, with parts of what the blocks compute hidden at random: for training.</summary>
    /// <param name="tokens">int64 [B, T].</param>
    /// <param name="hide">What is hidden; null for nothing.</param>
    /// <returns>float32 [B, T, vocabulary], logits; the caller owns them.</returns>
    internal torch.Tensor Logits(torch.Tensor tokens, TokenDropout? hide)
    {
        Require(tokens);
        using var scope = torch.NewDisposeScope();
        var stream = Embed(tokens, start: 0);
        if (hide is not null)
            stream = hide.Apply(stream);
        foreach (var block in blocks)
            stream = block.Call(stream, hide);
        return Read(stream).MoveToOuterDisposeScope();
    }

    /// <summary>Which earlier tokens each token looks at, in every head of every layer.</summary>
    /// <param name="tokens">int64 [T], one line.</param>
    /// <returns>float32 [layers, heads, T, T]: the row of a token has the weights of all, with the sum 1, and 0 for those behind it; the caller owns it.</returns>
    /// <exception cref="OneSentenceException">There are no tokens, or more than the context holds.</exception>
    public torch.Tensor Attention(torch.Tensor tokens)
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var line = tokens.unsqueeze(0);
        Require(line);
        var stream = Embed(line, start: 0);
        var weights = new List<torch.Tensor>();
        foreach (var block in blocks)
        {
            weights.Add(block.Attention(stream));
            stream = block.Call(stream, hide: null);
        }

        return torch.cat(weights.ToArray()).MoveToOuterDisposeScope();
    }

    /// <summary>Goes on where a prompt ends, one token after another: each is drawn from what the network says, and then read as well.</summary>
    /// <remarks>
    /// What the blocks computed for earlier tokens is kept, so that a step reads only one token. When the context is full, the older half
    /// of it is forgotten, and the rest read again.
    /// </remarks>
    /// <param name="prompt">int64 [B, P], what stands there already: at least one token.</param>
    /// <param name="count">How many tokens to draw.</param>
    /// <param name="random">Draws them.</param>
    /// <param name="sampling">How they are drawn; by default as likely as the network says.</param>
    /// <returns>int64 [B, count], without the prompt; the caller owns it.</returns>
    /// <exception cref="OneSentenceException">There is no prompt, or a setting is out of its range.</exception>
    public torch.Tensor Generate(torch.Tensor prompt, int count, torch.Generator random, Sampling? sampling = null)
    {
        sampling ??= new Sampling();
        sampling.Validate(Size.Vocabulary);
        Setting.AtLeastOne("The number of tokens to draw", count);
        if (prompt.dim() != 2 || prompt.numel() == 0)
            throw new OneSentenceException($"Found a prompt of the shape [{ShapeText.Join(prompt.shape)}], expected [B, P] with at least one token.");

        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        long given = prompt.shape[1];
        var all = torch.cat([prompt, torch.zeros(prompt.shape[0], count, dtype: torch.int64)], dim: 1);
        using var memory = new AttentionMemory(Size, prompt.shape[0]);
        // The memory holds the tokens from first to end.
        for (long end = given, first = Math.Max(0, given - Size.Context), read = first; end < given + count; end++)
        {
            using var step = torch.NewDisposeScope();
            if (end - first > Size.Context)
            {
                (first, read) = (end - Math.Max(1, Size.Context / 2), end - Math.Max(1, Size.Context / 2));
                memory.Forget();
            }

            var logits = Continue(all.narrow(1, read, end - read), memory);
            all.narrow(1, end, 1).copy_(sampling.Draw(logits, random));
            read = end;
        }

        return all.narrow(1, given, count).clone().MoveToOuterDisposeScope();
    }

    // The logits after the last of some tokens that follow on those in the memory: float32 [B, vocabulary].
    private torch.Tensor Continue(torch.Tensor tokens, AttentionMemory memory)
    {
        var stream = Embed(tokens, memory.Length);
        foreach (var (i, block) in blocks.Index())
            stream = block.Call(stream, memory, layer: i);
        memory.Length += tokens.shape[1];
        return Read(stream.narrow(1, stream.shape[1] - 1, 1)).squeeze(1);
    }

    private torch.Tensor Embed(torch.Tensor tokens, long start) =>
        token.call(tokens) + position.weight!.narrow(0, start, tokens.shape[1]);

    private torch.Tensor Read(torch.Tensor stream) => functional.linear(norm.call(stream), token.weight!);

    private void Require(torch.Tensor tokens)
    {
        if (tokens.dtype != torch.int64 || tokens.dim() != 2 || tokens.numel() == 0 || tokens.shape[1] > Size.Context)
            throw new OneSentenceException($"Found tokens as {tokens.dtype} of the shape [{ShapeText.Join(tokens.shape)}], expected Int64 of the shape [B, T] with T from 1 to {Size.Context}.");
    }

    private void Initialize(torch.Generator random)
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        token.weight!.normal_(0, InitialDeviation, random);
        position.weight!.normal_(0, InitialDeviation, random);
        foreach (var block in blocks)
            block.Initialize(random, InitialDeviation, InitialDeviation / Math.Sqrt(2 * blocks.Length));
    }
}

/// <summary>How large a transformer is.</summary>
/// <param name="Vocabulary">How many different tokens there are.</param>
/// <param name="Context">How many tokens it sees at once: no token can look back further.</param>
/// <param name="Width">How many numbers stand for a token inside.</param>
/// <param name="Layers">How many blocks follow each other.</param>
/// <param name="Heads">How many heads look back in each block; the width is a multiple of it.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record TransformerSize(int Vocabulary, int Context, int Width = 128, int Layers = 3, int Heads = 4)
{
    /// <summary>Checks every size.</summary>
    /// <exception cref="OneSentenceException">A size is out of its range; the message names it.</exception>
    public void Validate()
    {
        Setting.AtLeastOne(nameof(Vocabulary), Vocabulary);
        Setting.AtLeastOne(nameof(Context), Context);
        Setting.AtLeastOne(nameof(Layers), Layers);
        Setting.AtLeastOne(nameof(Heads), Heads);
        Setting.Require(Width >= 1 && Width % Heads == 0, nameof(Width), Width, $"a multiple of the {Heads} heads");
    }

    /// <summary>One line for a console.</summary>
    public override string ToString() => Language.Text(
        $"{Vocabulary:N0} tokens, a context of {Context}, {Layers} layers of width {Width} with {Heads} heads each");
}
