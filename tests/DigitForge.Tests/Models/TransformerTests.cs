using DigitForge.Checkpoints;
using DigitForge.Models;
using DigitForge.Runtime;
using Shared;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Models;

public sealed class TransformerTests : IDisposable
{
    private static readonly TransformerSize Small = new(Vocabulary: 11, Context: 8, Width: 12, Layers: 2, Heads: 3);

    private readonly torch.Generator random = TorchRuntime.Random(1);
    private readonly Transformer transformer;

    public TransformerTests() => transformer = new Transformer(random, Small);

    public void Dispose()
    {
        transformer.Dispose();
        random.Dispose();
    }

    [Fact]
    public void It_has_as_many_parameters_as_its_size_says()
    {
        // Token and position; in each block two normalizations, four dense layers and their biases (12 w w + 13 w in all); the last normalization.
        const int width = 12;
        const int expected = ((11 + 8) * width) + (2 * ((12 * width * width) + (13 * width))) + (2 * width);
        Assert.Equal(expected, transformer.parameters().Sum(parameter => parameter.numel()));
    }

    [Fact]
    public void Its_tensors_have_the_names_of_the_same_modules_in_PyTorch()
    {
        string[] layers = ["norm1", "queryKeyValue", "project", "norm2", "expand", "shrink"];
        var expected = new[] { "block1", "block2" }
            .SelectMany(block => layers.Select(layer => $"{block}.{layer}"))
            .Append("norm")
            .SelectMany(layer => new[] { $"{layer}.weight", $"{layer}.bias" })
            .Concat(["token.weight", "position.weight"]);
        Assert.Equal(expected.Order(StringComparer.Ordinal), transformer.state_dict().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_later_token_changes_nothing_before_it()
    {
        using var scope = torch.NewDisposeScope();
        var tokens = Tokens(2, 8);
        var changed = tokens.clone();
        changed[.., 5] = (tokens[.., 5] + 1) % 11;
        var (before, after) = (transformer.call(tokens), transformer.call(changed));
        Assert.Equal([2, 8, 11], before.shape);
        Assert.True(before[.., ..5].allclose(after[.., ..5], rtol: 0, atol: 0));
        for (int place = 5; place < 8; place++)
            Assert.False(before[.., place].allclose(after[.., place]));
    }

    [Fact]
    public void It_computes_what_the_paper_says()
    {
        using var scope = torch.NewDisposeScope();
        var tokens = Tokens(1, 6);
        var weights = transformer.state_dict();
        var x = weights["token.weight"].index_select(0, tokens[0]) + weights["position.weight"][..6];
        for (int block = 1; block <= 2; block++)
        {
            var all = Dense(block, "queryKeyValue", Norm($"block{block}.norm1", x));
            var heads = new List<torch.Tensor>();
            for (int head = 0; head < 3; head++)
            {
                torch.Tensor Part(int which) => all[.., ((which * 12) + (head * 4))..((which * 12) + (head * 4) + 4)];
                var scores = Part(0).mm(Part(1).t()) / 2.0;
                for (int row = 0; row < 6; row++)
                    scores[row, (row + 1)..] = double.NegativeInfinity;
                heads.Add(scores.softmax(1).mm(Part(2)));
            }

            x = x + Dense(block, "project", torch.cat(heads.ToArray(), dim: 1));
            var wide = Dense(block, "expand", Norm($"block{block}.norm2", x));
            x = x + Dense(block, "shrink", wide * 0.5 * (1 + (wide / Math.Sqrt(2)).erf()));
        }

        var expected = Norm("norm", x).mm(weights["token.weight"].t());
        Assert.True(transformer.call(tokens)[0].allclose(expected, rtol: 1e-4, atol: 1e-6));

        torch.Tensor Norm(string name, torch.Tensor values)
        {
            var centred = values - values.mean([1], keepdim: true);
            return (centred / (centred.square().mean([1], keepdim: true) + 1e-5).sqrt() * weights[$"{name}.weight"]) + weights[$"{name}.bias"];
        }

        torch.Tensor Dense(int block, string name, torch.Tensor values) =>
            values.mm(weights[$"block{block}.{name}.weight"].t()) + weights[$"block{block}.{name}.bias"];
    }

    [Fact]
    public void The_attention_of_a_line_is_a_share_of_each_earlier_token()
    {
        using var scope = torch.NewDisposeScope();
        var attention = transformer.Attention(Tokens(1, 6)[0]);
        Assert.Equal([2, 3, 6, 6], attention.shape);
        Assert.True(attention.sum([3]).allclose(torch.ones(2, 3, 6)));
        Assert.Equal(0, attention.triu(1).abs().max().item<float>());
        Assert.True(attention.tril().max().item<float>() > 0.2f);
    }

    // The memory of earlier tokens changes nothing, even where the context is full and its older half is forgotten.
    [Theory]
    [InlineData(3, 5)]
    [InlineData(1, 20)]
    [InlineData(8, 9)]
    [InlineData(15, 6)]
    public void Writing_with_a_memory_gives_what_writing_without_gives(int given, int count)
    {
        using var scope = torch.NewDisposeScope();
        var prompt = Tokens(4, given);
        using var same = TorchRuntime.Random(7);
        using var again = TorchRuntime.Random(7);
        var written = transformer.Generate(prompt, count, same);

        var all = prompt;
        int first = Math.Max(0, given - Small.Context);
        for (int i = 0; i < count; i++)
        {
            int end = given + i;
            if (end - first > Small.Context)
                first = end - (Small.Context / 2);
            var logits = transformer.call(all.narrow(1, first, end - first)).narrow(1, end - first - 1, 1).squeeze(1);
            all = torch.cat([all, logits.softmax(1).multinomial(1, generator: again)], dim: 1);
        }

        Assert.Equal(all[.., given..].contiguous().data<long>().ToArray(), written.data<long>().ToArray());
    }

    [Fact]
    public void A_temperature_of_0_takes_the_likeliest_and_a_high_one_takes_any()
    {
        using var scope = torch.NewDisposeScope();
        Sharpen();
        var prompt = Tokens(1, 2);
        var written = transformer.Generate(prompt, 1, random, new Sampling { Temperature = 0 });
        Assert.Equal(transformer.call(prompt)[0, 1].argmax().item<long>(), written[0, 0].item<long>());

        var many = prompt.expand(500, 2);
        int Kinds(Sampling sampling) => transformer.Generate(many, 1, random, sampling).data<long>().ToArray().Distinct().Count();
        Assert.Equal(11, Kinds(new Sampling { Temperature = 100 }));
        Assert.Equal(3, Kinds(new Sampling { Temperature = 100, TopK = 3 }));
        Assert.Equal(1, Kinds(new Sampling { TopK = 1 }));
        Assert.Equal(6, Kinds(new Sampling { Temperature = 100, Below = 6 }));
        Assert.InRange(Kinds(new Sampling { Temperature = 0.01 }), 1, 3);
    }

    [Fact]
    public void The_likeliest_few_keep_their_shares()
    {
        using var scope = torch.NewDisposeScope();
        var logits = torch.tensor(new[] { 0f, MathF.Log(3), -1, MathF.Log(6) }).expand(4_000, 4);
        long[] drawn = [.. new Sampling { TopK = 3 }.Draw(logits, random).data<long>()];
        Assert.Equal([0.1, 0.3, 0, 0.6], Enumerable.Range(0, 4).Select(token => (double)drawn.Count(which => which == token) / drawn.Length), Tolerance.Within(0.03));
    }

    [Fact]
    public void Hidden_numbers_are_made_up_for_by_the_others()
    {
        using var scope = torch.NewDisposeScope();
        var seen = new TokenDropout(0.25, random).Apply(torch.ones(400, 3, 20));
        Assert.True(seen[.., ..1].expand(400, 3, 20).allclose(seen));
        Assert.Equal([0, 1 / 0.75f], seen.unique().output.data<float>().ToArray(), Tolerance.Within(1e-6f));
        Assert.Equal(1, seen.mean().item<float>(), 0.05);
        var tokens = Tokens(2, 8);
        Assert.False(transformer.Logits(tokens, new TokenDropout(0.5, random)).allclose(transformer.call(tokens)));
        Assert.True(transformer.Logits(tokens, new TokenDropout(0, random)).allclose(transformer.call(tokens), rtol: 0, atol: 0));
    }

    [Fact]
    public void Its_weights_survive_a_file()
    {
        using var folder = new TemporaryFolder();
        using var other = new Transformer(random, Small);
        transformer.SaveWeights(folder.File("weights.safetensors"));
        Assert.NotEqual(Weights.Read(transformer), Weights.Read(other));
        other.LoadWeights(folder.File("weights.safetensors"));
        Assert.Equal(Weights.Read(transformer), Weights.Read(other));
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights()
    {
        using var sameRandom = TorchRuntime.Random(1);
        using var same = new Transformer(sameRandom, Small);
        Assert.Equal(Weights.Read(transformer), Weights.Read(same));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var scope = torch.NewDisposeScope();
        static string Message(Func<object> made) => Assert.Throws<OneSentenceException>(made).Message;
        Assert.Equal("Width is 10; expected a multiple of the 3 heads.", Message(() => new Transformer(random, Small with { Width = 10 })));
        Assert.Equal("Layers is 0; expected at least 1.", Message(() => new Transformer(random, Small with { Layers = 0 })));
        Assert.Equal(
            "Found tokens as Int64 of the shape [1, 9], expected Int64 of the shape [B, T] with T from 1 to 8.",
            Message(() => transformer.call(Tokens(1, 9))));
        Assert.Equal(
            "Found tokens as Float32 of the shape [1, 3], expected Int64 of the shape [B, T] with T from 1 to 8.",
            Message(() => transformer.Attention(torch.zeros(3))));
        Assert.Equal(
            "Found a prompt of the shape [2, 0], expected [B, P] with at least one token.",
            Message(() => transformer.Generate(torch.zeros(2, 0, dtype: torch.int64), 1, random)));
        Assert.Equal("Temperature is -1; expected 0 or more.", Message(() => transformer.Generate(Tokens(1, 1), 1, random, new Sampling { Temperature = -1 })));
        Assert.Equal("TopK is 12; expected 1 to 11, the number of tokens.", Message(() => transformer.Generate(Tokens(1, 1), 1, random, new Sampling { TopK = 12 })));
        Assert.Equal("The number of tokens to draw is 0; expected at least 1.", Message(() => transformer.Generate(Tokens(1, 1), 0, random)));
    }

    [Fact]
    public void Making_and_using_it_leaves_no_live_tensor_behind()
    {
        using var tokens = Tokens(2, 8);
        using var line = torch.arange(5);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        new Transformer(random, Small).Dispose();
        transformer.call(tokens).Dispose();
        transformer.Attention(line).Dispose();
        transformer.Generate(tokens, 20, random, new Sampling { TopK = 3 }).Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private torch.Tensor Tokens(int lines, int length) => torch.randint(11, [lines, length], dtype: torch.int64, generator: random);

    // An untrained network predicts all tokens about equally likely.
    private void Sharpen()
    {
        using var noGradient = torch.no_grad();
        transformer.state_dict()["token.weight"].mul_(50);
    }
}
