using DigitForge.Data;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Training;
using TorchSharp;
using Xunit;
using static DigitForge.Tests.Tolerance;
using static TorchSharp.torch.nn.functional;

namespace DigitForge.Tests.Training;

/// <summary>The effect of each setting of a recipe on a step: its gradients are compared with the formulas'.</summary>
public sealed class RecipeStepTests : IDisposable
{
    private const int BatchSize = 8;
    private const double Gamma = 2;

    private static readonly GanRecipe Joint = GanRecipe.Article with { JointStep = true };

    private readonly torch.Generator random = TorchRuntime.Random(1);
    private readonly Generator generator;
    private readonly Discriminator discriminator;
    private readonly DisposeScope scope = torch.NewDisposeScope();
    private readonly torch.Tensor real;
    private readonly torch.Tensor fakes;
    private readonly torch.Tensor noise;

    public RecipeStepTests()
    {
        generator = new Generator(random);
        discriminator = new Discriminator(random, leak: 0.2);
        using var mnist = Repository.LoadMnist(DataSplit.Test);
        real = mnist.RandomBatch(BatchSize, random);
        fakes = torch.rand(BatchSize, 784, generator: random);
        noise = torch.randn(BatchSize, 100, generator: random);
    }

    public void Dispose()
    {
        scope.Dispose();
        generator.Dispose();
        discriminator.Dispose();
        random.Dispose();
    }

    [Fact]
    public void A_joint_step_follows_the_sum_of_both_losses()
    {
        var expected = Gradients(() => CrossEntropy(real, 1) + CrossEntropy(fakes, 0));
        using var gan = Gan.Compile(generator, discriminator, Joint);
        float[] losses = [CrossEntropy(real, 1).item<float>(), CrossEntropy(fakes, 0).item<float>()];
        var (onReal, onFake) = gan.TrainDiscriminator(Batch(real), Batch(fakes));

        Compare(expected);
        Assert.Equal(losses, [onReal.Loss, onFake.Loss], Within(1e-5f));
    }

