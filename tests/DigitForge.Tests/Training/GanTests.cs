using DigitForge.Checkpoints;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Training;
using Shared;
using TorchSharp;
using Xunit;
using static DigitForge.Tests.Tolerance;

namespace DigitForge.Tests.Training;

public sealed class GanTests : IDisposable
{
    private const int BatchSize = 16;

    private readonly torch.Generator random = TorchRuntime.Random(1);
    private readonly Generator generator;
    private readonly Discriminator discriminator;
    private readonly torch.Tensor real;

    public GanTests()
    {
        generator = new Generator(random);
        discriminator = new Discriminator(random);
        using var mnist = Repository.LoadMnist();
        real = mnist.RandomBatch(BatchSize, random);
    }

    public void Dispose()
    {
        real.Dispose();
        generator.Dispose();
        discriminator.Dispose();
        random.Dispose();
    }

    [Fact]
    public void The_first_iterations_losses_agree_with_a_hand_computation()
    {
        using var gan = Gan.Compile(generator, discriminator, GanRecipe.Article);
        var byHand = new HandComputation(generator, discriminator);
        using var noise = Noise();
        using var freshNoise = Noise();

        using var fakes = gan.Generate(noise);
        var handFakes = byHand.Generate(Rows(noise), training: false);
        Assert.Equal(handFakes.SelectMany(row => row), Rows(fakes).SelectMany(row => row), Within(1e-5));

        Compare(byHand.TrainDiscriminator(Rows(real), 1), gan.TrainDiscriminator(real, isReal: true));
        Compare(byHand.TrainDiscriminator(handFakes, 0), gan.TrainDiscriminator(fakes, isReal: false));
        Assert.Equal(byHand.GeneratorLoss(Rows(freshNoise)), gan.TrainGenerator(freshNoise), 1e-4);

        static void Compare((double Loss, double Accuracy) hand, DiscriminatorResult torch)
        {
            Assert.Equal(hand.Loss, torch.Loss, 1e-4);
            Assert.Equal(hand.Accuracy, torch.Accuracy, 1e-6);
        }
    }

    [Fact]
    public void Trained_weights_take_the_place_of_both_networks_own_and_of_the_average()
    {
        using var folder = new TemporaryFolder();
        using var other = TorchRuntime.Random(2);
        using var trained = new Generator(other);
        using var judge = new Discriminator(other);
        trained.SaveWeights(folder.File("model-generator.safetensors"));
        judge.SaveWeights(folder.File("model-discriminator.safetensors"));

        using var gan = Gan.Compile(generator, discriminator, GanRecipe.Steady);
        using var noise = Noise();
        gan.LoadWeights(folder.File("model"));

        trained.eval();
        using var expected = trained.Draw(noise);
        using var drawn = gan.Generate(noise);
        Assert.Equal(expected.data<float>().ToArray(), drawn.data<float>().ToArray());
        using var verdict = judge.Logits(real);
        using var ours = discriminator.Logits(real);
        Assert.Equal(verdict.data<float>().ToArray(), ours.data<float>().ToArray());
    }

    [Fact]
    public void Weights_of_which_one_file_is_another_networks_change_neither()
    {
        using var folder = new TemporaryFolder();
        generator.SaveWeights(folder.File("model-discriminator.safetensors"));
        using (var trained = new Generator(random))
            trained.SaveWeights(folder.File("model-generator.safetensors"));

        using var gan = Gan.Compile(generator, discriminator, GanRecipe.Article);
        using var noise = Noise();
        using var before = gan.Generate(noise);
        var refusal = Assert.Throws<CheckpointException>(() => gan.LoadWeights(folder.File("model")));

        Assert.Contains("model-discriminator.safetensors", refusal.Message, StringComparison.Ordinal);
        using var after = gan.Generate(noise);
        Assert.Equal(before.data<float>().ToArray(), after.data<float>().ToArray());
    }

    [Fact]
    public void The_discriminators_update_changes_the_discriminator_alone()
    {
        using var gan = Gan.Compile(generator, discriminator, GanRecipe.Article);
        var (before, judge) = (Weights.Read(generator), Weights.Read(discriminator));
        gan.TrainDiscriminator(real, isReal: true);
        Assert.Equal(before, Weights.Read(generator));
        Assert.NotEqual(judge, Weights.Read(discriminator));
    }

    [Fact]
    public void The_generators_update_changes_the_generator_alone_and_thaws_the_discriminator()
    {
        using var gan = Gan.Compile(generator, discriminator, GanRecipe.Article);
        var (before, judge) = (Weights.Read(generator), Weights.Read(discriminator));
        using var noise = Noise();
        gan.TrainGenerator(noise);
        Assert.NotEqual(before, Weights.Read(generator));
        Assert.Equal(judge, Weights.Read(discriminator));
        Assert.All(discriminator.parameters(), parameter => Assert.True(parameter.requires_grad));
        Assert.All(discriminator.parameters(), parameter => Assert.Null(parameter.grad));
    }

    [Fact]
    public void Generating_leaves_the_running_statistics_alone_and_training_does_not()
    {
        using var gan = Gan.Compile(generator, discriminator, GanRecipe.Article);
        var mean = generator.get_buffer("norm1.running_mean")!;
        using var noise = Noise();

        gan.Generate(noise).Dispose();
        Assert.All(mean.data<float>().ToArray(), value => Assert.Equal(0f, value));
        gan.TrainGenerator(noise);
        Assert.Contains(mean.data<float>().ToArray(), value => value != 0);
    }

    [Fact]
    public void On_Keras_3_the_discriminator_never_learns_and_still_reports()
    {
        using var gan = Gan.Compile(generator, discriminator, GanRecipe.ArticleOnKeras3);
        float[] judge = Weights.Read(discriminator);
        var first = gan.TrainDiscriminator(real, isReal: true);
        var second = gan.TrainDiscriminator(real, isReal: true);
        Assert.Equal(judge, Weights.Read(discriminator));
        Assert.Equal(first, second);
        Assert.InRange(first.Loss, 0.1, 3);
    }

    [Fact]
    public void The_discriminator_learns_to_tell_a_batch_apart()
    {
        using var gan = Gan.Compile(generator, discriminator, GanRecipe.Article);
        using var noise = Noise();
        using var fakes = gan.Generate(noise);
        for (int i = 0; i < 20; i++)
        {
            gan.TrainDiscriminator(real, isReal: true);
            gan.TrainDiscriminator(fakes, isReal: false);
        }

        Assert.Equal(1f, gan.TrainDiscriminator(real, isReal: true).Accuracy);
        Assert.Equal(1f, gan.TrainDiscriminator(fakes, isReal: false).Accuracy);
    }

    private torch.Tensor Noise() => torch.randn(BatchSize, 100, generator: random);

    private static double[][] Rows(torch.Tensor tensor)
    {
        int width = (int)tensor.shape[1];
        return [.. tensor.detach().data<float>().ToArray().Select(value => (double)value).Chunk(width)];
    }
}
