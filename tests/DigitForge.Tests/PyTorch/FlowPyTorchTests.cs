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

/// <summary>The flow network on the road to PyTorch and back, with PyTorch itself where it is installed.</summary>
public sealed partial class FlowPyTorchTests : IDisposable
{
    private const double Tolerance = 1e-5;
    private const int Digits = 16;

    private readonly TemporaryFolder folder = new();
    private readonly torch.Generator random = TorchRuntime.Random(1);

    private string Weights => folder.File("flow.safetensors");

    public void Dispose()
    {
        random.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(10, 32)]
    [InlineData(3, 8)]
    public async Task The_velocity_is_the_same_and_what_PyTorch_has_taught_the_network_is_loaded(int labelCount, int width)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var network = LivelyFlow.Create(random, labelCount, width);
        var pictures = torch.randn(8, DigitImage.PixelCount, generator: random);
        var times = torch.rand(8, generator: random);
        var labels = torch.randint(labelCount + 1, [8], torch.int64, generator: random);
        SafeTensorsFile.Save(folder.File("inputs.safetensors"), new Dictionary<string, torch.Tensor> { ["pictures"] = pictures, ["times"] = times, ["labels"] = labels });
        network.SaveWeights(Weights);
        network.save_py(folder.File("flow.pth"));

        await Python.RequireAsync(RepositoryFolder.File("tests", "DigitForge.Tests", "PyTorch", "flow_passes.py"), Python.Scripts, folder.Path);

        using var outputs = SafeTensorsFile.Load(folder.File("outputs.safetensors"));
        RequireClose(network.call(pictures, times, labels), outputs.Tensors["before"]);
        using var fresh = new FlowNetwork(random, labelCount, width);
        fresh.LoadWeights(folder.File("from-pytorch.safetensors"));
        RequireClose(fresh.call(pictures, times, labels), outputs.Tensors["after"]);
        Assert.True((outputs.Tensors["after"] - outputs.Tensors["before"]).abs().max().item<float>() > 0.01, "PyTorch has changed nothing.");

        using var another = new FlowNetwork(random, labelCount, width);
        another.load_py(folder.File("from-pytorch.pth"));
        Assert.Equal(Tests.Weights.Read(fresh), Tests.Weights.Read(another));
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
        network.SaveWeights(Weights);
        SafeTensorsFile.Save(folder.File("sixteen.safetensors"), new Dictionary<string, torch.Tensor> { ["noise"] = noise, ["labels"] = labels, ["images"] = images });

        string said = await Python.RequireAsync(
            Path.Combine(Python.Scripts, "draw_flow.py"), Weights, folder.File("sixteen.safetensors"), folder.File("digits.png"),
            "--steps", $"{steps}", "--solver", $"{solver}".ToLowerInvariant(), "--guidance", guidance.ToString(CultureInfo.InvariantCulture), "--paper-below", "20");

        // The last digits of the two sums differ, and now and then a pixel lies so near to the next grey that it falls on the other side.
        var same = Same.Match(said);
        Assert.True(same.Success, said);
        Assert.InRange(int.Parse(same.Groups[1].Value, CultureInfo.InvariantCulture), (Digits * DigitImage.PixelCount) - 20, Digits * DigitImage.PixelCount);
        Assert.InRange(images.gt(0).to(torch.float32).mean().item<float>(), 0.1, 0.9);
        using var picture = SKBitmap.Decode(folder.File("digits.png"));
        Assert.Equal((112, 112), (picture.Width, picture.Height));
    }

    private static void RequireClose(torch.Tensor expected, torch.Tensor found) =>
        Assert.InRange((expected - found).abs().max().item<float>(), 0, Tolerance);

    [GeneratedRegex(@"drew 16 digits; (\d+) of 12544 pixels have the same grey")]
    private static partial Regex Same { get; }
}
