using DigitForge.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>
/// A small transformer. It reads tokens from left to right, and predicts after each token which one comes next. A token may stand for a letter or
/// for a piece of a picture: the network is the same.
/// </summary>
/// <remarks>
/// int64 [B, T] -> float32 [B, T, vocabulary], one logit for each possible next token. It is the decoder of Vaswani et al. 2017, "Attention is
/// all you need", arXiv:1706.03762, with layer normalization before each half of a block and after the last block, as in GPT-2 (Radford et al. 2019,
/// "Language models are unsupervised multitask learners"). Positions are learned. The output layer shares its weights with the token embedding
/// (Press and Wolf 2016, arXiv:1608.05859). Its tensors have the names that the same modules give them in PyTorch.
/// </remarks>
public sealed class Transformer : Module<torch.Tensor, torch.Tensor>
{
    // GPT-2's values. The weights whose results are added to the residual stream are smaller, so that the stream does not grow with the
    // number of blocks.
    private const double InitialDeviation = 0.02;

    private readonly Embedding token;
    private readonly Embedding position;
    private readonly TransformerBlock[] blocks;
    private readonly LayerNorm norm;

    /// <summary>Creates a transformer with newly drawn weights.</summary>
    /// <param name="random">Draws the weights: the same seed gives the same transformer.</param>
    /// <param name="size">The transformer's size.</param>
    /// <exception cref="OneSentenceException">A size is out of range.</exception>
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

    /// <summary>The transformer's size.</summary>
    public TransformerSize Size { get; }

    /// <summary>Predicts after each token which one comes next.</summary>
    /// <param name="tokens">int64 [B, T], T at most <see cref="TransformerSize.Context"/>.</param>
    /// <returns>float32 [B, T, vocabulary], logits; the caller owns them.</returns>
    /// <exception cref="OneSentenceException">There are no tokens, or more than the context holds.</exception>
    public override torch.Tensor forward(torch.Tensor tokens) => Logits(tokens, hide: null);

    /// <summary>Predicts with dropout, for training: hides parts of what the blocks compute at random.</summary>
    /// <param name="tokens">int64 [B, T].</param>
    /// <param name="hide">The dropout; null for none.</param>
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

    /// <summary>Computes the attention weights: how much each token takes from each earlier token, in every head of every layer.</summary>
    /// <param name="tokens">int64 [T], one sequence.</param>
    /// <returns>
    /// float32 [layers, heads, T, T]. Each row holds the weights of one token: their sum is 1, and later tokens have 0. The caller owns it.
    /// </returns>
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

    /// <summary>Continues a prompt, one token at a time. Each token is drawn from the network's prediction and then read as well.</summary>
    /// <remarks>
    /// What the blocks computed for earlier tokens is kept, so that each step reads only one token. When the context is full, its older half is
    /// forgotten, and the rest is read again.
    /// </remarks>
    /// <param name="prompt">int64 [B, P], the tokens to continue: at least one.</param>
    /// <param name="count">The number of tokens to draw.</param>
    /// <param name="random">The random number generator.</param>
    /// <param name="sampling">How tokens are drawn; by default with the probabilities that the network predicts.</param>
    /// <returns>int64 [B, count], without the prompt; the caller owns it.</returns>
    /// <exception cref="OneSentenceException">The prompt is empty, or a setting is out of range.</exception>
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

    // The logits after the last of the given tokens, which follow those in the memory: float32 [B, vocabulary].
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

/// <summary>The size of a transformer.</summary>
/// <param name="Vocabulary">The number of different tokens.</param>
/// <param name="Context">The number of tokens that it sees at once: no token can look back further.</param>
/// <param name="Width">The number of values that represent a token inside the network.</param>
/// <param name="Layers">The number of blocks.</param>
/// <param name="Heads">The number of attention heads in each block. The width is a multiple of it.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record TransformerSize(int Vocabulary, int Context, int Width = 128, int Layers = 3, int Heads = 4)
{
    /// <summary>Checks every size.</summary>
    /// <exception cref="OneSentenceException">A size is out of range; the message names it.</exception>
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
