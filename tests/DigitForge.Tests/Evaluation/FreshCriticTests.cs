using DigitForge.Evaluation;
using DigitForge.Runtime;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Evaluation;

public sealed class FreshCriticTests : IDisposable
{
    private readonly torch.Tensor real = Pictures(start: 0);
    private readonly torch.Tensor otherReal = Pictures(start: 2_000);

    public void Dispose()
    {
        real.Dispose();
        otherReal.Dispose();
    }

    [Fact]
    public void Real_against_other_real_is_a_coin()
    {
        using var critic = FreshCritic.Train(real, otherReal);
        // Five standard deviations.
        Assert.InRange(critic.Score.Accuracy, 0.5 - (5 * critic.Score.Chance), 0.5 + (5 * critic.Score.Chance));
        Assert.Equal(2_000, critic.Score.Count);
        Assert.Equal(Math.Sqrt(0.25 / 2_000), critic.Score.Chance, 1e-12);
    }

    [Fact]
    public void A_constant_trace_gives_pictures_away_and_the_advice_points_at_it()
    {
        using var scope = torch.NewDisposeScope();
        var marked = otherReal.clone();
        marked.view(-1, 28, 28)[.., 2..4, 2..4] = torch.tensor(0.5f);
        using var critic = FreshCritic.Train(real, marked);
        Assert.InRange(critic.Score.Accuracy, 0.98, 1);

        var advice = critic.Advice(marked[..100]).mean([0]).view(28, 28);
        Assert.True(advice[2..4, 2..4].max().item<float>() < 0, "the mark should be darker");
        Assert.Equal(
            advice.min().item<float>(),
            advice[1..5, 1..5].min().item<float>());
        Assert.True(critic.Logits(marked[..10]).max().item<float>() < 0);
    }

    [Fact]
    public void The_same_seed_gives_the_same_score_and_the_same_verdicts()
    {
        using var scope = torch.NewDisposeScope();
        using var one = FreshCritic.Train(real, otherReal, seed: 3);
        using var same = FreshCritic.Train(real, otherReal, seed: 3);
        using var other = FreshCritic.Train(real, otherReal, seed: 4);
        float[] Verdicts(FreshCritic critic) => critic.Logits(real[..50]).data<float>().ToArray();

        Assert.Equal(one.Score, same.Score);
        Assert.Equal(Verdicts(one), Verdicts(same));
        Assert.NotEqual(Verdicts(one), Verdicts(other));
    }

    [Fact]
    public void More_than_256_greys_alone_do_not_give_pictures_away()
    {
        using var scope = torch.NewDisposeScope();
        var between = (otherReal + (torch.rand(otherReal.shape, generator: TorchRuntime.Random(1)) * (0.9 / 255)) - (0.45 / 255)).clamp(0, 1);
        using var exact = FreshCritic.Train(real, otherReal, seed: 2);
        using var critic = FreshCritic.Train(real, between, seed: 2);
        Assert.Equal(exact.Score, critic.Score);
    }

    [Fact]
    public void Of_both_kinds_as_many_are_taken_as_there_are_of_the_rarer()
    {
        using var few = otherReal[..101];
        using var critic = FreshCritic.Train(real, few);
        Assert.Equal(100, critic.Score.Count);
    }

    [Fact]
    public void Training_a_critic_leaves_no_live_tensor_behind()
    {
        using var few = otherReal[..20];
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var critic = FreshCritic.Train(real, few))
            critic.Advice(few).Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Too_few_pictures_and_what_is_not_pictures_are_refused()
    {
        using var three = real[..3];
        Assert.Equal(
            "Found 2000 real pictures and 3 drawn ones, expected at least 4 of each: half of them to learn from, half to be judged.",
            Assert.Throws<OneSentenceException>(() => FreshCritic.Train(real, three)).Message);
        using var bright = real * 2;
        Assert.Equal("Found pixels from 0 to 2, expected 0 to 1.", Assert.Throws<OneSentenceException>(() => FreshCritic.Train(real, bright)).Message);
    }

    private static torch.Tensor Pictures(int start)
    {
        using var data = Digits.Part(start, 2_000);
        using var all = torch.arange(2_000);
        return data.Batch(all);
    }
}
