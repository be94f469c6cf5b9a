using DigitForge.Runtime;
using DigitForge.Training;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Training;

public sealed class GanLossesTests : IDisposable
{
    private static readonly double[] Verdicts = [-3, -0.5, 0, 2];
    private static readonly double[] Others = [1, -2, 0.25, 2];

    private readonly DisposeScope scope;

    public GanLossesTests()
    {
        NativeLibraries.EnsureLoaded();
        scope = torch.NewDisposeScope();
    }

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(GanLoss.CrossEntropy, 0)]
    [InlineData(GanLoss.CrossEntropy, 1)]
    [InlineData(GanLoss.CrossEntropy, 0.9)]
    [InlineData(GanLoss.ClippedCrossEntropy, 0)]
    [InlineData(GanLoss.ClippedCrossEntropy, 1)]
    [InlineData(GanLoss.ClippedCrossEntropy, 0.9)]
    public void A_cross_entropy_is_the_mean_of_minus_the_logarithms(GanLoss loss, double target)
    {
        double byHand = Verdicts.Average(logit => -((target * Math.Log(Sigmoid(logit))) + ((1 - target) * Math.Log(1 - Sigmoid(logit)))));
        Assert.Equal(byHand, GanLosses.Compute(loss, Column(Verdicts), target).item<double>(), 1e-12);
    }

    [Fact]
    public void The_relativistic_loss_compares_pair_by_pair()
    {
        double byHand = Verdicts.Zip(Others, (higher, lower) => -Math.Log(Sigmoid(higher - lower))).Average();
        Assert.Equal(byHand, GanLosses.Relativistic(Column(Verdicts), Column(Others)).item<double>(), 1e-12);
    }

    [Theory]
    [InlineData(-16.0, true)]
    [InlineData(-16.2, false)]
    [InlineData(-40.0, false)]
    public void Behind_the_clip_the_gradient_is_exactly_zero_and_from_logits_it_is_not(double logit, bool beforeTheClip)
    {
        double Slope(GanLoss loss)
        {
            var verdict = Column([logit]).requires_grad_();
            GanLosses.Compute(loss, verdict, 1).backward();
            return verdict.grad!.item<double>();
        }

        Assert.Equal(Sigmoid(logit) - 1, Slope(GanLoss.CrossEntropy), 1e-12);
        Assert.Equal(beforeTheClip ? Sigmoid(logit) - 1 : 0, Slope(GanLoss.ClippedCrossEntropy), 1e-6);
        Assert.Equal(!beforeTheClip, Slope(GanLoss.ClippedCrossEntropy) == 0);
    }

    [Fact]
    public void A_relativistic_loss_of_one_batch_alone_is_refused() => Assert.StartsWith(
        "Loss is Relativistic, which compares real pictures with fakes;",
        Assert.Throws<OneSentenceException>(() => GanLosses.Compute(GanLoss.Relativistic, Column(Verdicts), 1)).Message, StringComparison.Ordinal);

    private static torch.Tensor Column(double[] values) => torch.tensor(values).unsqueeze(1);

    private static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));
}