    [Fact]
    public void A_smoothed_label_counts_for_real_images_alone()
    {
        var recipe = GanRecipe.Article with { RealLabel = 0.9 };
        using var gan = Gan.Compile(generator, discriminator, recipe);
        var onReal = Gradients(() => CrossEntropy(real, 0.9));
        gan.TrainDiscriminator(real, isReal: true);
        Compare(onReal);

        var onFakes = Gradients(() => CrossEntropy(fakes, 0));
        gan.TrainDiscriminator(fakes, isReal: false);
        Compare(onFakes);

        using var joint = Gan.Compile(generator, discriminator, recipe with { JointStep = true });
        var onBoth = Gradients(() => CrossEntropy(real, 0.9) + CrossEntropy(fakes, 0));
        joint.TrainDiscriminator(Batch(real), Batch(fakes));
        Compare(onBoth);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_penalty_comes_on_top_for_real_images_and_if_wanted_for_fakes(bool onFakes)
    {
        var recipe = GanRecipe.Article with { GradientPenalty = Gamma, PenaltyOnFakes = onFakes };
        torch.Tensor RealLoss() => CrossEntropy(real, 1) + Penalty(real);
        torch.Tensor FakeLoss() => onFakes ? CrossEntropy(fakes, 0) + Penalty(fakes) : CrossEntropy(fakes, 0);

        var both = Gradients(() => RealLoss() + FakeLoss());
        using var joint = Gan.Compile(generator, discriminator, recipe with { JointStep = true });
        joint.TrainDiscriminator(Batch(real), Batch(fakes));
        Compare(both);

        using var apart = Gan.Compile(generator, discriminator, recipe);
        var first = Gradients(RealLoss);
        apart.TrainDiscriminator(real, isReal: true);
        Compare(first);
        var second = Gradients(FakeLoss);
        apart.TrainDiscriminator(fakes, isReal: false);
        Compare(second);
    }

    [Fact]
    public void A_lazy_penalty_is_due_in_every_second_iteration_and_twice_as_much()
    {
        using var gan = Gan.Compile(generator, discriminator, Joint with { GradientPenalty = Gamma, PenaltyInterval = 2 });
        for (int iteration = 0; iteration < 4; iteration++)
        {
            bool isDue = iteration % 2 == 0;
            var expected = Gradients(() => CrossEntropy(real, 1) + CrossEntropy(fakes, 0) + ((isDue ? 2 : 0) * Penalty(real)));
            gan.TrainDiscriminator(Batch(real), Batch(fakes));
            Compare(expected);
            gan.TrainGenerator(noise);
        }
    }

    [Fact]
    public void The_relativistic_loss_sets_each_network_against_the_others_pictures()
    {
        using var gan = Gan.Compile(generator, discriminator, Joint with { Loss = GanLoss.Relativistic });
        var expected = Gradients(() => 2 * softplus(discriminator.Logits(fakes) - discriminator.Logits(real)).mean());
        gan.TrainDiscriminator(Batch(real), Batch(fakes));
        Compare(expected);

        var drawn = gan.Draw(Batch(noise));
        float byHand = softplus(discriminator.Logits(real) - discriminator.Logits(drawn.Values)).mean().item<float>();
        Assert.Equal(byHand, gan.TrainGenerator(drawn, Batch(real)), 1e-5);
        Assert.Throws<OneSentenceException>(() => gan.TrainGenerator(noise));
    }

    [Fact]
    public void The_average_draws_and_the_training_goes_on_with_the_last_weights()
    {
        using var gan = Gan.Compile(generator, discriminator, GanRecipe.Article with { AverageDecay = 0.9 });
        for (int i = 0; i < 5; i++)
            gan.TrainGenerator(noise);
        float[] last = Weights.Read(generator);
        var fromAverage = gan.Generate(noise).data<float>().ToArray();

        Assert.Equal(last, Weights.Read(generator));
        Assert.NotEqual(gan.Predict(Batch(noise)).data<float>().ToArray(), fromAverage);
        using (gan.LendAverage())
            Assert.Equal(gan.Predict(Batch(noise)).data<float>().ToArray(), fromAverage);
    }

    [Fact]
    public void When_the_learning_rate_has_fallen_to_nothing_a_step_changes_no_weight()
    {
        using var gan = Gan.Compile(generator, discriminator, Joint with { Iterations = 3, DecayFrom = 0 });
        float[] before = GeneratorParameters();
        for (int i = 0; i < 3; i++)
            gan.TrainGenerator(noise);
        float[] atTheEnd = GeneratorParameters();
        gan.TrainGenerator(noise);
        Assert.NotEqual(before, atTheEnd);
        Assert.Equal(atTheEnd, GeneratorParameters());

        float[] GeneratorParameters() => [.. generator.parameters().SelectMany(parameter => parameter.detach().data<float>().ToArray())];
    }

    [Fact]
    public void Drawing_with_the_average_leaves_one_tensor()
    {
        using var gan = Gan.Compile(generator, discriminator, GanRecipe.Steady);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (gan.Generate(noise))
            Assert.Equal(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Without_an_average_there_is_none_to_lend()
    {
        using var gan = Gan.Compile(generator, discriminator, GanRecipe.Article);
        Assert.Null(gan.LendAverage());
    }

    [Fact]
    public void Networks_with_other_labels_are_not_compiled_together()
    {
        using var asked = new Generator(random, labelCount: 10);
        Assert.Equal(
            "Found a generator with 10 labels and a discriminator with 0, expected the same number for both.",
            Assert.Throws<OneSentenceException>(() => Gan.Compile(asked, discriminator, GanRecipe.Article)).Message);
    }

    private static Labelled Batch(torch.Tensor values) => new(values, Labels: null);

    private torch.Tensor CrossEntropy(torch.Tensor images, double target)
    {
        var logits = discriminator.Logits(images);
        return -((target * logsigmoid(logits)) + ((1 - target) * logsigmoid(-logits))).mean();
    }

    private torch.Tensor Penalty(torch.Tensor images)
    {
        var shown = images.detach().requires_grad_();
        return GradientPenalty.Compute(discriminator.Logits(shown), shown, Gamma);
    }

    private float[][] Gradients(Func<torch.Tensor> loss) =>
        [.. torch.autograd.grad([loss()], [.. discriminator.parameters()]).Select(gradient => gradient.data<float>().ToArray())];

    // The gradients of a step stay in the parameters until the next step.
    private void Compare(float[][] expected)
    {
        foreach (var (gradient, parameter) in expected.Zip(discriminator.parameters()))
            Assert.Equal(gradient, parameter.grad!.data<float>().ToArray(), Within(1e-5f));
    }
}
