using DigitForge.Checkpoints;
using DigitForge.Models;
using DigitForge.Runtime;
using Shared;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.Checkpoints;

public sealed class ModuleWeightsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly torch.Generator random = TorchRuntime.Random(1);
    private readonly Generator generator;
    private readonly string path;

    public ModuleWeightsTests()
    {
        generator = new Generator(random);
        path = folder.File("generator.safetensors");
        generator.SaveWeights(path);
    }

    public void Dispose()
    {
        generator.Dispose();
        random.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Another_model_draws_the_same_pictures_with_the_loaded_weights()
    {
        using var other = new Generator(random);
        Assert.NotEqual(Weights.Read(generator), Weights.Read(other));
        other.LoadWeights(path);
        Assert.Equal(Weights.Read(generator), Weights.Read(other));

        using var scope = torch.NewDisposeScope();
        var noise = torch.randn(4, 100, generator: random);
        generator.eval();
        other.eval();
        Assert.Equal(generator.call(noise).data<float>().ToArray(), other.call(noise).data<float>().ToArray());
    }

    [Fact]
    public void Parameters_still_learn_after_loading()
    {
        generator.LoadWeights(path);
        Assert.All(generator.parameters(), parameter => Assert.True(parameter.requires_grad));
    }

    [Fact]
    public void Tensors_that_do_not_fit_are_named_and_nothing_changes()
    {
        Rewrite(tensors =>
        {
            tensors.Remove("dense1.bias");
            tensors["conv.weight"] = torch.zeros([1]);
            tensors["dense2.weight"] = torch.zeros([512, 255]);
        });
        float[] before = Weights.Read(generator);

        string sentence = Assert.Throws<CheckpointException>(() => generator.LoadWeights(path)).Message;

        Assert.Equal(
            "generator.safetensors does not fit: missing 'dense1.bias'; unexpected 'conv.weight'; "
          + "mis-shaped 'dense2.weight' ([512, 255], expected [512, 256]).",
            sentence);
        Assert.Equal(before, Weights.Read(generator));
    }

    [Fact]
    public void A_discriminators_file_is_refused_by_a_generator()
    {
        using var discriminator = new Discriminator(random);
        discriminator.SaveWeights(path);
        string sentence = Assert.Throws<CheckpointException>(() => generator.LoadWeights(path)).Message;
        Assert.Contains("missing 'norm1.", sentence, StringComparison.Ordinal);
        Assert.Contains("mis-shaped 'dense1.weight' ([512, 784], expected [256, 100]) and 5 more.", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_precision_takes_half_the_room_and_is_converted_back()
    {
        float[] before = Weights.Read(generator);
        long whole = new FileInfo(path).Length;
        generator.SaveWeights(path, halfPrecision: true);
        Assert.InRange(new FileInfo(path).Length, whole * 49 / 100, whole * 51 / 100);
        generator.LoadWeights(path);
        Assert.All(Weights.Read(generator).Zip(before), pair => Assert.Equal((float)(Half)pair.Second, pair.First));
    }

    [Fact]
    public void A_number_too_large_for_half_precision_is_named()
    {
        using (torch.no_grad())
            generator.state_dict()["norm2.running_var"].fill_(70_000);
        byte[] before = File.ReadAllBytes(path);
        Assert.Equal(
            "generator.safetensors: found a number in 'norm2.running_var' that half precision cannot hold, expected none above 65,504: save in full precision.",
            Assert.Throws<CheckpointException>(() => generator.SaveWeights(path, halfPrecision: true)).Message);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void Saving_and_loading_leave_no_tensor_behind()
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        generator.SaveWeights(path);
        generator.SaveWeights(path, halfPrecision: true);
        generator.LoadWeights(path);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private void Rewrite(Action<Dictionary<string, torch.Tensor>> change)
    {
        using var scope = torch.NewDisposeScope();
        using var file = SafeTensorsFile.Load(path);
        var tensors = new Dictionary<string, torch.Tensor>(file.Tensors);
        change(tensors);
        SafeTensorsFile.Save(path, tensors);
    }
}
