using System.Globalization;
using System.Text.RegularExpressions;
using DigitForge.Checkpoints;
using DigitForge.Models;
using DigitForge.Runtime;
using Shared;
using SkiaSharp;
using TorchSharp;
using TorchSharp.PyBridge;
using Xunit;

namespace DigitForge.Tests.PyTorch;

/// <summary>The flow network and the transformer in PyTorch and back. PyTorch itself is used if it is installed.</summary>
public sealed partial class FamilyPyTorchTests : IDisposable
{
    private const double Tolerance = 1e-5;
    private const int Digits = 16;

    private readonly TemporaryFolder folder = new();
    private readonly torch.Generator random = TorchRuntime.Random(1);

    private string NetworkFile => folder.File("network.safetensors");

    public void Dispose()
    {
        random.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(10, 32)]
    [InlineData(3, 8)]
    public async Task The_velocity_is_the_same_and_what_PyTorch_has_taught_a_flow_network_is_loaded(int labelCount, int width)
    {
        using var scope = torch.NewDisposeScope();
        using var network = LivelyFlow.Create(random, labelCount, width);
        var inputs = new Dictionary<string, torch.Tensor>
        {
            ["pictures"] = torch.randn(8, DigitImage.PixelCount, generator: random),
            ["times"] = torch.rand(8, generator: random),
            ["labels"] = torch.randint(labelCount + 1, [8], torch.int64, generator: random),
        };
        await ThereAndBackAsync(
            "flow", inputs, network, () => new FlowNetwork(random, labelCount, width),
            one => one.call(inputs["pictures"], inputs["times"], inputs["labels"]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    public async Task The_logits_are_the_same_and_what_PyTorch_has_taught_a_transformer_is_loaded(int length)
    {
        using var scope = torch.NewDisposeScope();
        var size = new TransformerSize(Vocabulary: 11, Context: 12, Width: 24, Layers: 3);
        var inputs = new Dictionary<string, torch.Tensor> { ["tokens"] = torch.randint(size.Vocabulary, [3, length], torch.int64, generator: random) };
        using var network = new Transformer(random, size);
        using (torch.no_grad())
        {
            foreach (var parameter in network.parameters())
                parameter.add_(torch.randn(parameter.shape, generator: random) * 0.2);
        }

        await ThereAndBackAsync("transformer", inputs, network, () => new Transformer(random, size), one => one.call(inputs["tokens"]));
    }

    [Theory]
    [InlineData(FlowSolver.Midpoint, 4, 0.5)]
    [InlineData(FlowSolver.Euler, 7, 0)]
    public async Task The_script_draws_the_same_sixteen_digits(FlowSolver solver, int steps, double guidance)
    {
        using var scope = torch.NewDisposeScope();
        using var network = LivelyFlow.Create(random);
        var noise = torch.randn(Digits, DigitImage.PixelCount, generator: random);
        var labels = torch.arange(Digits, torch.int64).remainder(10);
        var sampler = FlowSampler.Standard with { Solver = solver, Steps = steps, Guidance = guidance, PaperBelow = 20 };
        var images = sampler.Draw(network, noise, labels);
        network.SaveWeights(NetworkFile);
        SafeTensorsFile.Save(folder.File("sixteen.safetensors"), new Dictionary<string, torch.Tensor> { ["noise"] = noise, ["labels"] = labels, ["images"] = images });

        string said = await Python.WithTorch.RequireAsync(
            Path.Combine(Python.PyTorchScripts, "draw_flow.py"), NetworkFile, folder.File("sixteen.safetensors"), folder.File("digits.png"),
            "--steps", $"{steps}", "--solver", $"{solver}".ToLowerInvariant(), "--guidance", guidance.ToString(CultureInfo.InvariantCulture), "--paper-below", "20");

        // The last digits of the two sums differ. Now and then a pixel is so close to the next grey level that it is rounded differently.
        var same = Same.Match(said);
        Assert.True(same.Success, said);
        Assert.InRange(int.Parse(same.Groups[1].Value, CultureInfo.InvariantCulture), (Digits * DigitImage.PixelCount) - 20, Digits * DigitImage.PixelCount);
        Assert.InRange(images.gt(0).to(torch.float32).mean().item<float>(), 0.1, 0.9);
        using var picture = SKBitmap.Decode(folder.File("digits.png"));
        Assert.Equal((112, 112), (picture.Width, picture.Height));
    }

    private async Task ThereAndBackAsync<T>(
        string what, Dictionary<string, torch.Tensor> inputs, T network, Func<T> fresh, Func<T, torch.Tensor> compute)
        where T : torch.nn.Module
    {
        SafeTensorsFile.Save(folder.File("inputs.safetensors"), inputs);
        network.SaveWeights(NetworkFile);
        network.save_py(folder.File("network.pth"));
        var expected = compute(network);

        await Python.WithTorch.RequireAsync(RepositoryFolder.File("tests", "DigitForge.Tests", "PyTorch", "teach.py"), what, Python.PyTorchScripts, folder.Path);

        using var outputs = SafeTensorsFile.Load(folder.File("outputs.safetensors"));
        RequireClose(expected, outputs.Tensors["before"]);
        Assert.True((outputs.Tensors["after"] - outputs.Tensors["before"]).abs().max().item<float>() > 0.01, "PyTorch has changed nothing.");
        using var taught = fresh();
        taught.LoadWeights(folder.File("from-pytorch.safetensors"));
        RequireClose(compute(taught), outputs.Tensors["after"]);
        using var pickled = fresh();
        pickled.load_py(folder.File("from-pytorch.pth"));
        Assert.Equal(Weights.Read(taught), Weights.Read(pickled));
    }

    private static void RequireClose(torch.Tensor expected, torch.Tensor found) =>
        Assert.InRange((expected - found).abs().max().item<float>(), 0, Tolerance);

    [GeneratedRegex(@"drew 16 digits; (\d+) of 12544 pixels have the same grey")]
    private static partial Regex Same { get; }
}
