using DigitForge.Checkpoints;
using DigitForge.Models;
using DigitForge.Runtime;
using DigitForge.Tests.Training;
using DigitForge.Training;
using Shared;
using SkiaSharp;
using TorchSharp;
using Xunit;

namespace DigitForge.Tests.PyTorch;

/// <summary>Models in PyTorch and back. PyTorch itself is used if it is installed.</summary>
public sealed class PyTorchTests : IDisposable
{
    private const double Tolerance = 1e-5;
    private const int Trained = 4;

    private readonly TemporaryFolder folder = new();
    private readonly TrainerFixture run = new();

    public PyTorchTests()
    {
        run.Trainer.Checkpoints = new TrainingCheckpoints(folder.Path);
        run.Trainer.Train(Trained);
    }

    private string Checkpoint => folder.File("checkpoint-00000004.safetensors");

    public void Dispose()
    {
        run.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task The_script_draws_the_same_sixteen_digits()
    {
        using var scope = torch.NewDisposeScope();
        var noise = torch.randn(16, 100, generator: run.Trainer.Random);
        var images = run.Trainer.Gan.Generate(noise);
        run.Generator.SaveWeights(folder.File("generator.safetensors"));
        SafeTensorsFile.Save(folder.File("sixteen.safetensors"), new Dictionary<string, torch.Tensor> { ["noise"] = noise, ["images"] = images });

        string said = await Python.WithTorch.RequireAsync(
            Path.Combine(Python.PyTorchScripts, "draw.py"), folder.File("generator.safetensors"), folder.File("sixteen.safetensors"), folder.File("digits.png"));

        double furthest = double.Parse(said.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(furthest, 0, Tolerance);
        var drawn = SafeTensorsFile.Load(folder.File("digits.safetensors")).Tensors["images"];
        Assert.Equal([16, 784], drawn.shape);
        Assert.InRange((drawn - images).abs().max().item<float>(), 0, Tolerance);
        using var picture = SKBitmap.Decode(folder.File("digits.png"));
        Assert.Equal((112, 112), (picture.Width, picture.Height));
        Assert.All(Enumerable.Range(0, 16 * 784), i =>
        {
            var (digit, pixel) = (i / 784, i % 784);
            byte shown = picture.GetPixel((digit % 4 * 28) + (pixel % 28), (digit / 4 * 28) + (pixel / 28)).Red;
            Assert.InRange(shown - (255 * images[digit, pixel].item<float>()), -0.51, 0.51);
        });
    }

    [Fact]
    public async Task Both_networks_compute_the_same_in_both_modes_and_what_PyTorch_writes_is_loaded()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var inputs = new Dictionary<string, torch.Tensor>
        {
            ["generator"] = torch.randn(8, 100, generator: run.Trainer.Random),
            ["discriminator"] = torch.rand(8, 784, generator: run.Trainer.Random),
        };
        SafeTensorsFile.Save(folder.File("inputs.safetensors"), inputs);
        run.Generator.SaveWeights(folder.File("generator.safetensors"));
        run.Discriminator.SaveWeights(folder.File("discriminator.safetensors"));

        await Python.WithTorch.RequireAsync(
            RepositoryFolder.File("tests", "DigitForge.Tests", "PyTorch", "forward_passes.py"), Python.PyTorchScripts, folder.Path);

        using var outputs = SafeTensorsFile.Load(folder.File("outputs.safetensors"));
        using var random = TorchRuntime.Random(2);
        foreach (var (name, network, fresh) in new (string, TorchSharp.Modules.Sequential, TorchSharp.Modules.Sequential)[]
            { ("generator", run.Generator, new Generator(random)), ("discriminator", run.Discriminator, new Discriminator(random)) })
        {
            network.eval();
            RequireClose(network.call(inputs[name]), outputs.Tensors[$"{name}.inference"]);
            network.train();
            RequireClose(network.call(inputs[name]), outputs.Tensors[$"{name}.training"]);
            // The pass in training mode has changed the running statistics on both sides.
            fresh.LoadWeights(folder.File($"{name}.from-pytorch.safetensors"));
            RequireClose(Weights.Read(network), Weights.Read(fresh), Tolerance);
        }
    }

    [Fact]
    public async Task One_process_goes_on_as_the_run_itself_does()
    {
        await ContinueAsync(iterations: 3, processes: 1);
        run.Trainer.Train(3);
        var (generator, discriminator) = Continued();
        RequireClose(Weights.Read(run.Generator), generator, 1e-4);
        RequireClose(Weights.Read(run.Discriminator), discriminator, 1e-4);
    }

    [Fact]
    public async Task Two_processes_average_their_gradients()
    {
        var before = Weights.Read(run.Discriminator);
        await ContinueAsync(iterations: 1, processes: 2);
        run.Trainer.Train(1);
        var (generator, discriminator) = Continued();

        // The generator's normalization sees half a batch in each process. The discriminator has no normalization, so its step is the same.
        RequireClose(Weights.Read(run.Discriminator), discriminator, Tolerance);
        Assert.NotEqual(before, discriminator);
        Assert.All(generator, weight => Assert.True(float.IsFinite(weight)));
        RequireClose(Weights.Read(run.Generator), generator, 0.05);
    }

    [Fact]
    public async Task A_recipe_that_the_script_does_not_follow_is_refused_by_name()
    {
        Rewrite(texts => texts["Momentum"] = "0.5");
        Assert.Contains("Found Momentum = 0.5 in the recipe; expected no such setting", await RefusalAsync(), StringComparison.Ordinal);
        Rewrite(texts => texts["GradientPenalty"] = "10");
        Assert.Contains("Found GradientPenalty = 10 in the recipe; expected 0", await RefusalAsync(), StringComparison.Ordinal);
        Rewrite(texts => texts["generator"] = "dense1 Linear");
        Assert.Contains("Found a generator of the layers dense1 Linear; expected dense1 Linear, relu1 ReLU,", await RefusalAsync(), StringComparison.Ordinal);
        Rewrite(texts => texts["BatchSize"] = "1");
        Assert.Contains("Found a batch of 1 for 1 processes; expected a multiple, and 2 images or more for each.", await RefusalAsync(), StringComparison.Ordinal);
        Rewrite(texts => texts["format"] = "pt");
        Assert.Contains("Found a file that is no training checkpoint", await RefusalAsync(), StringComparison.Ordinal);
    }

    private Task<string> ContinueAsync(int iterations, int processes)
    {
        string[] script = [Path.Combine(Python.PyTorchScripts, "continue_ddp.py"), Checkpoint, "--iterations", $"{iterations}", "--out", folder.File("continued")];
        // PyTorch 1.13 fails under Python 3.11 with its own defaults for the last two options. They are set for a process 9, which does not exist.
        string[] torchrun = ["-m", "torch.distributed.run", "--standalone", "--nproc_per_node", $"{processes}", "--redirects", "9:1", "--tee", "9:1"];
        return Python.WithTorch.RequireAsync(processes == 1 ? script : [.. torchrun, .. script]);
    }

    private (float[] Generator, float[] Discriminator) Continued()
    {
        using var random = TorchRuntime.Random(3);
        using var generator = new Generator(random);
        using var discriminator = new Discriminator(random);
        generator.LoadWeights(folder.File("continued/generator.safetensors"));
        discriminator.LoadWeights(folder.File("continued/discriminator.safetensors"));
        return (Weights.Read(generator), Weights.Read(discriminator));
    }

    private void Rewrite(Action<Dictionary<string, string>> change)
    {
        using var file = SafeTensorsFile.Load(Checkpoint);
        var texts = file.Metadata.ToDictionary();
        change(texts);
        SafeTensorsFile.Save(folder.File("changed.safetensors"), file.Tensors, texts);
    }

    private async Task<string> RefusalAsync()
    {
        var (exitCode, _, error) = await Python.WithTorch.RunAsync(Path.Combine(Python.PyTorchScripts, "continue_ddp.py"), folder.File("changed.safetensors"));
        Assert.Equal(1, exitCode);
        return Assert.Single(error.Trim().Split('\n'));
    }

    private static void RequireClose(torch.Tensor expected, torch.Tensor found) =>
        RequireClose(expected.data<float>().ToArray(), found.data<float>().ToArray(), Tolerance);

    private static void RequireClose(float[] expected, float[] found, double tolerance) =>
        Assert.InRange(expected.Zip(found, (a, b) => Math.Abs(a - b)).Max(), 0, tolerance);
}
