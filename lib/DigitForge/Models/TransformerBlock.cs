using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace DigitForge.Models;

/// <summary>
/// A block of a transformer, in two halves. First each token looks back and gathers what it needs from earlier tokens (attention). Then a small
/// network processes each token on its own. Both halves add their results to the residual stream.
/// </summary>
/// <remarks>float32 [B, T, width] -> the same shape. Vaswani et al. 2017, arXiv:1706.03762, sections 3.2 and 3.3.</remarks>
internal sealed class TransformerBlock : Module<torch.Tensor, torch.Tensor>
{
    // How many times as wide as the stream the hidden layer of a block is.
    private const int Expansion = 4;

    private readonly LayerNorm norm1;
    private readonly Linear queryKeyValue;
    private readonly Linear project;
    private readonly LayerNorm norm2;
    private readonly Linear expand;
    private readonly Linear shrink;
    private readonly int heads;

    public TransformerBlock(TransformerSize size)
        : base(nameof(TransformerBlock))
    {
        heads = size.Heads;
        norm1 = LayerNorm(size.Width);
        queryKeyValue = Linear(size.Width, 3 * size.Width);
        project = Linear(size.Width, size.Width);
        norm2 = LayerNorm(size.Width);
        expand = Linear(size.Width, Expansion * size.Width);
        shrink = Linear(Expansion * size.Width, size.Width);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor stream) => Call(stream, hide: null);

    /// <summary>Passes a stream through the block. Each token sees itself and the tokens before it.</summary>
    /// <param name="stream">float32 [B, T, width].</param>
    /// <param name="hide">The dropout of each half's result; null for none.</param>
    public torch.Tensor Call(torch.Tensor stream, TokenDropout? hide)
    {
        var (query, key, value) = Split(stream);
        var found = Merge(functional.scaled_dot_product_attention(query, key, value, is_casual: true));
        var gathered = stream + (hide?.Apply(found) ?? found);
        var thought = Think(gathered);
        return gathered + (hide?.Apply(thought) ?? thought);
    }

    /// <summary>Passes tokens that follow those in the memory through the block. Each also sees the tokens in the memory.</summary>
    /// <param name="stream">float32 [B, T, width]; T is 1 unless the memory is empty.</param>
    /// <param name="memory">Receives the tokens' keys and values.</param>
    /// <param name="layer">The index of this block in the network, from 0.</param>
    public torch.Tensor Call(torch.Tensor stream, AttentionMemory memory, int layer)
    {
        var (query, key, value) = Split(stream);
        var (keys, values) = memory.Add(layer, key, value);
        var gathered = stream + Merge(functional.scaled_dot_product_attention(query, keys, values, is_casual: memory.Length == 0));
        return gathered + Think(gathered);
    }

    /// <summary>Computes the attention weights: how much each token takes from each other token.</summary>
    /// <param name="stream">float32 [B, T, width].</param>
    /// <returns>float32 [B, heads, T, T].</returns>
    public torch.Tensor Attention(torch.Tensor stream)
    {
        var (query, key, _) = Split(stream);
        long length = stream.shape[1];
        var scores = query.matmul(key.mT) / Math.Sqrt(key.shape[3]);
        var future = torch.ones(length, length, dtype: torch.@bool).triu(1);
        return scores.masked_fill(future, double.NegativeInfinity).softmax(-1);
    }

    /// <summary>Draws new weights.</summary>
    /// <param name="random">The random number generator.</param>
    /// <param name="deviation">The standard deviation of the weights; biases are zero.</param>
    /// <param name="toStream">The standard deviation of the weights whose results are added to the stream.</param>
    public void Initialize(torch.Generator random, double deviation, double toStream)
    {
        foreach (var (layer, width) in new[] { (queryKeyValue, deviation), (project, toStream), (expand, deviation), (shrink, toStream) })
        {
            layer.weight.normal_(0, width, random);
            layer.bias!.zero_();
        }
    }

    // Query, key and value: each float32 [B, heads, T, width / heads].
    private (torch.Tensor Query, torch.Tensor Key, torch.Tensor Value) Split(torch.Tensor stream)
    {
        var all = queryKeyValue.call(norm1.call(stream));
        var split = all.view(all.shape[0], all.shape[1], 3, heads, -1).permute(2, 0, 3, 1, 4).unbind(0);
        return (split[0], split[1], split[2]);
    }

    private torch.Tensor Merge(torch.Tensor found) => project.call(found.transpose(1, 2).flatten(2));

    private torch.Tensor Think(torch.Tensor stream) => shrink.call(functional.gelu(expand.call(norm2.call(stream))));
}

/// <summary>The keys and values of the tokens that a transformer has read, so that it does not read them again for each new token.</summary>
/// <remarks>Owns its tensors.</remarks>
/// <param name="size">The transformer's size.</param>
/// <param name="batch">The number of sequences that are written at once: B.</param>
internal sealed class AttentionMemory(TransformerSize size, long batch) : IDisposable
{
    // Keys and values of each layer: float32 [2, B, heads, context, width / heads].
    private readonly torch.Tensor[] layers = [.. Enumerable.Range(0, size.Layers)
        .Select(_ => torch.empty([2, batch, size.Heads, size.Context, size.Width / size.Heads]).DetachFromDisposeScope())];

    /// <summary>The number of tokens in the memory.</summary>
    public long Length { get; set; }

    /// <summary>Adds the keys and values of new tokens in one layer.</summary>
    /// <returns>All keys and all values of the layer.</returns>
    public (torch.Tensor Keys, torch.Tensor Values) Add(int layer, torch.Tensor key, torch.Tensor value)
    {
        long added = key.shape[2];
        var (keys, values) = (layers[layer][0], layers[layer][1]);
        keys.narrow(2, Length, added).copy_(key);
        values.narrow(2, Length, added).copy_(value);
        return (keys.narrow(2, 0, Length + added), values.narrow(2, 0, Length + added));
    }

    /// <summary>Forgets all tokens.</summary>
    public void Forget() => Length = 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var layer in layers)
            layer.Dispose();
    }
}

/// <summary>
/// Dropout: sets some of the values to 0 and scales the others up, so that a network learns to rely on no single one. The same values are hidden
/// for all tokens of a sequence.
/// </summary>
/// <remarks>
/// Srivastava et al. 2014, "Dropout", JMLR 15. One mask for a whole sequence: Gal and Ghahramani 2016, arXiv:1512.05287. torch's own
/// dropout draws from a global generator that all code shares.
/// </remarks>
/// <param name="Rate">The fraction of hidden values, from 0 to below 1.</param>
/// <param name="Random">Chooses the hidden values.</param>
internal sealed record TokenDropout(double Rate, torch.Generator Random)
{
    /// <summary>Hides a fraction of the values.</summary>
    /// <param name="stream">float32 [B, T, width].</param>
    /// <returns>float32 of the same shape.</returns>
    public torch.Tensor Apply(torch.Tensor stream)
    {
        if (Rate == 0)
            return stream;
        using var kept = torch.empty(stream.shape[0], 1, stream.shape[2]).bernoulli_(1 - Rate, Random).div_(1 - Rate);
        return stream * kept;
    }
}
