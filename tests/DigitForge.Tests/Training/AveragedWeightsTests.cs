using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Training;
using TorchSharp;
using Xunit;
using static DigitForge.Tests.Tolerance;

namespace DigitForge.Tests.Training;

public sealed class AveragedWeightsTests : IDisposable
{
    private readonly torch.Generator random = TorchRuntime.Random(1);
    private readonly Generator network;

    public AveragedWeightsTests() => network = new Generator(random, latentSize: 2);

    public void Dispose()
    {
        network.Dispose();
        random.Dispose();
    }

    [Fact]
    public void It_is_the_exponential_average_that_forgets_faster_at_first()
    {
        const double decay = 0.4;
        using var average = new AveragedWeights(network, decay);
        double[] byHand = Doubles();
        for (int step = 1; step <= 8; step++)
        {
            Disturb();
            average.Update(step);
            double kept = Math.Min(decay, (1.0 + step) / (10 + step));
            byHand = [.. byHand.Zip(Doubles(), (mean, now) => (kept * mean) + ((1 - kept) * now))];
        }

        // From step 6 on, the decay is the limit: 7 / 16 is above 0.4.
        Assert.Equal(byHand, Averages(average), Within(1e-5));
    }

    [Fact]
    public void A_loan_puts_the_average_into_the_network_and_takes_it_out_again_bit_for_bit()
    {
        using var average = new AveragedWeights(network, 0.9);
        Disturb();
        float[] now = Weights.Read(network);
        using (average.Lend())
            Assert.Equal(Averages(average), Doubles());
        Assert.Equal(now, Weights.Read(network));
        Assert.NotEqual(Averages(average), Doubles());
    }

    [Fact]
    public void A_loan_given_back_twice_is_given_back_once()
    {
        using var average = new AveragedWeights(network, 0.9);
        var loan = average.Lend();
        loan.Dispose();
        Disturb();
        float[] now = Weights.Read(network);
        loan.Dispose();
        Assert.Equal(now, Weights.Read(network));
    }

    [Fact]
    public void Nothing_is_left_behind()
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var average = new AveragedWeights(network, 0.9))
        {
            average.Update(1);
            average.Lend().Dispose();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private void Disturb()
    {
        using var noGradient = torch.no_grad();
        foreach (var tensor in network.state_dict().Values.Where(tensor => tensor.is_floating_point()))
            tensor.uniform_(-1, 1, random);
    }

    private double[] Doubles() => [.. Weights.Read(network).Select(value => (double)value)];

    private static double[] Averages(AveragedWeights average) =>
        [.. average.Tensors.SelectMany(pair => pair.Value.data<float>().ToArray()).Select(value => (double)value)];
}
